package io.roomlog.edge.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/// Asks the cluster, a second after its last answer, whether it is there.
public final class LogProbe implements AutoCloseable {
    private static final Logger LOG = System.getLogger(LogProbe.class.getName());
    private static final long INTERVAL_MS = 1_000;
    private static final DescribeClusterOptions OPTIONS = new DescribeClusterOptions().timeoutMs(1_500);

    private final Admin admin;
    private final ScheduledExecutorService timer;
    private volatile boolean reachable = true;
    private volatile boolean closed;

    LogProbe(Admin admin, ScheduledExecutorService timer) {
        this.admin = admin;
        this.timer = timer;
    }

    void start() {
        var _ = timer.schedule(this::ask, INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    /// Whether the last answer came. Thread-safe.
    public boolean reachable() {
        return reachable;
    }

    private void ask() {
        if (closed) {
            return;
        }
        var _ = admin.describeCluster(OPTIONS).nodes().whenComplete((nodes, failure) -> {
            set(failure == null && !nodes.isEmpty());
            if (!closed) {
                start();
            }
        });
    }

    private void set(boolean now) {
        if (now != reachable && !closed) {
            LOG.log(now ? Level.INFO : Level.WARNING, now ? "log reachable again" : "log not reachable");
        }
        reachable = now;
    }

    @Override
    public void close() {
        closed = true;
    }
}
