package io.roomlog.edge.session;

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
/// what their owners wrote. A claim with a number that was taken before is void. For the number of the next claim
/// every record counts, so that it supersedes them all.
final class SessionLine {
    private final Map<Long, SessionRecord> records = new HashMap<>();
    private final Set<Long> generations = new HashSet<>();
    private final Set<Long> taken = new HashSet<>();
    private final Set<Stay> left;
    private SessionRecord newest;
    private long tip;
    private long highest;
    private long lastOffset;
    private long readTo;

    /// @param begin the record that the client knows of
    /// @param left the stays that had ended by then and of which the client may not have had all
    SessionLine(SessionRecord begin, long offset, List<Stay> left) {
        this.left = new LinkedHashSet<>(left);
        this.newest = begin;
        this.tip = offset;
        this.highest = begin.generation();
        this.lastOffset = offset;
        this.readTo = offset + 1;
        records.put(offset, begin);
        generations.add(highest);
        taken.add(highest);
    }

    /// Takes the next record of the session.
    void add(long offset, SessionRecord record) {
        lastOffset = offset;
        readTo = Math.max(readTo, offset + 1);
        if (isInLine(record)) {
            records.put(offset, record);
            generations.add(record.generation());
            if (record.generation() >= newest.generation()) {
                newest = record;
                tip = offset;
                left.addAll(endedBy(record));
            }
        }
        taken.add(record.generation());
        highest = Math.max(highest, record.generation());
    }

    private boolean isInLine(SessionRecord record) {
        Long basis = record.basis();
        return basis == null
                ? generations.contains(record.generation())
                : records.containsKey(basis) && !taken.contains(record.generation());
    }

    /// The stays that ended with a record. A claim names those as well that had ended before its basis, for a client
    /// that may not know of that record.
    private List<Stay> endedBy(SessionRecord record) {
        SessionRecord basis = record.basis() == null ? null : records.get(record.basis());
        return basis == null
                ? record.left()
                : record.left().stream()
                        .filter(stay -> Objects.equals(basis.rooms().get(stay.room()), stay.from()))
                        .toList();
    }

    /// A claim of ours came too late: its number has been used.
    void use(long generation, long offset) {
        taken.add(generation);
        highest = Math.max(highest, generation);
        lastOffset = Math.max(lastOffset, offset);
        readTo = Math.max(readTo, offset + 1);
    }

    /// The log has been read up to an offset.
    void reach(long offset) {
        readTo = Math.max(readTo, offset);
    }

    /// The last state of the highest generation in the line, with all stays that ended since its beginning.
    SessionRecord state() {
        return newest.with(newest.rooms(), List.copyOf(left));
    }

    /// Where that state lies: the basis of a claim.
    long tip() {
        return tip;
    }

    /// The highest generation of all records, in the line or not.
    long highest() {
        return highest;
    }

    /// The offset of the last record, in the line or not.
    long lastOffset() {
        return lastOffset;
    }

    /// The offset up to which the log has been read.
    long readTo() {
        return readTo;
    }
}
