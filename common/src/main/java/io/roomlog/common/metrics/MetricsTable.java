package io.roomlog.common.metrics;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Writes the table of metrics as Markdown, for the documentation.
public final class MetricsTable {
    private static final String HEAD = """
            # Metrics

            What `/metrics` has, on the admin ports of edges and mirrors and on a router's port, in Prometheus' text format.
            Each series has the label `region`; no label is ever a room, a user or a socket. Histograms have the same classes
            everywhere, so that those of many edges can be added (`_bucket`, `_sum`, `_count`). A distribution is a histogram of
            how things are at the moment: its `_bucket` goes up and down.

            This file is generated: `./roomlog metrics > grafana/METRICS.md`.

            | metric | kind | unit | labels | on | what it is |
            |---|---|---|---|---|---|
            """;
    private static final String OTHERS = """

            Beside them are those of the libraries, as Micrometer's binders name them: `jvm_*`, `process_*` and `system_*` (memory,
            collections, threads, processors, open files), `kafka_producer_*`, `kafka_consumer_*` and `kafka_admin_client_*` of
            Kafka's clients (by `client_id`), and on routers `kafka_stream_*` of Kafka Streams.
            """;

    private MetricsTable() {}

    /// The page, which ends with a line break.
    public static String markdown() {
        return Arrays.stream(Metric.values()).map(MetricsTable::row).collect(Collectors.joining("", HEAD, OTHERS));
    }

    private static String row(Metric metric) {
        String labels = metric.labels().stream().map(label -> '`' + label + '`').collect(Collectors.joining(", "));
        String unit = switch (metric.scale()) {
            case AMOUNT -> "";
            case BYTES -> "bytes";
            case SECONDS -> "seconds";
        };
        String tier = switch (metric.tier()) {
            case EDGE -> "edges";
            case ROUTER -> "routers";
            case MIRROR -> "mirrors";
            case ALL -> "all";
        };
        return "| `%s` | %s | %s | %s | %s | %s |\n"
                .formatted(
                        metric.text(),
                        metric.kind().name().toLowerCase(Locale.ROOT),
                        unit,
                        labels,
                        tier,
                        metric.help());
    }
}
