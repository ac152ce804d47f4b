package io.roomlog.mirror;

/// The mirror cannot go on and be exact; the message says why, and what can be done.
public final class MirrorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MirrorException(String message) {
        super(message);
    }
}
