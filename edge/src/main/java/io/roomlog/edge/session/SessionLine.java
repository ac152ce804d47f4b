package io.roomlog.edge.session;

import io.roomlog.common.cursor.LogPlace;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.log.SessionRecord.Stay;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The records of a session that go on from one of which its client knows, out of all that lie behind that.
///
/// More than one edge may think at a time that a session is its own: attempts to resume whose client has given up
/// long ago, edges that do not know yet that they have been superseded. What a client's cursor points to says whose
/// word it has had last. So the state is made of what goes on from there: claims whose basis is in the line, and
/// what their owners wrote. A claim with a number that was taken before in the same log is void; of claims with one
/// number from different regions, where each had yet to hear of the other, the later one holds. For the number of the
/// next claim every record counts, so that it supersedes them all.
final class SessionLine {
    private final Map<LogPlace, SessionRecord> records = new HashMap<>();
    /// Those in the line, with when each was claimed.
    private final Map<Tenure, Long> generations = new HashMap<>();
    private final Set<Tenure> taken = new HashSet<>();
    private final Set<Stay> left;
    private final Map<Integer, Long> last = new HashMap<>();
    private final Map<Integer, Long> readTo = new HashMap<>();
    private SessionRecord newest;
    private LogPlace tip;
    private long highest;

    /// A generation of those that the edges of one region have claimed.
    private record Tenure(int origin, long generation) {}

    /// @param begin the record that the client knows of
    /// @param left the stays that had ended by then and of which the client may not have had all
    SessionLine(SessionRecord begin, LogPlace at, List<Stay> left) {
        this.left = new LinkedHashSet<>(left);
        this.newest = begin;
        this.tip = at;
        this.highest = begin.generation();
        pass(at);
        records.put(at, begin);
        Tenure tenure = new Tenure(at.origin(), highest);
        generations.put(tenure, stamp(begin));
        taken.add(tenure);
    }

    private static long stamp(SessionRecord record) {
        return record.claim() == null ? 0 : record.claim().stamp();
    }

    private void pass(LogPlace at) {
        last.merge(at.origin(), at.offset(), Math::max);
        reach(at.origin(), at.offset() + 1);
    }

    /// Takes the next record of the session.
    void add(LogPlace at, SessionRecord record) {
        pass(at);
        Tenure tenure = new Tenure(at.origin(), record.generation());
        if (isInLine(tenure, record)) {
            records.put(at, record);
            generations.putIfAbsent(tenure, stamp(record));
            if (isNewest(tenure)) {
                newest = record;
                tip = at;
                left.addAll(endedBy(record));
            }
        }
        taken.add(tenure);
        highest = Math.max(highest, record.generation());
    }

    private boolean isInLine(Tenure tenure, SessionRecord record) {
        return record.claim() == null
                ? generations.containsKey(tenure)
                : records.containsKey(record.claim().basis()) && !taken.contains(tenure);
    }

    private boolean isNewest(Tenure tenure) {
        Tenure before = new Tenure(tip.origin(), newest.generation());
        return tenure.generation() > before.generation()
                || (tenure.generation() == before.generation()
                        && generations.getOrDefault(tenure, 0L) >= generations.getOrDefault(before, 0L));
    }

    /// The stays that ended with a record. A claim names those as well that had ended before its basis, for a client
    /// that may not know of that record.
    private List<Stay> endedBy(SessionRecord record) {
        SessionRecord basis =
                record.claim() == null ? null : records.get(record.claim().basis());
        return basis == null
                ? record.left()
                : record.left().stream()
                        .filter(stay -> Objects.equals(basis.rooms().get(stay.room()), stay.from()))
                        .toList();
    }

    /// A claim of ours came too late: its number has been used.
    void use(long generation, LogPlace at) {
        taken.add(new Tenure(at.origin(), generation));
        highest = Math.max(highest, generation);
        pass(at);
    }

    /// An origin's log has been read up to an offset.
    void reach(int origin, long offset) {
        readTo.merge(origin, offset, Math::max);
    }

    /// The last state of the highest generation in the line, with all stays that ended since its beginning.
    SessionRecord state() {
        return newest.with(newest.rooms(), List.copyOf(left));
    }

    /// Where that state lies: the basis of a claim.
    LogPlace tip() {
        return tip;
    }

    /// The highest generation of all records, in the line or not.
    long highest() {
        return highest;
    }

    /// Whether a record lies behind the last one of its origin, in the line or not.
    boolean isBefore(SessionPointer record) {
        return record.offset() > last.getOrDefault(record.origin(), -1L);
    }

    /// The offset up to which an origin's log has been read.
    long readTo(int origin) {
        return readTo.getOrDefault(origin, 0L);
    }
}
