package io.roomlog.common.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Checks that bytes which arrive in pieces are UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above
/// U+10FFFF.
///
/// Between two bytes of a character the whole state is how many bytes are still to come and the range that the next
/// one must be in; the range is what excludes the forbidden forms, and it narrows only the first continuation byte.
/// Not thread safe.
public final class Utf8Check {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int LOWEST = 0x80;
    private static final int HIGHEST = 0xbf;

    private int missing;
    private int lowest = LOWEST;
    private int highest = HIGHEST;

    /// Whether `bytes` as a whole are UTF-8.
    public static boolean isUtf8(Bytes bytes) {
        var check = new Utf8Check();
        return check.accept(bytes.array(), bytes.offset(), bytes.offset() + bytes.length()) && check.complete();
    }

    /// Goes on with the bytes `from` to `to`; false as soon as they cannot be UTF-8 whatever follows. After that
    /// the object is of no further use.
    public boolean accept(byte[] array, int from, int to) {
        int i = from;
        while (i < to) {
            if (missing == 0) {
                i = skipAscii(array, i, to);
                if (i == to) {
                    return true;
                }
            }
            if (!accept(array[i++] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    /// Whether what was accepted ends with a whole character.
    public boolean complete() {
        return missing == 0;
    }

    private boolean accept(int b) {
        if (missing == 0) {
            return b < 0x80 || lead(b);
        }
        if (b < lowest || b > highest) {
            return false;
        }
        missing--;
        lowest = LOWEST;
        highest = HIGHEST;
        return true;
    }

    private boolean lead(int b) {
        if (b < 0xc2 || b > 0xf4) {
            return false;
        }
        if (b < 0xe0) {
            missing = 1;
        } else if (b < 0xf0) {
            missing = 2;
            lowest = b == 0xe0 ? 0xa0 : LOWEST;
            highest = b == 0xed ? 0x9f : HIGHEST;
        } else {
            missing = 3;
            lowest = b == 0xf0 ? 0x90 : LOWEST;
            highest = b == 0xf4 ? 0x8f : HIGHEST;
        }
        return true;
    }

    private static int skipAscii(byte[] array, int from, int to) {
        int i = from;
        while (i <= to - Long.BYTES && ((long) LONGS.get(array, i) & HIGH_BITS) == 0) {
            i += Long.BYTES;
        }
        while (i < to && array[i] >= 0) {
            i++;
        }
        return i;
    }
}
