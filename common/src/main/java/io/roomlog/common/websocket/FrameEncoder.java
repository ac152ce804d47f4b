package io.roomlog.common.websocket;

import io.roomlog.common.bytes.Bytes;
import java.nio.charset.StandardCharsets;

/// Writes a server's frames (RFC 6455, section 5.2): whole messages, unmasked.
public final class FrameEncoder {
    private static final int MAX_CONTROL = 125;
    private static final int FINAL = 0x80;
    private static final int COMPRESSED = 0x40;

    private FrameEncoder() {}

    /// The bytes in front of a payload of this length: 2, 4 or 10.
    public static int headerLength(int payload) {
        return payload <= 125 ? 2 : payload <= 0xffff ? 4 : 10;
    }

    /// Writes the header of an unfragmented frame to `dest` from index `at` on.
    ///
    /// @return the index behind the header, where the payload begins
    public static int writeHeader(byte[] dest, int at, Opcode opcode, int payload) {
        if (payload < 0 || (opcode.isControl() && payload > MAX_CONTROL)) {
            throw new IllegalArgumentException(opcode + " of " + payload + " bytes");
        }
        int header = headerLength(payload);
        dest[at] = (byte) (FINAL | opcode.code());
        dest[at + 1] = (byte) (header == 2 ? payload : header == 4 ? 126 : 127);
        for (int i = 2; i < header; i++) {
            int shift = (header - 1 - i) * Byte.SIZE;
            dest[at + i] = (byte) ((long) payload >>> shift);
        }
        return at + header;
    }

    /// Writes the header of an unfragmented frame whose payload is compressed (RFC 7692, section 6), like
    /// [#writeHeader].
    public static int writeCompressedHeader(byte[] dest, int at, Opcode opcode, int payload) {
        int end = writeHeader(dest, at, opcode, payload);
        dest[at] |= COMPRESSED;
        return end;
    }

    /// A close frame; a reason of more than 123 bytes is cut between two characters. [CloseCode#NONE] makes an
    /// empty one.
    ///
    /// @throws IllegalArgumentException for any other code that may not be sent
    public static byte[] closeFrame(int code, String reason) {
        if (code == CloseCode.NONE) {
            return frame(Opcode.CLOSE, Bytes.EMPTY);
        }
        if (!CloseCode.isSendable(code)) {
            throw new IllegalArgumentException("close code " + code);
        }
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = text.length;
        if (length > MAX_CONTROL - 2) {
            length = MAX_CONTROL - 2;
            while ((text[length] & 0xc0) == 0x80) {
                length--;
            }
        }
        byte[] payload = new byte[2 + length];
        payload[0] = (byte) (code >>> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, length);
        return frame(Opcode.CLOSE, Bytes.of(payload));
    }

    /// A whole unfragmented frame.
    public static byte[] frame(Opcode opcode, Bytes payload) {
        byte[] frame = new byte[headerLength(payload.length()) + payload.length()];
        payload.copyTo(frame, writeHeader(frame, 0, opcode, payload.length()));
        return frame;
    }
}
