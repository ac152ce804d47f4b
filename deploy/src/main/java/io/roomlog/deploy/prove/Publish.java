package io.roomlog.deploy.prove;

/// A message that was handed to an edge, and what became of it.
///
/// The outcome is written once, by the publisher's reader thread.
final class Publish {
    private final long number;
    private final String room;
    private final String publisher;
    private final int visit;
    private volatile Outcome outcome = Outcome.UNANSWERED;
    private volatile String code = "";
    private volatile long position = -1;

    /// What its publisher was told.
    enum Outcome {
        /// It is kept.
        ACKED,
        /// It is not kept.
        REFUSED,
        /// It may be kept.
        UNKNOWN,
        /// Nothing: the connection was lost before.
        UNANSWERED
    }

    /// @param publisher the client's name
    /// @param visit the connection over which it went
    Publish(long number, String room, String publisher, int visit) {
        this.number = number;
        this.room = room;
        this.publisher = publisher;
        this.visit = visit;
    }

    /// @param ackPosition the next offset of the room's partition, as the ack says
    void acked(long ackPosition) {
        position = ackPosition;
        outcome = Outcome.ACKED;
    }

    /// @param error the code
    void failed(String error) {
        code = error;
        outcome = error.equals("unknown") ? Outcome.UNKNOWN : Outcome.REFUSED;
    }

    long number() {
        return number;
    }

    String room() {
        return room;
    }

    String publisher() {
        return publisher;
    }

    int visit() {
        return visit;
    }

    Outcome outcome() {
        return outcome;
    }

    String code() {
        return code;
    }

    boolean isAcked() {
        return outcome == Outcome.ACKED;
    }

    long position() {
        return position;
    }
}
