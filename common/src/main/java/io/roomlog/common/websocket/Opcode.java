package io.roomlog.common.websocket;

import org.jspecify.annotations.Nullable;

/// The kind of a frame (RFC 6455, section 5.2).
public enum Opcode {
    CONTINUATION(0),
    TEXT(1),
    BINARY(2),
    CLOSE(8),
    PING(9),
    PONG(10);

    private final int code;

    Opcode(int code) {
        this.code = code;
    }

    /// The four bits on the wire.
    public int code() {
        return code;
    }

    /// Whether frames of this kind stand between others, never in fragments.
    public boolean isControl() {
        return code >= 8;
    }

    /// The opcode with these four bits, or null if they are reserved.
    static @Nullable Opcode of(int code) {
        return switch (code) {
            case 0 -> CONTINUATION;
            case 1 -> TEXT;
            case 2 -> BINARY;
            case 8 -> CLOSE;
            case 9 -> PING;
            case 10 -> PONG;
            default -> null;
        };
    }
}
