package io.roomlog.edge.engineio;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.engineio.EngineCodec;
import io.roomlog.edge.outbound.PacketSink;
import io.roomlog.edge.outbound.SharedBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Collects packets for the body of one poll.
final class PollBuffer implements PacketSink {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(256);

    @Override
    public void text(Bytes packet) {
        separate();
        add(packet);
    }

    @Override
    public void text(SharedBytes start, byte[]... rest) {
        text(start.plain());
        for (byte[] part : rest) {
            body.write(part, 0, part.length);
        }
    }

    @Override
    public void binary(Bytes data) {
        separate();
        byte[] encoded = ("b" + Base64.getEncoder().encodeToString(data.toArray())).getBytes(StandardCharsets.US_ASCII);
        body.write(encoded, 0, encoded.length);
    }

    @Override
    public void binary(SharedBytes data) {
        binary(data.plain());
    }

    @Override
    public void control(byte[] frame) {
        // no such thing over HTTP
    }

    private void add(Bytes bytes) {
        body.write(bytes.array(), bytes.offset(), bytes.length());
    }

    private void separate() {
        if (body.size() > 0) {
            body.write(EngineCodec.SEPARATOR);
        }
    }

    boolean isEmpty() {
        return body.size() == 0;
    }

    byte[] body() {
        return body.toByteArray();
    }
}
