package io.roomlog.common.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.snapshots.Labels;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import jdk.management.VirtualThreadSchedulerMXBean;

/// What one process counts, in a Prometheus registry, with its region on everything. Thread-safe.
///
/// Counters and gauges are Micrometer's, and so are those of the JVM and of Kafka's clients. Histograms are our
/// own, for a delivery is noted in one every microsecond.
public final class Meters implements AutoCloseable {
    private static final String REGION = "region";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final String region;
    private final Map<Metric, HistogramFamily> histograms = new ConcurrentHashMap<>();
    private final List<AutoCloseable> bound = new ArrayList<>();

    /// @param region of the process
    public Meters(String region) {
        this.region = region;
        registry.config().commonTags(REGION, region);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        JvmGcMetrics gc = new JvmGcMetrics();
        gc.bindTo(registry);
        bound.add(gc);
        JvmHeapPressureMetrics pressure = new JvmHeapPressureMetrics();
        pressure.bindTo(registry);
        bound.add(pressure);
        VirtualThreadSchedulerMXBean virtual = ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        gauge(Metric.VIRTUAL_THREADS, virtual::getMountedVirtualThreadCount, "mounted");
        gauge(Metric.VIRTUAL_THREADS, virtual::getQueuedVirtualThreadCount, "queued");
        gauge(Metric.CARRIER_THREADS, virtual::getPoolSize);
    }

    /// Tells what this process is.
    public void info(String tier) {
        String version = Meters.class.getPackage().getImplementationVersion();
        // as a gauge, Micrometer would take the end of the name away
        Info.builder()
                .name(Metric.INFO.text())
                .help(Metric.INFO.help())
                .constLabels(Labels.of(REGION, region))
                .labelNames(Metric.INFO.labels().toArray(String[]::new))
                .register(registry.getPrometheusRegistry())
                .addLabelValues(tier, version == null ? "unknown" : version);
    }

    /// A counter.
    ///
    /// @param values of the metric's labels
    public Counter counter(Metric metric, String... values) {
        return Counter.builder(metric.text())
                .description(metric.help())
                .tags(tags(metric, values))
                .register(registry);
    }

    /// A counter that is looked at when it is asked for; the same labels once only.
    public void total(Metric metric, Supplier<Number> value, String... values) {
        FunctionCounter.builder(metric.text(), this, _ -> value.get().doubleValue())
                .description(metric.help())
                .tags(tags(metric, values))
                .register(registry);
    }

    /// A counter for each constant: the metric's only label has their names, in small letters.
    public <E extends Enum<E>> Map<E, Counter> counters(Metric metric, Class<E> constants) {
        Map<E, Counter> counters = new EnumMap<>(constants);
        for (E constant : constants.getEnumConstants()) {
            counters.put(constant, counter(metric, label(constant)));
        }
        return counters;
    }

    /// A constant as the value of a label.
    public static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// Something that is looked at when it is asked for; the same labels once only.
    public void gauge(Metric metric, Supplier<Number> value, String... values) {
        Gauge.builder(metric.text(), value)
                .description(metric.help())
                .tags(tags(metric, values))
                .register(registry);
    }

    /// A histogram.
    public Histogram histogram(Metric metric, String... values) {
        requireLabels(metric, values);
        return family(metric).histogram(List.of(values));
    }

    /// How things are at the moment, by class: asked for at each scrape.
    public void distribution(Metric metric, Supplier<LongStream> values) {
        requireLabels(metric);
        family(metric).lookAt(values);
    }

    private HistogramFamily family(Metric metric) {
        return histograms.computeIfAbsent(metric, made -> {
            HistogramFamily family = new HistogramFamily(made, REGION, region);
            registry.getPrometheusRegistry().register(family);
            return family;
        });
    }

    private static List<Tag> tags(Metric metric, String... values) {
        requireLabels(metric, values);
        List<Tag> tags = new ArrayList<>(values.length);
        for (int i = 0; i < values.length; i++) {
            tags.add(Tag.of(metric.labels().get(i), values[i]));
        }
        return tags;
    }

    private static void requireLabels(Metric metric, String... values) {
        if (values.length != metric.labels().size()) {
            throw new IllegalArgumentException(metric + " has the labels " + metric.labels());
        }
    }

    /// Where meters of others can be bound.
    public MeterRegistry registry() {
        return registry;
    }

    /// Has something closed with these.
    public void closeToo(AutoCloseable binder) {
        synchronized (bound) {
            bound.add(binder);
        }
    }

    /// All of it in Prometheus' text format.
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        synchronized (bound) {
            for (AutoCloseable one : bound) {
                try {
                    one.close();
                } catch (Exception e) {
                    throw new IllegalStateException("a binder of metrics cannot be closed", e);
                }
            }
        }
        registry.close();
    }
}
