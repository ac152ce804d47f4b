package io.roomlog.deploy.prove;

import io.roomlog.deploy.prove.Violation.Kind;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Holds what came of one line of a room in one stay against the line.
final class LineJudge {
    private final StayJudge owner;
    private final Stay stay;
    private final Line line;
    private final BitSet had = new BitSet();
    private final Map<Integer, Delivery> first = new HashMap<>();
    private int highest = -1;

    LineJudge(StayJudge owner, Stay stay, Line line) {
        this.owner = owner;
        this.stay = stay;
        this.line = line;
    }

    /// Whether a message is in the line, at the very place that the cursor behind it says.
    boolean isAt(Delivery delivery) {
        OptionalInt index = line.indexOf(delivery.number());
        return index.isPresent()
                && line.get(index.getAsInt()).offset() + 1 == delivery.place().at(line.origin());
    }

    boolean has(Delivery delivery) {
        return line.indexOf(delivery.number()).isPresent();
    }

    /// A message of the line has come.
    void take(Delivery delivery) {
        int index = line.indexOf(delivery.number()).orElseThrow();
        long offset = line.get(index).offset();
        if (had.get(index)) {
            owner.add(Kind.REPEATED, delivery, offset, "again; first " + came(first.get(index)));
        } else if (index < highest) {
            owner.add(
                    Kind.REORDERED,
                    delivery,
                    offset,
                    "behind offset " + line.get(highest).offset() + ", " + came(first.get(highest)));
        } else if (stay.joinsSent() == 1 && offset < joinedAt()) {
            owner.add(Kind.STRAY, delivery, offset, "from before the join at " + joinedAt());
        }
        long position = delivery.place().at(line.origin());
        if (position > offset + 1) {
            owner.add(Kind.AHEAD, delivery, offset, "with a cursor of " + position);
        }
        had.set(index);
        first.putIfAbsent(index, delivery);
        highest = Math.max(highest, index);
    }

    /// Tells what is missing.
    ///
    /// @return how many messages are missing that a gap covers
    int judgeMissing() {
        int begin = begin();
        int end = end();
        for (int i = begin; i < end; i++) {
            Entry entry = line.get(i);
            if (entry.wide() && owner.hadWide(entry.number())) {
                had.set(i); // by this copy or another
            }
        }
        int covered = 0;
        for (int i = had.nextClearBit(begin); i < end; i = had.nextClearBit(i)) {
            long offset = line.get(i).offset();
            if (stay.gaps().stream().anyMatch(gap -> gap.covers(line.origin(), offset))) {
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

    private long joinedAt() {
        return stay.joinedAt().map(place -> place.at(line.origin())).orElse(0L);
    }

    private int begin() {
        int earliest = had.nextSetBit(0);
        if (stay.joinedAt().isEmpty()) {
            return earliest < 0 ? line.size() : earliest;
        }
        int joined = line.indexFrom(joinedAt());
        return stay.joinsSent() == 1 || earliest < 0 ? joined : Math.min(joined, earliest);
    }

    private int end() {
        int end = highest + 1;
        if (stay.isAbandoned() || stay.isBeingLeft()) {
            return end;
        }
        for (long last : owner.finals()) {
            OptionalInt index = line.indexOf(last);
            end = index.isPresent() ? Math.max(end, index.getAsInt() + 1) : end;
        }
        return end;
    }

    private void lost(int from, int to) {
        Entry one = line.get(from);
        Entry other = line.get(to - 1);
        owner.lost(
                to - from,
                "#" + one.number() + " (offset " + one.offset() + ") to #" + other.number() + " (offset "
                        + other.offset() + ") of origin " + line.origin(),
                "before: " + came(from == 0 ? null : first.get(from - 1)) + "; behind: " + came(first.get(to)));
    }

    private String came(@Nullable Delivery delivery) {
        return delivery == null ? "nothing" : owner.came(delivery);
    }
}
