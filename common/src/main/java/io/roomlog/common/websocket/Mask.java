package io.roomlog.common.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Takes a client's mask off while copying (RFC 6455, section 5.3).
final class Mask {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Mask() {}

    /// Copies `length` bytes of `source`; `key` is the mask's four bytes, the first one highest, and `position` the
    /// index of the first of these bytes in its frame.
    static void unmask(byte[] source, int from, byte[] dest, int at, int length, int key, long position) {
        int turned = Integer.rotateLeft(key, (int) (position & 3) * Byte.SIZE);
        long twice = ((long) turned << Integer.SIZE) | (turned & 0xffffffffL);
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            LONGS.set(dest, at + i, (long) LONGS.get(source, from + i) ^ twice);
        }
        for (; i < length; i++) {
            dest[at + i] = (byte) (source[from + i] ^ (turned >>> (24 - (i & 3) * Byte.SIZE)));
        }
    }
}
