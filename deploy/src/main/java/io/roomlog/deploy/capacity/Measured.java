package io.roomlog.deploy.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the bench has measured in one scenario.
///
/// @param edges how many processes whose names begin with `edge` there were
/// @param edgeSeconds processor time of all of them, each second
/// @param brokerSeconds processor time of those whose names begin with `broker`
/// @param connectionBytes memory of a connection before there were messages
/// @param edgeBytes memory of all edges in the end
record Measured(
        String scenario,
        Traffic traffic,
        int edges,
        int brokers,
        double edgeSeconds,
        double brokerSeconds,
        double connectionBytes,
        double edgeBytes) {
    private static final Set<String> FIT = Set.of("fanout", "flood", "pairs", "big-room", "idle");
    private static final String CORES = "_cores";
    private static final String RESIDENT = "_resident_bytes";
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Reads what `bench --json` has written: of the scenarios for which there is a prediction.
    ///
    /// @throws IOException if the file cannot be read or is something else
    static List<Measured> read(Path file) throws IOException {
        JsonNode root = JSON.readTree(file.toFile());
        if (!root.isArray()) {
            throw new IOException("is not what bench --json writes");
        }
        List<Measured> all = new ArrayList<>();
        for (JsonNode outcome : root) {
            of(outcome).ifPresent(all::add);
        }
        return all;
    }

    /// Empty where the scenario is none of those, or the servers' processes were not known.
    private static Optional<Measured> of(JsonNode outcome) throws IOException {
        String scenario = outcome.path("scenario").asText();
        long sockets = outcome.path("plan").path("sockets").asLong();
        if (scenario.isEmpty() || sockets < 1) {
            throw new IOException("is not what bench --json writes");
        }
        JsonNode rate = outcome.path("rate");
        JsonNode cpu = outcome.path("cpu");
        JsonNode memory = outcome.path("memory");
        int edges = count(cpu, "edge");
        int brokers = count(cpu, "broker");
        if (!FIT.contains(scenario) || edges == 0 || brokers == 0) {
            return Optional.empty();
        }
        Traffic traffic = new Traffic(
                sockets,
                rate.path("publishes_per_second").asDouble(),
                rate.path("deliveries_per_second").asDouble());
        return Optional.of(new Measured(
                scenario,
                traffic,
                edges,
                brokers,
                sum(cpu, "edge", CORES),
                sum(cpu, "broker", CORES),
                memory.path("kilobytes_per_connection").asDouble() * 1024,
                sum(memory, "edge", RESIDENT)));
    }

    private static int count(JsonNode figures, String process) {
        return (int) figures.propertyStream()
                .filter(figure -> is(figure.getKey(), process, CORES))
                .count();
    }

    private static double sum(JsonNode figures, String process, String figure) {
        return figures.propertyStream()
                .filter(each -> is(each.getKey(), process, figure))
                .mapToDouble(each -> each.getValue().asDouble())
                .sum();
    }

    private static boolean is(String key, String process, String figure) {
        return key.startsWith(process) && key.endsWith(figure);
    }
}
