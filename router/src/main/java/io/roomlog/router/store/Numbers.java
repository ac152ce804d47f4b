package io.roomlog.router.store;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// Unsigned LEB128 numbers of up to 63 bits, in the entries of stores.
public final class Numbers {
    private Numbers() {}

    public static void write(ByteArrayOutputStream out, long number) {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /// The next number.
    ///
    /// @throws java.nio.BufferUnderflowException if there is none
    public static long read(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; ; shift += 7) {
            int octet = in.get();
            number |= (long) (octet & 0x7F) << shift;
            if (octet >= 0) {
                return number;
            }
        }
    }
}
