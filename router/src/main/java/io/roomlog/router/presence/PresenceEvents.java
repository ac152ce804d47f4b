package io.roomlog.router.presence;

import io.roomlog.router.log.RecordEvents;

/// What is counted of presence. Thread-safe, and quick.
public interface PresenceEvents extends RecordEvents {
    /// Sockets have departed with their edge.
    void lapsed(int sockets);
}
