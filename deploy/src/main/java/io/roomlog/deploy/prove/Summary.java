package io.roomlog.deploy.prove;

import io.roomlog.deploy.prove.Violation.Kind;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a run has done and found.
public final class Summary {
    private static final int SHOWN = 20;

    private final Plan plan;
    private final Counts counts;
    private final Ledger ledger;
    private final Verdict verdict;
    private final long repeats;
    private final List<Violation> violations;

    /// @param repeats records in the log that are one again
    Summary(Plan plan, Counts counts, Ledger ledger, Verdict verdict, long repeats, List<Violation> troubles) {
        this.plan = plan;
        this.counts = counts;
        this.ledger = ledger;
        this.verdict = verdict;
        this.repeats = repeats;
        this.violations =
                Stream.concat(verdict.violations().stream(), troubles.stream()).toList();
    }

    /// Whether every promise was kept.
    public boolean isClean() {
        return violations.isEmpty();
    }

    /// What was found wrong.
    public List<Violation> violations() {
        return violations;
    }

    /// How many messages have come to clients.
    public long deliveries() {
        return verdict.deliveries();
    }

    /// How many sessions were resumed.
    public long resumes() {
        return counts.recovered();
    }

    /// Prints it.
    public void print(PrintStream out) {
        out.println();
        out.println("faults       " + list(counts.faultsByKind()));
        out.println("deliveries   " + verdict.deliveries() + " in " + verdict.stays() + " stays in rooms");
        out.println("publishes    " + published());
        out.println("once         " + ledger.countResent() + " with an id sent again until acked, " + ledger.countWide()
                + " to several rooms; " + repeats + " repeats in the log");
        out.println("presence     " + counts.presenceChecks() + " rooms compared, all right after "
                + counts.presenceMillis() + " ms at most");
        out.println("connections  " + counts.losses() + " lost, " + counts.recovered() + " recovered, " + counts.anew()
                + " not recovered; verbs that failed: " + counts.verbsFailed() + "; closings: "
                + list(counts.closings()));
        out.println("resume time  " + times() + " ms, from the connection's beginning to CONNECT's answer");
        out.println("gaps         " + verdict.gaps() + " told, for " + verdict.missing() + " messages");
        if (plan.hasSeveralRegions()) {
            out.println("regions      " + verdict.lapses() + " of those not recovered for a mirror that was behind; "
                    + counts.pendingTold() + " times told that more is pending; " + verdict.keptInTwo()
                    + " messages sent again kept in two regions");
        }
        out.println("found        " + found());
        violations.stream()
                .sorted((one, other) -> one.kind().compareTo(other.kind()))
                .limit(SHOWN)
                .forEach(violation -> out.println("  " + name(violation.kind()) + ": " + violation.what()));
        if (violations.size() > SHOWN) {
            out.println("  and " + (violations.size() - SHOWN) + " more");
        }
        out.println("seed         " + plan.seed());
        out.println(isClean() ? "Every promise was kept." : "NOT EVERY PROMISE WAS KEPT.");
    }

    private String published() {
        return Arrays.stream(Publish.Outcome.values())
                        .map(outcome ->
                                ledger.count(outcome) + " " + outcome.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "))
                + "; of the last two " + verdict.takenUnanswered() + " were kept";
    }

    private String times() {
        List<Long> times = counts.resumeMillis();
        if (times.isEmpty()) {
            return "none;";
        }
        return "p50 " + times.get(times.size() / 2) + ", p99 " + times.get(times.size() * 99 / 100) + ", max "
                + times.getLast();
    }

    private String found() {
        return Arrays.stream(Kind.values())
                .map(kind -> violations.stream()
                                .filter(violation -> violation.kind() == kind)
                                .mapToLong(Violation::count)
                                .sum()
                        + " " + name(kind))
                .collect(Collectors.joining(", "));
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String list(Map<String, Long> sums) {
        return sums.isEmpty()
                ? "none"
                : sums.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }
}
