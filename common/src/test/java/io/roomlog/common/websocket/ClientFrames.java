package io.roomlog.common.websocket;

import io.roomlog.common.bytes.Bytes;
import java.io.ByteArrayOutputStream;

/// Writes frames as a client does, right or wrong: every bit of the header can be chosen.
final class ClientFrames {
    static final int FINAL = 0x80;
    private static final byte[] KEY = {0x37, (byte) 0xfa, 0x21, 0x3d};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ClientFrames whole(Opcode opcode, Bytes payload) {
        return frame(FINAL | opcode.code(), payload, KEY);
    }

    ClientFrames part(Opcode opcode, Bytes payload) {
        return frame(opcode.code(), payload, KEY);
    }

    ClientFrames frame(int firstByte, Bytes payload, byte[] key) {
        int length = payload.length();
        int form = length <= 125 ? 0 : length <= 0xffff ? 2 : 8;
        header(firstByte, form, length, key);
        for (int i = 0; i < length; i++) {
            out.write(payload.at(i) ^ key[i & 3]);
        }
        return this;
    }

    /// A header that says `length` in 0, 2 or 8 more bytes, masked with `key`.
    ClientFrames header(int firstByte, int form, long length, byte[] key) {
        out.write(firstByte);
        out.write(0x80 | (form == 0 ? (int) length : form == 2 ? 126 : 127));
        for (int i = form - 1; i >= 0; i--) {
            out.write((int) (length >>> (i * Byte.SIZE)));
        }
        out.writeBytes(key);
        return this;
    }

    ClientFrames header(int firstByte, int form, long length) {
        return header(firstByte, form, length, KEY);
    }

    ClientFrames raw(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
