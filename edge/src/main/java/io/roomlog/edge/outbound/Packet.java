package io.roomlog.edge.outbound;

import io.roomlog.common.bytes.Bytes;
import java.nio.charset.StandardCharsets;

/// A text packet that stands by itself.
///
/// @param text the whole packet, Engine.IO type first
public record Packet(Bytes text) implements Outbound {
    /// The packet with this text.
    public static Packet of(String text) {
        return new Packet(Bytes.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public int size() {
        return text.length();
    }

    @Override
    public void writeTo(PacketSink sink) {
        sink.text(text);
    }
}
