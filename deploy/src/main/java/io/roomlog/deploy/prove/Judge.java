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
        long takenUnanswered = judgeLog();
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
            recording.faults().forEach(fault -> add(Kind.CONNECTION, recording, 1, fault));
        }
        return new Verdict(deliveries, stays, gaps, missing, takenUnanswered, violations);
    }

    /// What publishers were told, held against the log.
    ///
    /// @return how many were kept whose publisher does not know
    private long judgeLog() {
        Map<Long, Entry> kept = new HashMap<>();
        truth.rooms().forEach((room, entries) -> {
            Map<String, Long> last = new HashMap<>();
            for (Entry entry : entries) {
                if (kept.putIfAbsent(entry.number(), entry) != null) {
                    add(
                            Kind.KEPT_TWICE,
                            "#" + entry.number() + " is in the log of room " + room + " twice, the second time at "
                                    + entry.offset());
                }
                ledger.find(entry.number()).ifPresent(publish -> judgeSenderOrder(publish, last, room));
            }
        });
        long unknown = 0;
        for (Publish publish : ledger.all()) {
            Entry entry = kept.get(publish.number());
            switch (publish.outcome()) {
                case ACKED -> judgeAcked(publish, entry);
                case REFUSED -> {
                    if (entry != null) {
                        add(
                                Kind.REFUSED_BUT_KEPT,
                                describe(publish) + " was refused as " + publish.code() + " and is in the log at "
                                        + entry.offset());
                    }
                }
                case UNKNOWN, UNANSWERED -> unknown += entry == null ? 0 : 1;
            }
        }
        return unknown;
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

    /// Numbers rise in the order in which they were sent.
    private void judgeSenderOrder(Publish publish, Map<String, Long> last, String room) {
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
                + publish.room();
    }
}
