package io.roomlog.edge.lease;

import io.roomlog.common.log.LeaseRecord;
import io.roomlog.common.log.LeaseRecord.Peering;
import io.roomlog.common.log.LeaseRecord.State;
import io.roomlog.common.log.Topics;
import io.roomlog.edge.lease.LeaseBook.Finding;
import io.roomlog.edge.log.EdgesFollower;
import io.roomlog.edge.log.EdgesListener;
import io.roomlog.edge.log.Log;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The edge's lease, renewed four times in its time, and the others' as they stand in the log. Thread-safe.
///
/// An edge that reads that it was ended goes on as another incarnation: what was said of the old one is true, and holds
/// for it alone.
public final class Leases implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Leases.class.getName());
    private static final int RENEWALS = 4;
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Log log;
    private final String region;
    private final Supplier<Peering> peering;
    private final Runnable onEnded;
    private final LeaseBook book;
    private final EdgesFollower follower;
    private final CountDownLatch upToDate = new CountDownLatch(1);
    private volatile String address = "";
    private boolean started;
    private boolean contested;

    /// @param id the edge's, its own among all
    /// @param lease how long a process may be silent
    /// @param peering what others pass requests on with; asked for at each renewal
    /// @param onEnded told that the edge had been ended, and that its new incarnation is in the log: its sockets
    ///     are counted no more. On the thread that renews the lease
    /// @param onDeath told when leases are no longer renewed
    public Leases(
            Log log,
            String id,
            String region,
            Duration lease,
            Supplier<Peering> peering,
            Runnable onEnded,
            Runnable onDeath) {
        this.log = log;
        this.region = region;
        this.peering = peering;
        this.onEnded = onEnded;
        SecureRandom random = new SecureRandom();
        this.book = new LeaseBook(id, () -> Long.toHexString(random.nextLong()), lease);
        this.follower = log.edges(new Turns(), lease.dividedBy(RENEWALS), onDeath);
    }

    /// Says that the edge lives, and waits until that, and what was said before, has been read.
    ///
    /// @param where others reach the edge, `host:port`
    /// @throws IllegalStateException if the log does not answer in time
    public void start(String where, Duration patience) throws InterruptedException {
        address = where;
        started = true;
        follower.start();
        if (!upToDate.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the lease is not in the topic " + Topics.EDGES + " after "
                    + patience.toSeconds() + " s; is Kafka reachable?");
        }
    }

    /// Says where others reach the edge, if that is not what was said.
    public void moveTo(String where) {
        if (!where.equals(address)) {
            address = where;
            follower.turnNow();
        }
    }

    /// Says all of it anew: something has changed.
    public void renew() {
        follower.turnNow();
    }

    /// This edge's incarnation at the moment.
    public String incarnation() {
        synchronized (book) {
            return book.incarnation();
        }
    }

    /// The addresses of the routers that are known to live, `host:port`. As long as the log is not reachable these stay
    /// as they were.
    public List<String> routers() {
        synchronized (book) {
            return book.routers();
        }
    }

    /// What the other edges that are known to live have said last.
    public List<LeaseRecord> edges() {
        synchronized (book) {
            return book.edges();
        }
    }

    /// What happens on the follower's thread.
    private final class Turns implements EdgesListener {
        @Override
        public void onRecord(String key, byte @Nullable [] value, long stampMs) {
            Optional<LeaseRecord> said = LeaseRecord.decode(value);
            Finding finding;
            synchronized (book) {
                finding = book.read(key, said, stampMs, System.nanoTime());
                if (book.isUpToDate()) {
                    upToDate.countDown();
                }
            }
            switch (finding) {
                case NOTHING -> {}
                case ENDED -> {
                    LOG.log(Level.WARNING, "lease ended by a router, goes on as incarnation={0}", incarnation());
                    onTurn();
                }
                case REPLACED -> onEnded.run();
                case CONTESTED -> {
                    contested = true;
                    LOG.log(
                            Level.ERROR,
                            "two edges have the same id: another one at {0} has taken key={1}; give each its own",
                            said.map(LeaseRecord::address).orElse(""),
                            key);
                }
            }
        }

        @Override
        public void onTurn() {
            if (contested) {
                contested = false;
                synchronized (book) {
                    book.replace();
                }
            }
            // one that fails is made up for at the next turn
            var _ = write(State.LIVE).exceptionally(failure -> {
                LOG.log(Level.WARNING, "the lease is not renewed: {0}", failure.getMessage());
                return 0L;
            });
        }
    }

    private CompletableFuture<Long> write(State state) {
        LeaseRecord record;
        synchronized (book) {
            record = book.lease(state, address, region).with(peering.get());
        }
        return log.appender()
                .append(Topics.EDGES, 0, record.key().getBytes(StandardCharsets.UTF_8), record.encode(), null);
    }

    /// Ends the lease in order. Waits for that for a second at most.
    @Override
    public void close() {
        follower.close();
        if (!started) {
            return;
        }
        try {
            write(State.STOPPED).get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.WARNING, "the lease is left to run out: {0}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
