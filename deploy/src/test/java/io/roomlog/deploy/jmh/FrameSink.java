package io.roomlog.deploy.jmh;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.websocket.FrameEncoder;
import io.roomlog.common.websocket.Opcode;
import io.roomlog.edge.outbound.PacketSink;
import io.roomlog.edge.outbound.SharedBytes;

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
    public void text(Bytes packet) {
        length = FrameEncoder.writeHeader(bytes, length, Opcode.TEXT, packet.length());
        copy(packet);
    }

    @Override
    public void text(SharedBytes start, byte[]... rest) {
        int payload = start.length();
        for (byte[] part : rest) {
            payload += part.length;
        }
        length = FrameEncoder.writeHeader(bytes, length, Opcode.TEXT, payload);
        copy(start.plain());
        for (byte[] part : rest) {
            copy(part);
        }
    }

    @Override
    public void binary(Bytes data) {
        length = FrameEncoder.writeHeader(bytes, length, Opcode.BINARY, data.length());
        copy(data);
    }

    @Override
    public void binary(SharedBytes data) {
        binary(data.plain());
    }

    @Override
    public void control(byte[] frame) {
        copy(frame);
    }

    private void copy(Bytes part) {
        part.copyTo(bytes, length);
        length += part.length();
    }

    private void copy(byte[] part) {
        System.arraycopy(part, 0, bytes, length, part.length);
        length += part.length;
    }
}
