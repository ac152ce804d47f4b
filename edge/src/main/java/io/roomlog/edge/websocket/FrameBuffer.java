package io.roomlog.edge.websocket;

import io.helidon.common.buffers.BufferData;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.websocket.FrameEncoder;
import io.roomlog.common.websocket.Opcode;
import io.roomlog.edge.outbound.PacketSink;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Collects frames for one write.
final class FrameBuffer implements PacketSink {
    private final BufferData buffer;
    private final byte[] header = new byte[10];
    private final boolean base64;

    /// @param base64 whether the peer wants binary messages as text (`b64=1`)
    FrameBuffer(int expectedBytes, boolean base64) {
        this.buffer = BufferData.growing(expectedBytes);
        this.base64 = base64;
    }

    @Override
    public void text(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        buffer.write(header, 0, FrameEncoder.writeHeader(header, 0, Opcode.TEXT, length));
        for (byte[] part : parts) {
            buffer.write(part, 0, part.length);
        }
    }

    @Override
    public void binary(Bytes data) {
        if (base64) {
            text(("b" + Base64.getEncoder().encodeToString(data.toArray())).getBytes(StandardCharsets.US_ASCII));
            return;
        }
        buffer.write(header, 0, FrameEncoder.writeHeader(header, 0, Opcode.BINARY, data.length()));
        buffer.write(data.array(), data.offset(), data.length());
    }

    @Override
    public void control(byte[] frame) {
        buffer.write(frame, 0, frame.length);
    }

    BufferData content() {
        return buffer;
    }
}
