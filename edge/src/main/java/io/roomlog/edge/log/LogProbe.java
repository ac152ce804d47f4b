package io.roomlog.edge.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/// Asks the cluster once a second whether it is there.
public final class LogProbe implements AutoCloseable {
    private static final Logger LOG = System.getLogger(LogProbe.class.getName());
    private static final long INTERVAL_MS = 1_000;
    private static final int TIMEOUT_MS = 1_500;

    private final Admin admin;
    private final Thread thread;
    private volatile boolean reachable = true;

    LogProbe(Admin admin) {
        this.admin = admin;
        this.thread = Thread.ofVirtual().name("edge-log-probe").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Whether the last answer came. Thread-safe.
    public boolean reachable() {
        return reachable;
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                set(probe());
                Thread.sleep(INTERVAL_MS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean probe() throws InterruptedException {
        try {
            return !admin.describeCluster(new DescribeClusterOptions().timeoutMs(TIMEOUT_MS))
                    .nodes()
                    .get()
                    .isEmpty();
        } catch (ExecutionException e) {
            return false;
        }
    }

    private void set(boolean now) {
        if (now != reachable) {
            LOG.log(now ? Level.INFO : Level.WARNING, now ? "log reachable again" : "log not reachable");
        }
        reachable = now;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
