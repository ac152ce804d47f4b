package io.roomlog.common.websocket;

/// Collects the header of one client frame, byte by byte, and says what is wrong with it as early as it can.
final class FrameHeader {
    private static final int FINAL = 0x80;
    private static final int COMPRESSED = 0x40;
    private static final int RESERVED = 0x30;
    private static final int MASKED = 0x80;

    private final byte[] bytes = new byte[14];
    private int used;

    /// Whether all of the header is there.
    boolean complete() {
        return used >= 2 && used == 2 + lengthBytes() + 4;
    }

    void add(byte b) {
        bytes[used++] = b;
    }

    void clear() {
        used = 0;
    }

    /// Whether the byte just added completed the first two, which say all but length and mask.
    boolean startJustComplete() {
        return used == 2;
    }

    /// Whether the byte just added completed the length.
    boolean lengthJustComplete() {
        return used >= 2 && used == 2 + lengthBytes();
    }

    boolean isFinal() {
        return (bytes[0] & FINAL) != 0;
    }

    /// RSV1, which is permessage-deflate's (RFC 7692, section 6).
    boolean isCompressed() {
        return (bytes[0] & COMPRESSED) != 0;
    }

    /// Whether one of the bits is set that belong to nobody.
    boolean hasReservedBits() {
        return (bytes[0] & RESERVED) != 0;
    }

    int opcode() {
        return bytes[0] & 0x0f;
    }

    boolean isMasked() {
        return (bytes[1] & MASKED) != 0;
    }

    /// What the second byte says of the length: itself up to 125, 126 or 127 for two or eight bytes to follow.
    int shortLength() {
        return bytes[1] & 0x7f;
    }

    /// The payload's length as unsigned 64 bits: negative if the top bit is set.
    long length() {
        if (shortLength() < 126) {
            return shortLength();
        }
        long length = 0;
        for (int i = 2; i < 2 + lengthBytes(); i++) {
            length = (length << Byte.SIZE) | (bytes[i] & 0xff);
        }
        return length;
    }

    /// Whether no shorter form could have said the length.
    boolean isLengthMinimal() {
        return switch (shortLength()) {
            case 126 -> length() > 125;
            case 127 -> length() > 0xffff;
            default -> true;
        };
    }

    /// The mask, its first byte highest.
    int mask() {
        int mask = 0;
        for (int i = used - 4; i < used; i++) {
            mask = (mask << Byte.SIZE) | (bytes[i] & 0xff);
        }
        return mask;
    }

    private int lengthBytes() {
        return switch (shortLength()) {
            case 126 -> 2;
            case 127 -> 8;
            default -> 0;
        };
    }
}
