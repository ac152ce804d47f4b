package io.roomlog.edge.room;

import io.roomlog.common.log.RoomRecord;
import io.roomlog.edge.log.Log;
import io.roomlog.edge.log.Tail;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Has the idempotency keys that lie before a partition was opened be learned, once for all who wait for that.
/// Thread-safe.
final class Learning {
    private static final Logger LOG = System.getLogger(Learning.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long RETRY_MS = 200;

    private final Log log;
    private final Tail tail;
    private final RecentIds recent;
    private final ScheduledExecutorService timer;

    Learning(Log log, Tail tail, RecentIds recent, ScheduledExecutorService timer) {
        this.log = log;
        this.tail = tail;
        this.recent = recent;
        this.timer = timer;
    }

    /// Has it begin, if it has not; the tail goes on with what waits for it then.
    ///
    /// @return completed when it is done, or nobody follows the partition
    CompletableFuture<Void> begin(int slot) {
        RecentIds.Window window = recent.window(slot);
        if (window == null) {
            return CompletableFuture.completedFuture(null);
        }
        window.beginLearning().ifPresent(done -> learn(slot, window, done));
        return window.learned();
    }

    /// Waits until it is done, for a few seconds at most. Blocks.
    void await(int slot) {
        try {
            begin(slot).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // who asks reads back by itself
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Twice the minutes that count: the first of those that repeat each other may lie further back.
    private void learn(int slot, RecentIds.Window window, CompletableFuture<Void> done) {
        long oldest = window.opened() - 2 * RecentIds.SPAN.toMillis();
        Thread.ofVirtual().name("edge-learn").start(() -> {
            try {
                List<RecentIds.Keyed> before = ids(slot, oldest, window.start());
                tail.run(() -> {
                    if (recent.learn(slot, window, before, oldest)) {
                        tail.goOn(slot);
                    }
                    done.complete(null);
                });
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "slot={0} waits: {1}", Integer.toString(slot), e.toString());
                if (recent.window(slot) == window) {
                    var _ = timer.schedule(() -> learn(slot, window, done), RETRY_MS, TimeUnit.MILLISECONDS);
                } else {
                    done.complete(null);
                }
            }
        });
    }

    /// The idempotency keys of a slot, in log order.
    ///
    /// @param stamp of the first that is wanted, milliseconds since 1970
    /// @param to last offset, exclusive
    private List<RecentIds.Keyed> ids(int slot, long stamp, long to) {
        List<RecentIds.Keyed> ids = new ArrayList<>();
        RoomReader.eachSince(
                log,
                slot,
                stamp,
                to,
                next -> RoomReader.readLog(log, slot, next, to, Set.of(), RoomReader.PAGE_BYTES, RoomRecord::hasId),
                found -> found.record()
                        .recordId(found.key())
                        .ifPresent(id -> ids.add(new RecentIds.Keyed(id, found.offset(), found.timestamp()))));
        return ids;
    }
}
