package io.roomlog.edge.websocket;

import io.helidon.common.buffers.BufferData;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.websocket.FrameEncoder;
import io.roomlog.common.websocket.Opcode;
import io.roomlog.edge.outbound.PacketSink;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Collects frames for one write, and is used again for the next. Used by one thread.
final class FrameBuffer implements PacketSink {
    private static final int INITIAL_BYTES = 2 * 1024;
    private static final int KEPT_BYTES = 256 * 1024;

    private final byte[] header = new byte[10];
    private BufferData buffer = BufferData.growing(INITIAL_BYTES);
    private boolean base64;

    /// Begins anew, with nothing in it.
    ///
    /// @param asBase64 whether the peer wants binary messages as text (`b64=1`)
    void begin(boolean asBase64) {
        base64 = asBase64;
        if (buffer.capacity() > KEPT_BYTES) {
            buffer = BufferData.growing(INITIAL_BYTES);
        } else {
            buffer.clear();
        }
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

    /// What was collected since the beginning. Valid until the next.
    BufferData content() {
        return buffer;
    }
}
