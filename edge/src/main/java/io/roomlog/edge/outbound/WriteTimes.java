package io.roomlog.edge.outbound;

import io.roomlog.common.metrics.Histogram;
import java.util.concurrent.TimeUnit;

/// For how long what a thread writes has been on its way. Used by one thread.
public final class WriteTimes {
    private final Histogram.Batch sinceDispatch;
    private final Histogram.Batch sinceStamp;
    private long nowNanos;
    private long nowMillis;

    /// @param sinceDispatch times from the dispatch of a record on this edge
    /// @param sinceStamp times from its stamp in the log
    public WriteTimes(Histogram sinceDispatch, Histogram sinceStamp) {
        this.sinceDispatch = sinceDispatch.batch();
        this.sinceStamp = sinceStamp.batch();
    }

    /// Something has just been written.
    ///
    /// @param items what it was
    public void written(Iterable<Outbound> items) {
        nowNanos = System.nanoTime();
        nowMillis = System.currentTimeMillis();
        for (Outbound item : items) {
            item.written(this);
        }
        sinceDispatch.bringIn();
        sinceStamp.bringIn();
    }

    /// A live event was among it.
    ///
    /// @param stampMillis when the log took it, since 1970
    /// @param dispatchedNanos when it was dispatched here, as [System#nanoTime()] tells
    public void live(long stampMillis, long dispatchedNanos) {
        sinceDispatch.record(nowNanos - dispatchedNanos);
        sinceStamp.record(TimeUnit.MILLISECONDS.toNanos(nowMillis - stampMillis));
    }
}
