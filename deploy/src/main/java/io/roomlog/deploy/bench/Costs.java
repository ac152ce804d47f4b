package io.roomlog.deploy.bench;

import io.roomlog.deploy.process.ProcessUsage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/// What a stretch of work has cost, from a sample before it and one after.
final class Costs {
    private static final double MILLION = 1e6;

    private Costs() {}

    /// The servers' processor time.
    ///
    /// @param unit what is counted, in the plural
    /// @param count how many of it there were
    static Finding servers(Sample before, Sample after, String unit, long count) {
        Map<String, Number> figures = new LinkedHashMap<>();
        StringJoiner each = new StringJoiner(", ");
        double seconds = after.secondsSince(before);
        double sum = 0;
        for (String name : after.servers().keySet()) {
            double cpu = after.cpuSince(before, name);
            sum += cpu;
            figures.put(name + "_cores", cpu / seconds);
            figures.put(name + "_seconds_per_million_" + unit, count == 0 ? 0 : cpu * MILLION / count);
            each.add(
                    count == 0
                            ? "%s %.1f %% of a core".formatted(name, 100 * cpu / seconds)
                            : "%s %.2f s (%.0f %% of a core)"
                                    .formatted(name, cpu * MILLION / count, 100 * cpu / seconds));
        }
        figures.put("seconds_per_million_" + unit, count == 0 ? 0 : sum * MILLION / count);
        if (after.servers().isEmpty()) {
            return new Finding("cpu", "unknown: --pids tells which processes are the servers'", Map.of());
        }
        String text =
                count == 0 ? each.toString() : "%.2f s a million %s: %s".formatted(sum * MILLION / count, unit, each);
        return new Finding("cpu", text, figures);
    }

    /// The load generator's own.
    static Finding generator(Sample before, Sample after, Plan plan) {
        double seconds = after.secondsSince(before);
        double all = (after.generatorCpuSeconds() - before.generatorCpuSeconds()) / seconds;
        double busiest = (after.busiestLoopSeconds() - before.busiestLoopSeconds()) / seconds;
        int cores = Runtime.getRuntime().availableProcessors();
        return new Finding(
                "generator",
                "%.0f %% of a core, its busiest reader %.0f %% (of %d); %d cores on this machine"
                        .formatted(100 * all, 100 * busiest, plan.threads(), cores),
                Map.of("cores_used", all, "busiest_reader_cores", busiest, "machine_cores", cores));
    }

    /// The memory of the processes that hold connections.
    static Finding memory(Servers servers, Sample before, Sample connected, Sample end, int sockets) {
        Map<String, Number> figures = new LinkedHashMap<>();
        double each = (connected.resident(servers) - before.resident(servers)) / 1024.0 / sockets;
        StringJoiner all = new StringJoiner(", ");
        for (Map.Entry<String, ProcessUsage> part : end.servers().entrySet()) {
            long resident = part.getValue().residentBytes();
            figures.put(part.getKey() + "_resident_bytes", resident);
            all.add("%s %d MB".formatted(part.getKey(), resident >> 20));
        }
        if (figures.isEmpty()) {
            return new Finding("memory", "unknown", Map.of());
        }
        figures.put("kilobytes_per_connection", each);
        figures.put("resident_before_bytes", before.resident(servers));
        figures.put("resident_connected_bytes", connected.resident(servers));
        return new Finding(
                "memory",
                "%.1f KB for each connection (%d MB before them, %d MB with them); at the end %s"
                        .formatted(each, before.resident(servers) >> 20, connected.resident(servers) >> 20, all),
                figures);
    }
}
