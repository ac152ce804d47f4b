package io.roomlog.edge.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// For how long a tail has been behind the ends of its partitions. Thread-safe.
///
/// Every two seconds it asks for the ends, what is not committed among them, and notes by when the tail should
/// have come there. So an open transaction that holds a partition up is seen; a delay of less than that is not.
public final class TailLag {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Tail tail;
    private final LogOffsets offsets;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanoTime;
    private final int slots;
    /// On the tail's thread only.
    private final Map<Integer, Deque<Due>> due = new HashMap<>();
    private final Map<Integer, Long> behindSince = new ConcurrentHashMap<>();

    /// An end that was asked for.
    private record Due(long end, long askedNanos) {}

    /// @param slots how many there are
    public TailLag(Tail tail, LogOffsets offsets, ScheduledExecutorService timer, int slots) {
        this.tail = tail;
        this.offsets = offsets;
        this.timer = timer;
        this.nanoTime = System::nanoTime;
        this.slots = slots;
    }

    /// Begins.
    public void start() {
        var _ = timer.schedule(() -> tail.run(this::ask), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void ask() {
        for (int slot = 0; slot < slots; slot++) {
            if (tail.isOpen(slot)) {
                due.computeIfAbsent(slot, opened -> new ArrayDeque<>());
            } else {
                due.remove(slot);
            }
        }
        settle();
        long asked = nanoTime.getAsLong();
        var _ = offsets.written(Set.copyOf(due.keySet())).whenComplete((ends, failure) -> {
            if (failure == null) {
                tail.run(() -> note(ends, asked));
            }
            start();
        });
    }

    private void note(Map<Integer, Long> ends, long asked) {
        due.forEach((slot, its) -> {
            Long end = ends.get(slot);
            if (end != null && (its.isEmpty() || its.getLast().end() < end)) {
                its.add(new Due(end, asked));
            }
        });
    }

    private void settle() {
        behindSince.keySet().retainAll(due.keySet());
        due.forEach((slot, its) -> {
            while (!its.isEmpty() && its.getFirst().end() <= tail.position(slot)) {
                its.remove();
            }
            if (its.isEmpty()) {
                behindSince.put(slot, 0L);
            } else {
                behindSince.put(slot, its.getFirst().askedNanos());
            }
        });
    }

    /// The slots that are followed.
    public Set<Integer> slots() {
        return Set.copyOf(behindSince.keySet());
    }

    /// Seconds since the tail should have been where it is not yet; 0 where it is level, or a slot is not
    /// followed.
    public double seconds(int slot) {
        long since = behindSince.getOrDefault(slot, 0L);
        return since == 0 ? 0 : (nanoTime.getAsLong() - since) / 1e9;
    }
}
