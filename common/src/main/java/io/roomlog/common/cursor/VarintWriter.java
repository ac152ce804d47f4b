package io.roomlog.common.cursor;

import java.util.Arrays;
import java.util.Base64;

/// Collects octets and unsigned LEB128 numbers.
final class VarintWriter {
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private byte[] bytes = new byte[48];
    private int length;

    void octet(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = (byte) value;
    }

    void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            octet((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        octet((int) rest);
    }

    String base64url() {
        return base64url(Arrays.copyOf(bytes, length));
    }

    static String base64url(byte[] octets) {
        return BASE64URL.encodeToString(octets);
    }
}
