package io.roomlog.deploy.top;

import io.roomlog.deploy.terminal.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// What is shown, as lines no longer than a terminal's.
final class View {
    private static final int NAME = 20;
    private static final String DELIVERY = "roomlog_delivery_seconds";

    private static final List<Column> TRAFFIC = List.of(
            new Column("SOCKETS", 8, all -> Column.amount(all.now("roomlog_sockets"))),
            new Column("POLLING", 8, all -> Column.amount(all.now("roomlog_connections", "transport", "polling"))),
            new Column("PUBL/s", 7, all -> Column.amount(all.rate("roomlog_published_total"))),
            new Column("DELIV/s", 8, all -> Column.amount(all.rate("roomlog_delivered_total"))),
            new Column("OUT/s", 8, all -> Column.bytes(all.rate("roomlog_sent_bytes_total"))),
            new Column("p50", 7, all -> Column.time(all.quantile(DELIVERY, 0.5))),
            new Column("p99", 7, all -> Column.time(all.quantile(DELIVERY, 0.99))),
            new Column("ACK99", 6, all -> Column.time(all.quantile("roomlog_append_seconds", 0.99))));

    private static final List<Column> HEALTH = List.of(
            new Column("RESUM/s", 8, all -> Column.amount(all.rate("roomlog_resumes_total"))),
            new Column(
                    "EXACT",
                    6,
                    all -> Column.share(
                            all.grown("roomlog_resumes_total", "result", "exact"), all.grown("roomlog_resumes_total"))),
            new Column("GAPS", 5, all -> Column.amount(all.now("roomlog_gaps_total"))),
            new Column(
                    "SLOW",
                    5,
                    all -> Column.amount(all.now("roomlog_connections_closed_total", "reason", "slow_consumer"))),
            new Column(
                    "REFUS/s",
                    8,
                    all -> Column.amount(
                            all.rate("roomlog_limits_exceeded_total") + all.rate("roomlog_tokens_refused_total"))),
            new Column("QUEUED", 8, all -> Column.bytes(all.now("roomlog_queued_bytes_gsum"))),
            new Column("LAG", 7, all -> Column.time(OptionalDouble.of(all.worst("roomlog_tail_lag_seconds")))),
            new Column("CPU", 5, all -> Column.share(all.now("process_cpu_usage"), 1)),
            new Column("HEAP", 8, all -> Column.bytes(all.now("jvm_memory_used_bytes", "area", "heap"))));

    private static final List<Column> ROUTERS = List.of(
            new Column("EMITS/s", 8, all -> Column.amount(all.rate("roomlog_router_fanout_rooms_count"))),
            new Column("COPIES/s", 9, all -> Column.amount(all.rate("roomlog_router_fanout_rooms_sum"))),
            new Column("p99", 7, all -> Column.time(all.quantile("roomlog_router_fanout_seconds", 0.99))),
            new Column("QUERIES/s", 10, all -> Column.amount(all.rate("roomlog_router_queries_total"))),
            new Column("SOCKETS", 8, all -> Column.amount(all.now("roomlog_router_sockets"))),
            new Column("LAG", 7, all -> Column.amount(all.now("roomlog_router_lag_records"))),
            new Column("CPU", 5, all -> Column.share(all.now("process_cpu_usage"), 1)));

    private View() {}

    /// The lines.
    ///
    /// @param processes by address: a reading, or why there is none
    /// @param columns that the terminal has
    static List<String> lines(Map<String, Look> processes, int columns) {
        List<String> lines = new ArrayList<>();
        Map<String, Reading> edges = Look.readings(processes, "edge");
        Map<String, Reading> routers = Look.readings(processes, "router");
        if (!edges.isEmpty()) {
            lines.addAll(table("EDGE", TRAFFIC, edges, columns));
            lines.add("");
            lines.addAll(table("EDGE", HEALTH, edges, columns));
        }
        if (!routers.isEmpty()) {
            lines.add("");
            lines.addAll(table("ROUTER", ROUTERS, routers, columns));
        }
        processes.forEach((address, look) -> look.problem()
                .ifPresent(problem -> lines.add(Printable.cut(Printable.of(address + ": " + problem), columns))));
        return lines;
    }

    private static List<String> table(String what, List<Column> figures, Map<String, Reading> readings, int columns) {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder(Printable.left(what, NAME));
        figures.forEach(figure -> head.append(Printable.right(figure.head(), figure.width())));
        lines.add(Printable.cut(head.toString(), columns));
        readings.forEach((address, reading) -> lines.add(row(address, figures, reading, columns)));
        if (readings.size() > 1) {
            Reading all = new Reading(readings.values().stream()
                    .flatMap(one -> one.spans().stream())
                    .toList());
            lines.add(row("all " + readings.size(), figures, all, columns));
        }
        return lines;
    }

    private static String row(String name, List<Column> figures, Reading reading, int columns) {
        StringBuilder row = new StringBuilder(Printable.left(Printable.of(name), NAME));
        figures.forEach(figure -> row.append(Printable.right(figure.figure().apply(reading), figure.width())));
        return Printable.cut(row.toString(), columns);
    }

    /// What is known of a process.
    ///
    /// @param tier what it is
    record Look(String tier, Optional<Reading> reading, Optional<String> problem) {
        private static Map<String, Reading> readings(Map<String, Look> processes, String tier) {
            Map<String, Reading> found = new LinkedHashMap<>();
            processes.forEach((address, look) -> look.reading()
                    .filter(reading -> look.tier().equals(tier))
                    .ifPresent(reading -> found.put(address, reading)));
            return found;
        }
    }
}
