package io.roomlog.router.log;

/// What is counted of records that cannot be used. Thread-safe, and quick.
public interface RecordEvents {
    /// A record of a topic was put among the dead letters.
    void deadLettered(String topic);
}
