package io.roomlog.deploy.prove;

import io.roomlog.common.cursor.RoomPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A client's time in a room, from the first attempt to join it until it has left it, with what came of the room
/// meanwhile. Guarded by its recording.
final class Stay {
    private final String room;
    private final int life;
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private int joinsSent;
    private Optional<RoomPlace> joinedAt = Optional.empty();
    private boolean beingLeft;
    private boolean abandoned;

    /// @param life counts the client's sessions, from 0
    Stay(String room, int life) {
        this.room = room;
        this.life = life;
    }

    /// A join is being sent.
    void joining() {
        joinsSent++;
    }

    /// A join has been acked.
    ///
    /// @param place the offsets, in the room's partition, from which on the room's messages are due
    void joined(RoomPlace place) {
        if (joinedAt.isEmpty()) {
            joinedAt = Optional.of(place);
        }
    }

    /// A leave is being sent.
    void leaving() {
        beingLeft = true;
    }

    /// The session is gone, and the client's place in the room with it.
    void abandon() {
        abandoned = true;
    }

    void add(Delivery delivery) {
        deliveries.add(delivery);
    }

    void add(Gap gap) {
        gaps.add(gap);
    }

    String room() {
        return room;
    }

    int life() {
        return life;
    }

    int joinsSent() {
        return joinsSent;
    }

    Optional<RoomPlace> joinedAt() {
        return joinedAt;
    }

    /// Whether a leave has been sent.
    boolean isBeingLeft() {
        return beingLeft;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    List<Delivery> deliveries() {
        return deliveries;
    }

    List<Gap> gaps() {
        return gaps;
    }

    /// Whether the message is among the last that came.
    boolean hasRecently(long number) {
        for (int i = deliveries.size() - 1; i >= Math.max(0, deliveries.size() - 1000); i--) {
            if (deliveries.get(i).number() == number) {
                return true;
            }
        }
        return false;
    }

    /// Whether the message has come.
    boolean hasEver(long number) {
        return deliveries.stream().anyMatch(delivery -> delivery.number() == number);
    }
}
