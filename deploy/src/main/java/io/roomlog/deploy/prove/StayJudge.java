package io.roomlog.deploy.prove;

import io.roomlog.common.log.RoomKey;
import io.roomlog.deploy.prove.Truth.Entry;
import io.roomlog.deploy.prove.Violation.Kind;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Holds one stay against the log of its room.
///
/// Due is what stands in the log from the join's place, or from the first message that came where a join had to be
/// sent more than once, to the last that came; in a room that was not left, to the room's final message. Each of
/// these once and in order, unless a gap says that it cannot be had. (Where in the log a leave takes effect, nobody
/// is told.)
final class StayJudge {
    private final Judge judge;
    private final Recording recording;
    private final Stay stay;
    private final List<Entry> log;
    private final Map<Long, Integer> indexes = new HashMap<>();
    private final BitSet had = new BitSet();
    private final Map<Integer, Delivery> first = new HashMap<>();
    private int highest = -1;

    StayJudge(Judge judge, Recording recording, Stay stay) {
        this.judge = judge;
        this.recording = recording;
        this.stay = stay;
        this.log = judge.log(stay.room());
        for (int i = 0; i < log.size(); i++) {
            indexes.putIfAbsent(log.get(i).number(), i);
        }
    }

    /// Tells the judge what is wrong, and returns how many messages are missing that a gap covers.
    int judge() {
        stay.deliveries().forEach(this::take);
        int begin = begin();
        int end = end();
        for (int i = begin; i < end; i++) {
            Entry entry = log.get(i);
            if (entry.wide() && recording.hadWide(entry.number(), stay.life())) {
                had.set(i); // by this copy or another
            }
        }
        int covered = 0;
        for (int i = had.nextClearBit(begin); i < end; i = had.nextClearBit(i)) {
            long offset = log.get(i).offset();
            if (stay.gaps().stream().anyMatch(gap -> gap.covers(offset))) {
                covered++;
                i++;
            } else {
                int behind = had.nextSetBit(i);
                int to = behind < 0 ? end : Math.min(behind, end);
                lost(i, to);
                i = to;
            }
        }
        return covered;
    }

    private void take(Delivery delivery) {
        Integer index = indexes.get(delivery.number());
        if (index == null) {
            judge.add(Kind.PHANTOM, recording, 1, describe(delivery) + ", which is not in the log");
            return;
        }
        long offset = log.get(index).offset();
        if (had.get(index)) {
            judge.add(
                    Kind.REPEATED,
                    recording,
                    1,
                    describe(delivery) + " at offset " + offset + " again; first " + came(first.get(index)));
        } else if (index < highest) {
            judge.add(
                    Kind.REORDERED,
                    recording,
                    1,
                    describe(delivery) + " at offset " + offset + " behind offset "
                            + log.get(highest).offset() + ", " + came(first.get(highest)));
        } else if (stay.joinsSent() == 1 && offset < stay.joinedAt().orElse(0)) {
            judge.add(
                    Kind.STRAY,
                    recording,
                    1,
                    describe(delivery) + " at offset " + offset + ", from before the join at "
                            + stay.joinedAt().orElse(0));
        }
        if (delivery.position() > offset + 1) {
            judge.add(
                    Kind.AHEAD,
                    recording,
                    1,
                    describe(delivery) + " at offset " + offset + " with a cursor of " + delivery.position());
        }
        had.set(index);
        first.putIfAbsent(index, delivery);
        highest = Math.max(highest, index);
    }

    private int begin() {
        int earliest = had.nextSetBit(0);
        if (stay.joinedAt().isEmpty()) {
            return earliest < 0 ? log.size() : earliest;
        }
        int joined = 0;
        while (joined < log.size() && log.get(joined).offset() < stay.joinedAt().getAsLong()) {
            joined++;
        }
        return stay.joinsSent() == 1 || earliest < 0 ? joined : Math.min(joined, earliest);
    }

    private int end() {
        int end = highest + 1;
        if (stay.isAbandoned() || stay.isBeingLeft()) {
            return end;
        }
        Long last = judge.finals().get(stay.room());
        Integer index = last == null ? null : indexes.get(last);
        return index == null ? end : Math.max(end, index + 1);
    }

    private void lost(int from, int to) {
        Entry one = log.get(from);
        Entry other = log.get(to - 1);
        judge.add(
                Kind.LOST,
                recording,
                to - from,
                "has not got #" + one.number() + " (offset " + one.offset()
                        + ") to #" + other.number() + " (offset " + other.offset() + ") of room " + place()
                        + "; before: "
                        + came(from == 0 ? null : first.get(from - 1)) + "; behind: " + came(first.get(to))
                        + "; joined at "
                        + stay.joinedAt() + (stay.isBeingLeft() ? ", left" : ""));
    }

    private String describe(Delivery delivery) {
        return "got #" + delivery.number() + " of room " + place() + " " + judge.at(recording, delivery);
    }

    private String came(@Nullable Delivery delivery) {
        return delivery == null ? "nothing" : "#" + delivery.number() + " " + judge.at(recording, delivery);
    }

    private String place() {
        return stay.room() + " (partition "
                + new RoomKey(RoomKey.DEFAULT_NAMESPACE, stay.room()).partition(Cluster.PARTITIONS) + ", life "
                + stay.life() + ")";
    }
}
