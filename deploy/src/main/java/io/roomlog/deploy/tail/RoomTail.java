package io.roomlog.deploy.tail;

import io.roomlog.common.kafka.KafkaAccess;
import io.roomlog.deploy.terminal.Printable;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What `roomlog tail` does: the records of a room on one stream, what there is to say of them on another.
public final class RoomTail {
    /// How many of the last records are shown where nothing is said.
    public static final long USUAL = 20;

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration UNSURE = Duration.ofSeconds(5);
    private static final long FIRST_STRETCH = 2_000;
    private static final long LONGEST_STRETCH = 1_000_000;

    private final Question question;
    private final RoomPartition partition;
    private final EntryLines lines;
    private final PrintStream out;
    private final Notes notes;
    private long shown;

    private RoomTail(Question question, RoomPartition partition, EntryLines lines, PrintStream out, Notes notes) {
        this.question = question;
        this.partition = partition;
        this.lines = lines;
        this.out = out;
        this.notes = notes;
    }

    /// Shows lines for people.
    ///
    /// @param columns of the terminal; empty where lines may be of any length
    /// @throws TailException if the log cannot be read
    public static void showText(
            Question question, KafkaAccess access, OptionalInt columns, PrintStream out, PrintStream said)
            throws TailException {
        show(question, access, new TextLines(columns), out, said);
    }

    /// Shows a JSON object for each record.
    ///
    /// @throws TailException if the log cannot be read
    public static void showJson(Question question, KafkaAccess access, PrintStream out, PrintStream said)
            throws TailException {
        show(question, access, new JsonLines(), out, said);
    }

    private static void show(Question question, KafkaAccess access, EntryLines lines, PrintStream out, PrintStream said)
            throws TailException {
        try (RoomPartition partition = RoomPartition.of(question.room(), access)) {
            new RoomTail(question, partition, lines, out, new Notes(said)).run();
        }
    }

    private void run() throws TailException {
        RoomPartition.Reach reach = partition.reach();
        String room = Printable.of(question.room().text());
        notes.say("room " + room + " is in " + partition.name() + ": " + held(reach));
        long from = begin(reach);
        if (from < reach.begin()) {
            notes.gone(from, reach.begin());
            from = reach.begin();
        }
        partition.seek(from);
        showUpTo(reach.end(), from);
        if (question.follow() && !isEnough()) {
            follow(Math.max(from, reach.end()));
        }
    }

    private static String held(RoomPartition.Reach reach) {
        String held = reach.begin() == reach.end()
                ? "it holds nothing"
                : "it holds the offsets " + reach.begin() + " to " + (reach.end() - 1);
        String gone = reach.begin() > 0 ? "; those before " + reach.begin() + " are gone" : "";
        String open = reach.written() > reach.end()
                ? "; from " + reach.end() + " on, what a transaction has not committed yet is not shown"
                : "";
        return held + gone + open;
    }

    /// Where to begin, having shown what had to be looked for backwards.
    private long begin(RoomPartition.Reach reach) throws TailException {
        return switch (question.begin()) {
            case Begin.Last _ -> showLast(reach);
            case Begin.Beginning _ -> reach.begin();
            case Begin.End _ -> reach.end();
            case Begin.At(long offset) -> {
                if (offset > reach.end()) {
                    throw new TailException(
                            "offset " + offset + " is not there yet: the next one will be " + reach.end());
                }
                yield offset;
            }
            case Begin.Since(var time) -> {
                OptionalLong found = partition.since(time);
                if (found.isPresent() && found.getAsLong() == reach.begin() && reach.begin() > 0) {
                    notes.say("the log begins with offset " + reach.begin() + "; what else came since " + time
                            + " may be gone");
                }
                yield Math.min(found.orElse(reach.end()), reach.end());
            }
        };
    }

    /// Shows the last records: reads stretches backwards, each four times as long as the one behind it, until there are
    /// enough.
    ///
    /// @return the offset behind the newest stretch
    private long showLast(RoomPartition.Reach reach) throws TailException {
        long wanted = question.limit().orElse(USUAL);
        Deque<Entry> found = new ArrayDeque<>();
        long begin = reach.begin();
        long to = reach.end();
        for (long stretch = FIRST_STRETCH; to > begin && found.size() < wanted; stretch *= 4) {
            long from = Math.max(begin, to - Math.min(stretch, LONGEST_STRETCH));
            long read = reach.end() - to;
            Last its = new Last(wanted - found.size());
            long first = read(
                    from,
                    to,
                    its,
                    at -> notes.progress(
                            read + at - from, reach.end() - reach.begin(), found.size() + its.entries.size()));
            its.entries.descendingIterator().forEachRemaining(found::addFirst);
            if (first > from) {
                notes.gone(from, first);
                begin = first;
            }
            to = from;
        }
        if (found.size() < wanted) {
            notes.say("the log holds no more than " + found.size() + " of the room");
        }
        found.forEach(entry -> out.println(lines.line(entry)));
        out.flush();
        return reach.end();
    }

    /// Shows the records from the partition's place up to an offset, or as many as are wanted.
    private void showUpTo(long end, long from) throws TailException {
        if (question.begin() instanceof Begin.Last) {
            return;
        }
        read(from, end, this::showOne, at -> notes.progress(at - from, end - from, shown));
        out.flush();
    }

    private boolean showOne(Entry entry) {
        out.println(lines.line(entry));
        shown++;
        return !isEnough() && !out.checkError();
    }

    private boolean isEnough() {
        return !(question.begin() instanceof Begin.Last)
                && question.limit().isPresent()
                && shown >= question.limit().getAsLong();
    }

    /// Reads a range.
    ///
    /// @param taker gets each entry of the room, and tells whether it wants more
    /// @return the offset with which it began: later than asked for where the log has let go of some
    private long read(long from, long end, Taker taker, Place place) throws TailException {
        partition.seek(from);
        long begun = from;
        long at = from;
        long heard = System.nanoTime();
        while (at < end) {
            RoomPartition.Piece piece = partition.next(LOOK);
            if (piece.from() > at) {
                begun = Math.max(begun, piece.from());
                if (at > from) {
                    notes.gone(at, piece.from());
                }
            }
            for (var record : piece.records()) {
                if (record.offset() >= end) {
                    return begun;
                }
                if (Entry.isOf(question.room(), record) && !taker.take(Entry.of(record))) {
                    return begun;
                }
            }
            if (piece.to() > at) {
                heard = System.nanoTime();
            } else if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                throw new TailException("Kafka has not answered for " + PATIENCE.toSeconds() + " s, at offset " + at
                        + " of " + partition.name());
            }
            at = piece.to();
            place.at(Math.min(at, end));
        }
        return begun;
    }

    /// Shows what comes, until enough has come or nobody reads it.
    private void follow(long from) throws TailException {
        partition.seek(from);
        long at = from;
        long heard = System.nanoTime();
        while (!out.checkError()) {
            RoomPartition.Piece piece = partition.next(LOOK);
            if (piece.from() > at) {
                notes.gone(at, piece.from());
            }
            for (var record : piece.records()) {
                if (Entry.isOf(question.room(), record) && !showOne(Entry.of(record))) {
                    return;
                }
            }
            if (piece.to() > at) {
                heard = System.nanoTime();
                notes.answering(true);
            } else if (System.nanoTime() - heard > UNSURE.toNanos()) {
                notes.answering(answers());
                heard = System.nanoTime();
            }
            at = piece.to();
        }
    }

    private boolean answers() {
        try {
            partition.reach();
            return true;
        } catch (TailException silent) {
            return false;
        }
    }

    private interface Taker {
        boolean take(Entry entry);
    }

    /// Keeps the last ones.
    private record Last(long most, Deque<Entry> entries) implements Taker {
        Last(long most) {
            this(most, new ArrayDeque<>());
        }

        @Override
        public boolean take(Entry entry) {
            entries.addLast(entry);
            if (entries.size() > most) {
                entries.removeFirst();
            }
            return true;
        }
    }

    private interface Place {
        void at(long offset);
    }
}
