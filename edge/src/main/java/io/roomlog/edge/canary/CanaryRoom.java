package io.roomlog.edge.canary;

import io.roomlog.edge.canary.CanaryEvents.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/// What the canary has sent into one room, and what has come back. For one thread.
///
/// Messages are numbered. What was acknowledged must come, once, and none behind a later one. What was not may come or
/// not; after a gap that was told nothing is missing.
final class CanaryRoom {
    /// What has not come by then after its acknowledgement is lost.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int REMEMBERED = 10_000;

    private final String name;
    private final int partition;
    private final TreeMap<Long, Message> missing = new TreeMap<>();
    private final Set<Long> unsure = new LinkedHashSet<>();
    private long next = 1;
    private long highest;

    /// One that has not come back.
    private static final class Message {
        private final long sentNanos;
        private OptionalLong ackedNanos = OptionalLong.empty();

        Message(long sentNanos) {
            this.sentNanos = sentNanos;
        }
    }

    CanaryRoom(String name, int partition) {
        this.name = name;
        this.partition = partition;
    }

    String name() {
        return name;
    }

    int partition() {
        return partition;
    }

    /// The next message is sent.
    ///
    /// @return its number
    long send(long nowNanos) {
        missing.put(next, new Message(nowNanos));
        return next++;
    }

    /// A message was acknowledged.
    void acked(long number, long nowNanos) {
        Message message = missing.get(number);
        if (message != null) {
            message.ackedNanos = OptionalLong.of(nowNanos);
        }
    }

    /// A message was not acknowledged; it may come all the same.
    void refused(long number) {
        if (missing.remove(number) != null) {
            unsure.add(number);
            if (unsure.size() > REMEMBERED) {
                unsure.remove(unsure.iterator().next());
            }
        }
    }

    /// Nobody will say any more whether these were kept.
    ///
    /// @return how many they are
    int forgetUnacked() {
        List<Long> unacked = missing.entrySet().stream()
                .filter(one -> one.getValue().ackedNanos.isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        unacked.forEach(this::refused);
        return unacked.size();
    }

    /// What is missing has been told to be gone.
    void told() {
        missing.clear();
    }

    /// A message has come.
    Arrival come(long number, long nowNanos) {
        Message message = missing.remove(number);
        boolean maybe = unsure.remove(number);
        boolean late = number < highest;
        highest = Math.max(highest, number);
        if (message == null && !maybe) {
            return new Arrival(OptionalLong.empty(), Optional.of(Failure.REPEATED));
        }
        if (late) {
            return new Arrival(OptionalLong.empty(), Optional.of(Failure.REORDERED));
        }
        return new Arrival(
                message == null ? OptionalLong.empty() : OptionalLong.of(nowNanos - message.sentNanos),
                Optional.empty());
    }

    /// How a message came.
    ///
    /// @param nanos since it was sent, where it came as it should
    record Arrival(OptionalLong nanos, Optional<Failure> failure) {}

    /// Gives up what should have come long ago. As long as nothing comes that was sent after its acknowledgement, here
    /// or in another room, all may be late: then nothing is given up.
    ///
    /// @param sinceNanos since when all has been as it should be: the patience begins there at the earliest
    /// @param flowingNanos when the newest message was sent that has come back
    /// @return the numbers of what is lost
    List<Long> lost(long nowNanos, long sinceNanos, long flowingNanos) {
        List<Long> lost = new ArrayList<>();
        missing.forEach((number, message) -> message.ackedNanos.ifPresent(acked -> {
            long from = acked - sinceNanos < 0 ? sinceNanos : acked;
            if (nowNanos - from > PATIENCE.toNanos() && flowingNanos - acked >= 0) {
                lost.add(number);
            }
        }));
        lost.forEach(number -> {
            missing.remove(number);
            unsure.add(number); // should it come after all, it has been counted
        });
        return lost;
    }
}
