package io.roomlog.common.config;

import java.nio.charset.StandardCharsets;

/// A shared secret, which no log line or message shows by accident: only [#bytes()] tells it.
public final class Secret {
    /// The least length, in bytes: HS256 asks for a key as long as its hash (RFC 7518, section 3.2).
    public static final int MIN_BYTES = 32;

    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The secret that is the text's UTF-8.
    ///
    /// @throws IllegalArgumentException if that is shorter than [#MIN_BYTES]
    public static Secret of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < MIN_BYTES) {
            throw new IllegalArgumentException(
                    "must have at least " + MIN_BYTES + " bytes, this one has " + bytes.length);
        }
        return new Secret(bytes);
    }

    /// A copy of the key.
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
