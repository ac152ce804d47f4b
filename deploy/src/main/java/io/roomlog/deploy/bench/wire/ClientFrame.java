package io.roomlog.deploy.bench.wire;

import java.nio.ByteBuffer;

/// Writes a client's frames (RFC 6455, section 5.2): whole messages, masked.
public final class ClientFrame {
    /// The opcode of a text.
    public static final int TEXT = 1;

    /// The opcode of a ping's answer.
    public static final int PONG = 10;

    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int MASK_BYTES = 4;

    private ClientFrame() {}

    /// The bytes of a frame with a payload of this length.
    public static int length(int payload) {
        return (payload <= 125 ? 2 : payload <= 0xffff ? 4 : 10) + MASK_BYTES + payload;
    }

    /// Appends a frame to `dest`, which has room for it and is in big-endian order.
    ///
    /// @param payload holds the payload from index `from` on
    /// @param mask its masking key
    public static void write(ByteBuffer dest, int opcode, byte[] payload, int from, int length, int mask) {
        dest.put((byte) (FINAL | opcode));
        if (length <= 125) {
            dest.put((byte) (MASKED | length));
        } else if (length <= 0xffff) {
            dest.put((byte) (MASKED | 126)).putShort((short) length);
        } else {
            dest.put((byte) (MASKED | 127)).putLong(length);
        }
        dest.putInt(mask);
        int at = dest.position();
        dest.put(payload, from, length);
        long twice = ((long) mask << Integer.SIZE) | (mask & 0xffff_ffffL);
        int end = at + length;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            dest.putLong(at, dest.getLong(at) ^ twice);
        }
        for (int shift = Integer.SIZE - Byte.SIZE; at < end; at++, shift = (shift - Byte.SIZE) & 31) {
            dest.put(at, (byte) (dest.get(at) ^ (mask >>> shift)));
        }
    }
}
