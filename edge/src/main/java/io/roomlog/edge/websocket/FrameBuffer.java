package io.roomlog.edge.websocket;

import io.helidon.common.buffers.BufferData;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.websocket.FrameEncoder;
import io.roomlog.common.websocket.MessageDeflater;
import io.roomlog.common.websocket.Opcode;
import io.roomlog.edge.outbound.PacketSink;
import io.roomlog.edge.outbound.SharedBytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Collects frames for one write, and is used again for the next. Used by one thread.
///
/// For a peer that takes it, long messages are compressed, unless they become longer by it.
final class FrameBuffer implements PacketSink {
    private static final int INITIAL_BYTES = 2 * 1024;
    private static final int KEPT_BYTES = 256 * 1024;
    private static final byte[] STORED_END = {MessageDeflater.STORED_END};

    private final byte[] header = new byte[10];
    private BufferData buffer = BufferData.growing(INITIAL_BYTES);
    private boolean base64;
    private int compressFrom;

    /// Begins anew, with nothing in it.
    ///
    /// @param asBase64 whether the peer wants binary messages as text (`b64=1`)
    /// @param compressFromLength the length from which messages are compressed
    void begin(boolean asBase64, int compressFromLength) {
        base64 = asBase64;
        compressFrom = compressFromLength;
        if (buffer.capacity() > KEPT_BYTES) {
            buffer = BufferData.growing(INITIAL_BYTES);
        } else {
            buffer.clear();
        }
    }

    @Override
    public void text(Bytes packet) {
        message(Opcode.TEXT, packet, deflated(packet));
    }

    @Override
    public void text(SharedBytes start, byte[]... rest) {
        int restLength = 0;
        for (byte[] part : rest) {
            restLength += part.length;
        }
        int length = start.length() + restLength;
        boolean compressed = length >= compressFrom && restLength <= MessageDeflater.MAX_STORED;
        Optional<Bytes> deflated = compressed ? start.deflated() : Optional.empty();
        if (deflated.isPresent() && deflated.get().length() + MessageDeflater.STORED_OVERHEAD < start.length()) {
            deflatedText(deflated.get(), restLength, rest);
        } else {
            buffer.write(header, 0, FrameEncoder.writeHeader(header, 0, Opcode.TEXT, length));
            write(start.plain());
            write(rest);
        }
    }

    private void deflatedText(Bytes start, int restLength, byte[]... rest) {
        int length = start.length() + MessageDeflater.STORED_OVERHEAD + restLength;
        buffer.write(header, 0, FrameEncoder.writeCompressedHeader(header, 0, Opcode.TEXT, length));
        write(start);
        buffer.write(header, 0, MessageDeflater.writeStoredLength(header, 0, restLength));
        write(rest);
        write(STORED_END);
    }

    @Override
    public void binary(Bytes data) {
        if (base64) {
            text(base64(data));
        } else {
            message(Opcode.BINARY, data, deflated(data));
        }
    }

    @Override
    public void binary(SharedBytes data) {
        if (base64) {
            text(base64(data.plain()));
        } else {
            message(Opcode.BINARY, data.plain(), data.length() < compressFrom ? Optional.empty() : data.deflated());
        }
    }

    @Override
    public void control(byte[] frame) {
        buffer.write(frame, 0, frame.length);
    }

    private void message(Opcode opcode, Bytes plain, Optional<Bytes> deflated) {
        Bytes payload = deflated.orElse(plain);
        int headerLength = deflated.isPresent()
                ? FrameEncoder.writeCompressedHeader(header, 0, opcode, payload.length())
                : FrameEncoder.writeHeader(header, 0, opcode, payload.length());
        buffer.write(header, 0, headerLength);
        write(payload);
    }

    private Optional<Bytes> deflated(Bytes data) {
        return data.length() < compressFrom ? Optional.empty() : MessageDeflater.deflate(data);
    }

    private static Bytes base64(Bytes data) {
        return Bytes.of(("b" + Base64.getEncoder().encodeToString(data.toArray())).getBytes(StandardCharsets.US_ASCII));
    }

    private void write(Bytes bytes) {
        buffer.write(bytes.array(), bytes.offset(), bytes.length());
    }

    private void write(byte[]... parts) {
        for (byte[] part : parts) {
            buffer.write(part, 0, part.length);
        }
    }

    /// What was collected since the beginning. Valid until the next.
    BufferData content() {
        return buffer;
    }
}
