package io.roomlog.deploy.prove;

import io.roomlog.common.cursor.RoomPlace;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A message that was handed to an edge, and what became of it. One with an idempotency key is sent again until its
/// publisher is told that it is kept.
///
/// The outcome is written by the publisher's reader thread.
final class Publish {
    private final long number;
    private final List<String> rooms;
    private final String publisher;
    private final int visit;
    private final boolean keyed;
    private volatile Outcome outcome = Outcome.UNANSWERED;
    private volatile String code = "";
    private volatile RoomPlace place = RoomPlace.of();
    private final AtomicInteger tries = new AtomicInteger(1);

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

    /// @param rooms where it goes
    /// @param publisher the client's name
    /// @param visit the connection over which it went first
    /// @param keyed whether it has an idempotency key
    Publish(long number, List<String> rooms, String publisher, int visit, boolean keyed) {
        this.number = number;
        this.rooms = List.copyOf(rooms);
        this.publisher = publisher;
        this.visit = visit;
        this.keyed = keyed;
    }

    /// It is sent again.
    void again() {
        tries.incrementAndGet();
    }

    /// @param acked the next offset of the room's partition, as the ack says; nowhere for several rooms
    void acked(RoomPlace acked) {
        place = acked;
        outcome = Outcome.ACKED;
    }

    /// @param error the code
    void failed(String error) {
        code = error;
        // of an earlier try it may not be known what became of it
        outcome = error.equals("unknown") || tries() > 1 ? Outcome.UNKNOWN : Outcome.REFUSED;
    }

    long number() {
        return number;
    }

    /// The room; of several the first.
    String room() {
        return rooms.getFirst();
    }

    List<String> rooms() {
        return rooms;
    }

    boolean isWide() {
        return rooms.size() > 1;
    }

    String publisher() {
        return publisher;
    }

    int visit() {
        return visit;
    }

    boolean isKeyed() {
        return keyed;
    }

    /// How many times it has been sent.
    int tries() {
        return tries.get();
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

    RoomPlace place() {
        return place;
    }
}
