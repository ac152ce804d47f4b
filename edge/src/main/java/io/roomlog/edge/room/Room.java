package io.roomlog.edge.room;

import io.roomlog.common.log.RoomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A room's local members, in an array that grows and shrinks. The dispatcher's thread only.
final class Room {
    private final RoomKey key;
    private final int partition;
    private @Nullable Subscriber[] members = new @Nullable Subscriber[2];
    private int count;

    Room(RoomKey key, int partition) {
        this.key = key;
        this.partition = partition;
    }

    RoomKey key() {
        return key;
    }

    int partition() {
        return partition;
    }

    int count() {
        return count;
    }

    Subscriber member(int i) {
        return Objects.requireNonNull(members[i]);
    }

    /// The members as they are now, for callbacks that may change them.
    List<Subscriber> snapshot() {
        List<Subscriber> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(member(i));
        }
        return all;
    }

    void add(Subscriber subscriber) {
        if (count == members.length) {
            members = Arrays.copyOf(members, 2 * count);
        }
        members[count++] = subscriber;
    }

    void remove(Subscriber subscriber) {
        for (int i = 0; i < count; i++) {
            if (members[i] == subscriber) {
                count--;
                members[i] = members[count];
                members[count] = null;
                break;
            }
        }
        if (members.length > 8 && count < members.length / 4) {
            members = Arrays.copyOf(members, members.length / 2);
        }
    }
}
