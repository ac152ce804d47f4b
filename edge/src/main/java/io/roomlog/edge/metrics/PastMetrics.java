package io.roomlog.edge.metrics;

import io.micrometer.core.instrument.Counter;
import io.roomlog.common.metrics.Histogram;
import io.roomlog.common.metrics.Meters;
import io.roomlog.common.metrics.Metric;
import io.roomlog.edge.history.HistoryEvents;
import io.roomlog.edge.log.LogEvents;
import io.roomlog.edge.session.SessionEvents;
import java.util.Map;
import java.util.Objects;

/// Resumes, histories, and what is read back for them. Thread-safe.
final class PastMetrics implements SessionEvents, HistoryEvents, LogEvents {
    private final Map<Resume, Counter> resumed;
    private final Histogram resume;
    private final Counter replayed;
    private final Map<Source, Counter> pasts;
    private final Counter reads;
    private final Counter recordsRead;
    private final Counter picks;
    private final Counter recordsPicked;

    PastMetrics(Meters meters) {
        resumed = meters.counters(Metric.RESUMES, Resume.class);
        resume = meters.histogram(Metric.RESUME_SECONDS);
        replayed = meters.counter(Metric.REPLAYED);
        pasts = meters.counters(Metric.HISTORY_READS, Source.class);
        reads = meters.counter(Metric.LOG_READS);
        recordsRead = meters.counter(Metric.LOG_READ_RECORDS);
        picks = meters.counter(Metric.LOG_PICKS);
        recordsPicked = meters.counter(Metric.LOG_PICKED_RECORDS);
    }

    @Override
    public void resumed(Resume result, int records, long nanos) {
        Objects.requireNonNull(resumed.get(result)).increment();
        replayed.increment(records);
        if (result != Resume.FRESH) {
            resume.record(nanos);
        }
    }

    @Override
    public void pastRead(Source source) {
        Objects.requireNonNull(pasts.get(source)).increment();
    }

    @Override
    public void read(int records) {
        reads.increment();
        recordsRead.increment(records);
    }

    @Override
    public void picked(int records, long fetches) {
        picks.increment((double) fetches);
        recordsPicked.increment(records);
    }
}
