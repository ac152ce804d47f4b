package io.roomlog.deploy.conformance;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;

/// Frames of a client (RFC 6455, section 5.2), right and wrong ones: the first byte may be any.
final class Frames {
    static final int FINAL = 0x80;
    static final int COMPRESSED = 0x40;
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final byte[] KEY = {0x37, (byte) 0xfa, 0x21, 0x3d};
    private static final int MASKED = 0x80;

    private Frames() {}

    /// A masked frame.
    ///
    /// @param first its first byte: final bit, reserved bits, opcode
    static byte[] frame(int first, byte[] payload) {
        return frame(first, payload, payload.length);
    }

    /// A masked frame whose header may say another length than its payload has.
    static byte[] frame(int first, byte[] payload, long length) {
        var out = new ByteArrayOutputStream(payload.length + 14);
        out.write(first);
        int form = length >= 0 && length <= 125 ? 0 : length >= 0 && length <= 0xffff ? 2 : 8;
        out.write(MASKED | (form == 0 ? (int) length : form == 2 ? 126 : 127));
        for (int shift = (form - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            out.write((int) (length >>> shift));
        }
        out.writeBytes(KEY);
        byte[] masked = payload.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= KEY[i & 3];
        }
        out.writeBytes(masked);
        return out.toByteArray();
    }

    static byte[] text(byte[] payload) {
        return frame(FINAL | TEXT, payload);
    }

    static byte[] binary(byte[] payload) {
        return frame(FINAL | BINARY, payload);
    }

    static byte[] ping(byte[] payload) {
        return frame(FINAL | PING, payload);
    }

    static byte[] pong(byte[] payload) {
        return frame(FINAL | PONG, payload);
    }

    static byte[] close(int code, byte... reason) {
        byte[] payload = new byte[2 + reason.length];
        payload[0] = (byte) (code >>> Byte.SIZE);
        payload[1] = (byte) code;
        System.arraycopy(reason, 0, payload, 2, reason.length);
        return frame(FINAL | CLOSE, payload);
    }

    /// A message in fragments of a size.
    ///
    /// @param opcode of the first one, with its reserved bits
    static byte[] fragments(int opcode, byte[] payload, int size) {
        List<byte[]> parts = chopped(payload, size);
        var out = new ByteArrayOutputStream(payload.length + 16 * parts.size());
        for (int i = 0; i < parts.size(); i++) {
            int last = i == parts.size() - 1 ? FINAL : 0;
            out.writeBytes(frame(last | (i == 0 ? opcode : CONTINUATION), parts.get(i)));
        }
        return out.toByteArray();
    }

    /// The pieces of a size that bytes are cut into.
    static List<byte[]> chopped(byte[] bytes, int size) {
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += size) {
            pieces.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
        }
        return pieces;
    }

    static byte[] joined(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /// The compressed form of a message (RFC 7692, section 7.2.1).
    static byte[] deflated(byte[] message) {
        byte[] out = new byte[message.length + message.length / 100 + 64];
        try (var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
            deflater.setInput(message);
            int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            return Arrays.copyOf(out, length - 4);
        }
    }
}
