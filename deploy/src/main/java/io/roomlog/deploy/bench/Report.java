package io.roomlog.deploy.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Outcomes as text and as JSON.
public final class Report {
    private static final Duration LEAST_WARMUP = Duration.ofSeconds(15);
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Report() {}

    /// Tells one outcome.
    public static void print(Outcome outcome, PrintStream out) {
        out.println();
        out.println(title(outcome.plan()));
        for (Finding finding : outcome.findings()) {
            out.printf("  %-12s %s%n", finding.name(), finding.text());
        }
        if (outcome.plan().warmup().compareTo(LEAST_WARMUP) < 0) {
            out.printf("  %-12s %s%n", "NOTE", "a warm-up of less than 15 s measures the compilers");
        }
        for (String fault : outcome.faults()) {
            out.printf("  %-12s %s%n", "FAULT", fault);
        }
        out.println();
        out.flush();
    }

    private static String title(Plan plan) {
        String rooms = plan.roomSize() == 0 ? "" : ", rooms of %,d".formatted(plan.roomSize());
        String messages = switch (plan.scenario()) {
            case FANOUT, FLOOD, BIG_ROOM, PAIRS, MIXED, REGIONS ->
                plan.rate() > 0
                        ? ", %,.0f publishes/s".formatted(plan.rate())
                        : ", up to %d publishes of each room unanswered".formatted(plan.window());
            case STORM -> ", %,d messages missed by each socket".formatted(plan.messages());
            case HISTORY -> ", pasts of %,d messages".formatted(plan.messages());
            case IDLE -> "";
        };
        return "%s: %,d sockets%s%s".formatted(plan.scenario().typed(), plan.sockets(), rooms, messages);
    }

    /// Writes outcomes to a file, as an array of objects.
    public static void write(List<Outcome> outcomes, Path file) throws IOException {
        JSON.writeValue(file.toFile(), outcomes.stream().map(Report::object).toList());
    }

    private static Map<String, Object> object(Outcome outcome) {
        Plan plan = outcome.plan();
        Map<String, Object> asked = new LinkedHashMap<>();
        asked.put("sockets", plan.sockets());
        asked.put("room_size", plan.roomSize());
        asked.put("publishes_per_second", plan.rate());
        asked.put("window", plan.window());
        asked.put("payload_bytes", plan.payload());
        asked.put("warmup_seconds", plan.warmup().toMillis() / 1e3);
        asked.put("seconds", plan.length().toMillis() / 1e3);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("scenario", plan.scenario().typed());
        object.put("plan", asked);
        for (Finding finding : outcome.findings()) {
            object.put(finding.name().replace(' ', '_'), finding.figures());
        }
        object.put("faults", outcome.faults());
        return object;
    }
}
