package io.roomlog.edge.engineio;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What went over one session, for the line that tells of its end: logger `io.roomlog.edge.connection`, level debug.
/// In it are neither the session's id, which is a secret of its client's, nor anything of what was said. Thread-safe.
final class Totals {
    private static final Logger LOG = System.getLogger("io.roomlog.edge.connection");

    private final long begunNanos = System.nanoTime();
    private final LongAdder sent = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder receivedBytes = new LongAdder();

    private Totals() {}

    /// For a session that begins; null where nobody wants to read of it.
    static @Nullable Totals begin() {
        return LOG.isLoggable(Level.DEBUG) ? new Totals() : null;
    }

    /// A packet was queued.
    void sent(int bytes) {
        sent.increment();
        sentBytes.add(bytes);
    }

    /// A message has come.
    void received(int bytes) {
        received.increment();
        receivedBytes.add(bytes);
    }

    /// Tells of the end.
    ///
    /// @param websocket its last transport
    /// @param who as key=value pairs
    void tell(CloseReason reason, boolean websocket, String address, String who) {
        LOG.log(
                Level.DEBUG,
                "connection ended reason={0} transport={1} address={2} seconds={3} received={4} received_bytes={5} sent={6}"
                        + " sent_bytes={7}{8}",
                reason.name().toLowerCase(Locale.ROOT),
                websocket ? "websocket" : "polling",
                address,
                String.format(Locale.ROOT, "%.3f", (System.nanoTime() - begunNanos) / 1e9),
                Long.toString(received.sum()),
                Long.toString(receivedBytes.sum()),
                Long.toString(sent.sum()),
                Long.toString(sentBytes.sum()),
                who.isEmpty() ? "" : ' ' + who);
    }
}
