package io.roomlog.edge.outbound;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.websocket.MessageDeflater;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Bytes that go to many connections. Their compressed form is made once for all of them, when one asks for it.
/// Thread-safe.
public final class SharedBytes {
    private final Bytes plain;
    private volatile @Nullable Bytes shortest;

    public SharedBytes(Bytes plain) {
        this.plain = plain;
    }

    public int length() {
        return plain.length();
    }

    /// The bytes as they are.
    public Bytes plain() {
        return plain;
    }

    /// What [MessageDeflater] makes of them; empty if it is not shorter.
    public Optional<Bytes> deflated() {
        Bytes known = shortest;
        Bytes found = known == null ? deflate() : known;
        return found.length() < plain.length() ? Optional.of(found) : Optional.empty();
    }

    private synchronized Bytes deflate() {
        Bytes made = shortest;
        if (made == null) {
            made = MessageDeflater.deflate(plain).orElse(plain);
            shortest = made;
        }
        return made;
    }
}
