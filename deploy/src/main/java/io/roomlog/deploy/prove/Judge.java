package io.roomlog.deploy.prove;

import io.roomlog.deploy.prove.Violation.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Holds what clients have received, and what publishers were told, against the log.
final class Judge {
    private final Truth truth;
    private final Ledger ledger;
    private final Map<String, Set<Long>> finals;
    private final Optional<MirrorWatch> mirror;
    private final long startNanos;
    private final List<Violation> violations = new ArrayList<>();

    /// @param finals for each room the messages up to which everything is due to those who are in it at the end
    /// @param mirror between regions, where there are several
    /// @param startNanos when the run began, for the times in what is told
    Judge(Truth truth, Ledger ledger, Map<String, Set<Long>> finals, Optional<MirrorWatch> mirror, long startNanos) {
        this.truth = truth;
        this.ledger = ledger;
        this.finals = Map.copyOf(finals);
        this.mirror = mirror;
        this.startNanos = startNanos;
    }

    Verdict judge(Collection<Recording> recordings) {
        long deliveries = 0;
        long stays = 0;
        long gaps = 0;
        long missing = 0;
        long lapses = 0;
        Log log = read();
        long takenUnanswered = judgeLog(log);
        for (Recording recording : recordings) {
            for (Stay stay : recording.stays()) {
                StayJudge judge = new StayJudge(this, recording, stay);
                missing += judge.judge();
                deliveries += stay.deliveries().size();
                gaps += stay.gaps().size();
                stays++;
            }
            for (Recording.Stray stray : recording.strays()) {
                deliveries++;
                add(Kind.STRAY, recording, 1, describe(recording, stray));
            }
            deliveries += judgeWide(recording, log);
            recording.faults().forEach(fault -> add(Kind.CONNECTION, recording, 1, fault));
            lapses += recording.lapses().stream()
                    .filter(lapse -> isExcused(recording, lapse))
                    .count();
        }
        return new Verdict(deliveries, stays, gaps, missing, lapses, log.keptInTwo(), takenUnanswered, violations);
    }

    /// The messages in the log by number.
    ///
    /// @param single where each is that went to one room
    /// @param copies where those are that went to several, by room
    private record Log(Map<Long, List<Entry>> single, Map<Long, Map<String, List<Entry>>> copies) {
        long keptInTwo() {
            return Stream.concat(
                            single.values().stream(),
                            copies.values().stream().flatMap(rooms -> rooms.values().stream()))
                    .filter(entries ->
                            entries.stream().map(Entry::origin).distinct().count() > 1)
                    .count();
        }

        boolean has(Publish publish) {
            return publish.isWide() ? copies.containsKey(publish.number()) : single.containsKey(publish.number());
        }
    }

    private Log read() {
        Log log = new Log(new HashMap<>(), new HashMap<>());
        truth.rooms()
                .forEach((room, lines) -> lines.forEach(line -> {
                    Map<String, Long> last = new HashMap<>();
                    for (Entry entry : line.entries()) {
                        List<Entry> before = entry.wide()
                                ? log.copies
                                        .computeIfAbsent(entry.number(), number -> new HashMap<>())
                                        .computeIfAbsent(room, key -> new ArrayList<>(1))
                                : log.single.computeIfAbsent(entry.number(), number -> new ArrayList<>(1));
                        if (before.stream().anyMatch(other -> isTwice(other, entry))) {
                            add(
                                    Kind.KEPT_TWICE,
                                    "#" + entry.number() + " is in the log of room " + room
                                            + " twice, the second time at " + entry.offset());
                        }
                        before.add(entry);
                        ledger.find(entry.number()).ifPresent(publish -> judgeSenderOrder(publish, last, room));
                    }
                }));
        return log;
    }

    /// What is sent again in another region may be taken there before it is known that it has been taken.
    private boolean isTwice(Entry one, Entry other) {
        return one.origin() == other.origin()
                || ledger.find(one.number())
                        .map(publish -> publish.tries() == 1)
                        .orElse(true);
    }

    /// In another region a session may not be known while the mirror is behind.
    private boolean isExcused(Recording recording, Recording.Lapse lapse) {
        Visit visit = lapse.visit();
        boolean wasBehind = mirror.isPresent() && mirror.get().wasBehind(visit.begunNanos(), visit.answeredNanos());
        if (!wasBehind) {
            add(Kind.CONNECTION, recording, 1, lapse.what() + ", though the mirror was not behind");
        }
        return wasBehind;
    }

    /// What publishers were told, held against the log.
    ///
    /// @return how many were kept whose publisher does not know
    private long judgeLog(Log log) {
        long unknown = 0;
        for (Publish publish : ledger.all()) {
            switch (publish.outcome()) {
                case ACKED -> {
                    if (publish.isWide()) {
                        judgeAcked(publish, log.copies.getOrDefault(publish.number(), Map.of()));
                    } else {
                        judgeAcked(publish, log.single.getOrDefault(publish.number(), List.of()));
                    }
                }
                case REFUSED -> {
                    if (log.has(publish)) {
                        add(
                                Kind.REFUSED_BUT_KEPT,
                                describe(publish) + " was refused as " + publish.code() + " and is in the log");
                    }
                }
                case UNKNOWN, UNANSWERED -> unknown += log.has(publish) ? 1 : 0;
            }
        }
        return unknown;
    }

    private void judgeAcked(Publish publish, Map<String, List<Entry>> copies) {
        List<String> missing = publish.rooms().stream()
                .filter(room -> !copies.containsKey(room))
                .toList();
        if (!missing.isEmpty()) {
            add(Kind.ACKED_NOT_KEPT, describe(publish) + " was acked and has no copy in the rooms " + missing);
        }
    }

    private void judgeAcked(Publish publish, List<Entry> entries) {
        if (entries.isEmpty()) {
            add(Kind.ACKED_NOT_KEPT, describe(publish) + " was acked at " + publish.place() + " and is not in the log");
        } else if (entries.stream().noneMatch(entry -> publish.place().at(entry.origin()) == entry.offset() + 1)) {
            add(
                    Kind.ACKED_NOT_KEPT,
                    describe(publish) + " was acked with the next offset " + publish.place() + " and is in the log at "
                            + entries);
        }
    }

    /// What came of messages to several rooms: each once in a life, and of rooms that the client was in. That none
    /// is missing the judges of the stays see.
    ///
    /// @return how many came
    private long judgeWide(Recording recording, Log log) {
        long came = 0;
        for (Recording.Wide wide : recording.wides()) {
            came += wide.deliveries().size();
            Delivery delivery = wide.deliveries().getFirst();
            if (wide.deliveries().size() > 1) {
                add(
                        Kind.REPEATED,
                        recording,
                        1,
                        "got #" + delivery.number() + " of several rooms " + at(recording, delivery) + " and again "
                                + at(recording, wide.deliveries().get(1)));
            }
            Map<String, List<Entry>> copies = log.copies.getOrDefault(delivery.number(), Map.of());
            boolean its = recording.stays().stream()
                    .anyMatch(stay -> stay.life() == wide.life() && copies.containsKey(stay.room()));
            if (!its) {
                add(
                        copies.isEmpty() ? Kind.PHANTOM : Kind.STRAY,
                        recording,
                        1,
                        "got #" + delivery.number() + " of several rooms, none of which it was in, "
                                + at(recording, delivery));
            }
        }
        return came;
    }

    /// Numbers rise in the order in which they were sent.
    private void judgeSenderOrder(Publish publish, Map<String, Long> last, String room) {
        if (publish.isWide() || publish.tries() > 1) {
            return;
        }
        Long before = last.put(publish.publisher() + '/' + publish.visit(), publish.number());
        if (before != null && before > publish.number()) {
            add(
                    Kind.SENDER_ORDER,
                    describe(publish) + " stands in the log of room " + room + " behind #" + before
                            + " of the same connection");
        }
    }

    // ---- for the judges of the stays

    List<Line> log(String room) {
        return truth.room(room);
    }

    Set<Long> finals(String room) {
        return finals.getOrDefault(room, Set.of());
    }

    void add(Kind kind, Recording recording, int count, String what) {
        violations.add(new Violation(kind, recording.name(), count, recording.name() + " " + what));
    }

    private void add(Kind kind, String what) {
        violations.add(Violation.of(kind, what));
    }

    /// When and over which connection something came.
    String at(Recording recording, Delivery delivery) {
        List<Visit> visits = recording.visits();
        String edge = delivery.visit() >= 0 && delivery.visit() < visits.size()
                ? visits.get(delivery.visit()).edge()
                        + (visits.get(delivery.visit()).recovered() ? ", recovered at " : ", new at ")
                        + seconds(visits.get(delivery.visit()).answeredNanos())
                : "none";
        return "at " + seconds(delivery.atNanos()) + " (visit " + delivery.visit() + ", " + edge + ")";
    }

    private String seconds(long nanos) {
        return "%.3f s".formatted((nanos - startNanos) / 1e9);
    }

    private String describe(Recording recording, Recording.Stray stray) {
        String before = recording.stays().stream()
                .filter(stay -> stay.room().equals(stray.room())
                        && stay.hasEver(stray.delivery().number()))
                .findAny()
                .map(stay -> "; it had come while it was in it")
                .orElse("");
        return "got #" + stray.delivery().number() + " of room " + stray.room() + ", which it was not in, "
                + at(recording, stray.delivery()) + before;
    }

    private static String describe(Publish publish) {
        return "#" + publish.number() + " of " + publish.publisher() + " (visit " + publish.visit() + ") to room "
                + publish.rooms();
    }
}
