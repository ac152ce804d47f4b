package io.roomlog.edge.room;

import io.roomlog.common.log.RoomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A room's local members, in an array that grows and shrinks. The dispatcher's thread only.
final class Room {
    private static final int LARGE = 64;

    private final RoomKey key;
    private final int[] slots;
    private @Nullable Subscriber[] members = new @Nullable Subscriber[2];
    private int count;
    /// Where each member stands, in a large room.
    private @Nullable IdentityHashMap<Subscriber, Integer> places;

    /// @param slots those of its partition, by origin
    Room(RoomKey key, int[] slots) {
        this.key = key;
        this.slots = slots;
    }

    RoomKey key() {
        return key;
    }

    /// Where its records lie, by origin; that of the own region has the number of its partition.
    int[] slots() {
        return slots;
    }

    int partition() {
        return slots[0];
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
        if (places != null) {
            places.put(subscriber, count);
        } else if (count == LARGE) {
            places = new IdentityHashMap<>();
            for (int i = 0; i < count; i++) {
                places.put(member(i), i);
            }
            places.put(subscriber, count);
        }
        members[count++] = subscriber;
    }

    void remove(Subscriber subscriber) {
        int place = placeOf(subscriber);
        if (place < 0) {
            return;
        }
        count--;
        Subscriber last = member(count);
        members[place] = last;
        members[count] = null;
        if (places != null) {
            places.put(last, place);
            places.remove(subscriber);
            places = count < LARGE / 2 ? null : places;
        }
        if (members.length > 8 && count < members.length / 4) {
            members = Arrays.copyOf(members, members.length / 2);
        }
    }

    private int placeOf(Subscriber subscriber) {
        if (places != null) {
            return places.getOrDefault(subscriber, -1);
        }
        for (int i = 0; i < count; i++) {
            if (members[i] == subscriber) {
                return i;
            }
        }
        return -1;
    }
}
