package io.roomlog.common.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The histograms of one metric, one for each of its labels' values. Thread-safe.
final class HistogramFamily implements Collector {
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double[] SECONDS = {
        0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60
    };
    private static final double[] AMOUNTS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, 100_000};
    private static final double[] BYTES = {0, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304};

    private final Metric metric;
    private final String regionLabel;
    private final String region;
    private final double[] bounds;
    private final double unit;
    private final Map<List<String>, Histogram> histograms = new ConcurrentHashMap<>();
    private volatile @Nullable Supplier<LongStream> present;

    HistogramFamily(Metric metric, String regionLabel, String region) {
        this.metric = metric;
        this.regionLabel = regionLabel;
        this.region = region;
        this.bounds = switch (metric.scale()) {
            case SECONDS -> SECONDS;
            case AMOUNT -> AMOUNTS;
            case BYTES -> BYTES;
        };
        this.unit = metric.scale() == Metric.Scale.SECONDS ? NANOS : 1;
    }

    Histogram histogram(List<String> values) {
        return histograms.computeIfAbsent(values, made -> histogram());
    }

    private Histogram histogram() {
        long[] raw = new long[bounds.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = Math.round(bounds[i] * unit);
        }
        return new Histogram(raw);
    }

    /// Has the values of the moment looked at for each collection.
    void lookAt(Supplier<LongStream> values) {
        present = values;
    }

    @Override
    public MetricSnapshot collect() {
        HistogramSnapshot.Builder snapshot = HistogramSnapshot.builder()
                .name(metric.text())
                .help(metric.help())
                .gaugeHistogram(metric.kind() == Metric.Kind.DISTRIBUTION);
        Supplier<LongStream> now = present;
        if (now != null) {
            Histogram moment = histogram();
            now.get().forEach(moment::record);
            snapshot.dataPoint(point(List.of(), moment));
        }
        histograms.forEach((values, histogram) -> snapshot.dataPoint(point(values, histogram)));
        return snapshot.build();
    }

    private HistogramDataPointSnapshot point(List<String> values, Histogram histogram) {
        double[] upper = new double[bounds.length + 1];
        System.arraycopy(bounds, 0, upper, 0, bounds.length);
        upper[bounds.length] = Double.POSITIVE_INFINITY;
        List<String> names = new ArrayList<>(metric.labels());
        names.add(regionLabel);
        List<String> all = new ArrayList<>(values);
        all.add(region);
        return HistogramDataPointSnapshot.builder()
                .labels(Labels.of(names, all))
                .classicHistogramBuckets(ClassicHistogramBuckets.of(upper, histogram.counts()))
                .sum(histogram.sum() / unit)
                .build();
    }
}
