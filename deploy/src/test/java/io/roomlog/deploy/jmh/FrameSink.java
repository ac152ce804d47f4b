package io.roomlog.deploy.jmh;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.websocket.FrameEncoder;
import io.roomlog.common.websocket.Opcode;
import io.roomlog.edge.outbound.PacketSink;

/// Copies frames one behind the other, as a connection's writer does for one write.
final class FrameSink implements PacketSink {
    private final byte[] bytes = new byte[4 * 1024];
    private int length;

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    @Override
    public void text(byte[]... parts) {
        int payload = 0;
        for (byte[] part : parts) {
            payload += part.length;
        }
        length = FrameEncoder.writeHeader(bytes, length, Opcode.TEXT, payload);
        for (byte[] part : parts) {
            copy(part);
        }
    }

    @Override
    public void binary(Bytes data) {
        length = FrameEncoder.writeHeader(bytes, length, Opcode.BINARY, data.length());
        data.copyTo(bytes, length);
        length += data.length();
    }

    @Override
    public void control(byte[] frame) {
        copy(frame);
    }

    private void copy(byte[] part) {
        System.arraycopy(part, 0, bytes, length, part.length);
        length += part.length;
    }
}
