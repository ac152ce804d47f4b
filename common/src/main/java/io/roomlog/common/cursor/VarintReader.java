package io.roomlog.common.cursor;

import java.util.Base64;

/// Reads what [VarintWriter] wrote, from a source that is not trusted: what is wrong, or what no writer writes
/// (padding, unused bits, numbers not in their shortest form), makes it `failed`, and everything read from then on
/// is 0. So there is one text for each cursor.
final class VarintReader {
    private final byte[] bytes;
    private int at;
    private boolean failed;

    private VarintReader(byte[] bytes, boolean failed) {
        this.bytes = bytes;
        this.failed = failed;
    }

    static VarintReader base64url(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            boolean canonical = VarintWriter.base64url(bytes).equals(text);
            return canonical ? new VarintReader(bytes, false) : new VarintReader(new byte[0], true);
        } catch (IllegalArgumentException e) {
            return new VarintReader(new byte[0], true);
        }
    }

    int octet() {
        if (failed || at == bytes.length) {
            failed = true;
            return 0;
        }
        return bytes[at++] & 0xFF;
    }

    /// An unsigned number of at most 63 bits.
    long varint() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7F) << shift;
            if ((octet & 0x80) == 0) {
                failed |= octet == 0 && shift > 0;
                return failed ? 0 : value;
            }
        }
        failed = true;
        return 0;
    }

    boolean atEnd() {
        return at == bytes.length;
    }

    boolean failed() {
        return failed;
    }

    /// Everything was there, and nothing is left over.
    boolean complete() {
        return !failed && atEnd();
    }
}
