package io.roomlog.edge.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.edge.history.Merge.Placed;
import io.roomlog.edge.room.RoomReader.Found;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MergeTest {
    private static final List<String> REGIONS = List.of("us", "eu", "ap");
    private static final long SEED = 20261129;
    private static final int RUNS = 300;
    private static final int MANY = 1_000;

    /// A record of a room as it lies in its slot.
    private record Said(int origin, long offset, long stamp) {}

    // ---- order

    @Test
    void theOrderIsThatOfStampsThenOfRegionsAndOffsets() {
        List<Said> log = List.of(
                new Said(0, 1, 10), new Said(0, 5, 20), new Said(1, 3, 10), new Said(1, 4, 20), new Said(2, 9, 15));
        for (boolean back : List.of(true, false)) {
            assertThat(said(whole(back, log, MANY)))
                    .containsExactly(log.get(2), log.get(0), log.get(4), log.get(3), log.get(1));
        }
    }

    @Test
    void whereAClockWentBackASlotKeepsItsOwnOrder() {
        List<Said> log = List.of(new Said(0, 1, 30), new Said(0, 2, 10), new Said(1, 1, 20));
        for (boolean back : List.of(true, false)) {
            assertThat(said(whole(back, log, MANY)))
                    .containsSubsequence(log.get(0), log.get(1))
                    .hasSize(3);
        }
    }

    @Test
    void theOrderDoesNotDependOnHowRegionsAreNumbered() {
        Random random = new Random(SEED);
        for (int run = 0; run < RUNS; run++) {
            List<Said> log = log(random);
            assertThat(said(whole(random.nextBoolean(), log, MANY)))
                    .as("seed %d run %d", SEED, run)
                    .isEqualTo(log.stream().sorted(ORDER).toList());
        }
    }

    private static final Comparator<Said> ORDER = Comparator.comparingLong(Said::stamp)
            .thenComparing(said -> REGIONS.get(said.origin()))
            .thenComparingLong(Said::offset);

    // ---- places

    /// A message's place has all that comes before it, and itself, before it, and all that follows behind it.
    @Test
    void aMessagesPlaceCutsAllSlotsWhereItStands() {
        Random random = new Random(SEED);
        for (int run = 0; run < RUNS; run++) {
            List<Said> log = log(random);
            List<Said> sorted = log.stream().sorted(ORDER).toList();
            Merge merged = whole(random.nextBoolean(), log, 1 + random.nextInt(30));
            for (Placed placed : merged.messages()) {
                int at = sorted.indexOf(said(placed));
                assertThat(before(sorted, placed.behind()))
                        .as("seed %d run %d at %d", SEED, run, at)
                        .isEqualTo(sorted.subList(0, at + 1));
            }
        }
    }

    /// Whatever little of each slot is looked at for a page.
    @Test
    void pagesGiveEachMessageOnceAndInOrder() {
        Random random = new Random(SEED);
        for (int run = 0; run < RUNS; run++) {
            boolean back = random.nextBoolean();
            List<Said> log = log(random);
            List<Said> all = new ArrayList<>();
            RoomPlace place = back ? RoomPlace.END : RoomPlace.of(0, 0, 0);
            Merge page;
            int pages = 0;
            do {
                page = page(back, log, place, 1 + random.nextInt(5), random);
                all.addAll(back ? 0 : all.size(), said(page));
                place = page.reached();
            } while (!page.isComplete() && pages++ < MANY);
            assertThat(all)
                    .as("seed %d run %d", SEED, run)
                    .isEqualTo(log.stream().sorted(ORDER).toList());
        }
    }

    @Test
    void nothingIsToldThatTheRestOfASlotMayComeBefore() {
        List<Entry> entries = List.of(entry(4, 40), entry(5, 50), entry(6, 60));
        Part own = new Part(entries, 4, true, () -> 0, Optional.empty());
        Part other = new Part(List.of(), 100, false, () -> 50, Optional.empty());
        Merge merged = new Merge(true, List.of(own, other), List.of("us", "eu"), new Answer(MANY, 1_000_000));
        assertThat(merged.messages())
                .extracting(placed -> placed.entry().stamp())
                .containsExactly(50L, 60L);
        assertThat(merged.isComplete()).isFalse();
        assertThat(merged.reached()).isEqualTo(RoomPlace.of(5, 100));
        Merge named = new Merge(true, List.of(own, other), List.of("ap", "eu"), new Answer(MANY, 1_000_000));
        assertThat(named.messages())
                .extracting(placed -> placed.entry().stamp())
                .containsExactly(60L);
    }

    @Test
    void whatIsLostIsToldWithTheMessagesNextToIt() {
        Optional<Hole> lost = Optional.of(new Hole(Hole.Kind.EXPIRED, 3, 5));
        Part own = new Part(List.of(entry(4, 40)), 0, true, () -> 0, Optional.empty());
        Part other = new Part(List.of(entry(6, 30), entry(7, 50)), 5, false, () -> 30, lost);
        Answer one = new Answer(1, 1_000_000);
        assertThat(new Merge(true, List.of(own, other), List.of("us", "eu"), one).holes())
                .containsOnly(Optional.empty());
        assertThat(new Merge(true, List.of(own, other), List.of("us", "eu"), new Answer(3, 1_000_000)).holes())
                .containsExactly(Optional.empty(), lost);
    }

    // ---- parts

    /// A log of three slots, in which stamps rise and are often the same.
    private static List<Said> log(Random random) {
        List<Said> log = new ArrayList<>();
        for (int origin = 0; origin < REGIONS.size(); origin++) {
            long offset = 0;
            long stamp = random.nextInt(20);
            for (int left = random.nextInt(25); left > 0; left--) {
                offset += 1 + random.nextInt(3);
                stamp += random.nextInt(3);
                log.add(new Said(origin, offset, stamp));
            }
        }
        return log;
    }

    private static Merge whole(boolean back, List<Said> log, int limit) {
        List<Part> parts = IntStream.range(0, REGIONS.size())
                .mapToObj(origin -> new Part(
                        entries(slot(log, origin)),
                        back ? 0 : MANY,
                        true,
                        () -> {
                            throw new AssertionError("nothing is left");
                        },
                        Optional.empty()))
                .toList();
        return new Merge(back, parts, REGIONS, new Answer(limit, 1_000_000));
    }

    /// Of each slot as much is looked at as chance will have, of one at least something.
    private static Merge page(boolean back, List<Said> log, RoomPlace from, int limit, Random random) {
        int looked = random.nextInt(REGIONS.size());
        List<Part> parts = new ArrayList<>();
        for (int origin = 0; origin < REGIONS.size(); origin++) {
            long place = from.at(origin);
            List<Said> rest = slot(log, origin).stream()
                    .filter(said -> back ? said.offset() < place : said.offset() >= place)
                    .toList();
            int count = Math.min(rest.size(), (origin == looked ? 1 : 0) + random.nextInt(4));
            List<Said> read = back ? rest.subList(rest.size() - count, rest.size()) : rest.subList(0, count);
            List<Said> left = back ? rest.subList(0, rest.size() - count) : rest.subList(count, rest.size());
            long reached;
            long bound;
            if (left.isEmpty()) {
                reached = back ? 0 : MANY;
                bound = 0;
            } else {
                Said next = back ? left.getLast() : left.getFirst();
                reached = back ? next.offset() + 1 : next.offset();
                bound = next.stamp();
            }
            parts.add(new Part(entries(read), reached, left.isEmpty(), () -> bound, Optional.empty()));
        }
        return new Merge(back, parts, REGIONS, new Answer(limit, 1_000_000));
    }

    private static List<Said> slot(List<Said> log, int origin) {
        return log.stream().filter(said -> said.origin() == origin).toList();
    }

    private static List<Said> before(List<Said> sorted, RoomPlace place) {
        return sorted.stream()
                .filter(said -> said.offset() < place.at(said.origin()))
                .toList();
    }

    private static List<Said> said(Merge merged) {
        return merged.messages().stream().map(MergeTest::said).toList();
    }

    private static Said said(Placed placed) {
        return new Said(placed.origin(), placed.entry().offset(), placed.entry().stamp());
    }

    private static List<Entry> entries(List<Said> slot) {
        return slot.stream().map(said -> entry(said.offset(), said.stamp())).toList();
    }

    private static Entry entry(long offset, long stamp) {
        RoomRecord record = RoomRecord.event(Bytes.utf8("[\"e\",1]"), List.of());
        return Entry.of(new Found("room", offset, stamp, record), new Viewer("sid", "user:reader"))
                .orElseThrow();
    }
}
