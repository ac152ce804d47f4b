package io.roomlog.deploy.prove;

import io.roomlog.deploy.prove.Truth.Entry;
import io.roomlog.deploy.prove.Violation.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Holds what clients have received, and what publishers were told, against the log.
final class Judge {
    private final Truth truth;
    private final Ledger ledger;
    private final Map<String, Long> finals;
    private final long startNanos;
    private final List<Violation> violations = new ArrayList<>();

    /// @param finals for each room the message up to which everything is due to those who are in it at the end
    /// @param startNanos when the run began, for the times in what is told
    Judge(Truth truth, Ledger ledger, Map<String, Long> finals, long startNanos) {
        this.truth = truth;
        this.ledger = ledger;
        this.finals = Map.copyOf(finals);
        this.startNanos = startNanos;
    }

    Verdict judge(Collection<Recording> recordings) {
        long deliveries = 0;
        long stays = 0;
        long gaps = 0;
        long missing = 0;
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
        }
        return new Verdict(deliveries, stays, gaps, missing, takenUnanswered, violations);
    }

    /// The messages in the log by number.
    ///
    /// @param single where each is that went to one room
    /// @param copies where those are that went to several, by room
    private record Log(Map<Long, Entry> single, Map<Long, Map<String, Entry>> copies) {
        boolean has(Publish publish) {
            return publish.isWide() ? copies.containsKey(publish.number()) : single.containsKey(publish.number());
        }
    }

    private Log read() {
        Log log = new Log(new HashMap<>(), new HashMap<>());
        truth.rooms().forEach((room, entries) -> {
            Map<String, Long> last = new HashMap<>();
            for (Entry entry : entries) {
                Entry before = entry.wide()
                        ? log.copies
                                .computeIfAbsent(entry.number(), number -> new HashMap<>())
                                .putIfAbsent(room, entry)
                        : log.single.putIfAbsent(entry.number(), entry);
                if (before != null) {
                    add(
                            Kind.KEPT_TWICE,
                            "#" + entry.number() + " is in the log of room " + room + " twice, the second time at "
                                    + entry.offset());
                }
                ledger.find(entry.number()).ifPresent(publish -> judgeSenderOrder(publish, last, room));
            }
        });
        return log;
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
                        judgeAcked(publish, log.single.get(publish.number()));
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

    private void judgeAcked(Publish publish, Map<String, Entry> copies) {
        List<String> missing = publish.rooms().stream()
                .filter(room -> !copies.containsKey(room))
                .toList();
        if (!missing.isEmpty()) {
            add(Kind.ACKED_NOT_KEPT, describe(publish) + " was acked and has no copy in the rooms " + missing);
        }
    }

    private void judgeAcked(Publish publish, @Nullable Entry entry) {
        if (entry == null) {
            add(
                    Kind.ACKED_NOT_KEPT,
                    describe(publish) + " was acked at " + publish.position() + " and is not in the log");
        } else if (publish.position() != entry.offset() + 1) {
            add(
                    Kind.ACKED_NOT_KEPT,
                    describe(publish) + " was acked with the next offset " + publish.position()
                            + " and is in the log at " + entry.offset());
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
            Map<String, Entry> copies = log.copies.getOrDefault(delivery.number(), Map.of());
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

    List<Entry> log(String room) {
        return truth.room(room);
    }

    Ledger ledger() {
        return ledger;
    }

    Map<String, Long> finals() {
        return finals;
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
