package io.roomlog.deploy.prove;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Holds what the routers say of who is in each room against who is: once everybody is connected and no joins or
/// leaves are under way, both have to come to be the same, and the rest of a lease may pass until then.
final class Presence {
    private static final Duration AGREES_WITHIN = Duration.ofSeconds(40);
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(40);
    private static final long PAUSE_MS = 250;

    private final Crowd crowd;
    private final Plan plan;
    private final Counts counts;
    private final Consumer<String> log;

    Presence(Plan plan, Crowd crowd, Counts counts, Consumer<String> log) {
        this.crowd = crowd;
        this.plan = plan;
        this.counts = counts;
        this.log = log;
    }

    /// Has nobody come or go, and compares, room by room.
    ///
    /// @return where they are not the same in time
    List<Violation> check() throws InterruptedException {
        if (plan.routers() == 0) {
            return List.of();
        }
        crowd.rest(true);
        try {
            List<String> late = crowd.awaitSettled(SETTLES_WITHIN.multipliedBy(plan.pace()));
            if (!late.isEmpty()) {
                log.accept("presence: not compared, not everybody is settled: " + late.getFirst());
                return List.of(); // told elsewhere where it lasts
            }
            return compare();
        } finally {
            crowd.rest(false);
        }
    }

    private List<Violation> compare() throws InterruptedException {
        Map<String, Set<String>> model = crowd.whoIsWhere();
        Map<String, String> different = new HashMap<>();
        model.keySet().forEach(room -> different.put(room, "not asked"));
        Duration agreesWithin = AGREES_WITHIN.multipliedBy(plan.pace());
        long begin = System.nanoTime();
        while (!different.isEmpty() && System.nanoTime() - begin < agreesWithin.toNanos()) {
            for (String room : List.copyOf(different.keySet())) {
                String difference = difference(room, model.getOrDefault(room, Set.of()));
                if (difference.isEmpty()) {
                    different.remove(room);
                } else {
                    different.put(room, difference);
                }
            }
            if (!different.isEmpty()) {
                Thread.sleep(PAUSE_MS);
            }
            if (!crowd.whoIsWhere().equals(model)) {
                log.accept("presence: somebody was lost meanwhile, not compared");
                return List.of();
            }
        }
        counts.presence(model.size(), (System.nanoTime() - begin) / 1_000_000);
        List<Violation> violations = new ArrayList<>();
        different.forEach((room, how) -> violations.add(Violation.of(
                Violation.Kind.PRESENCE,
                "members of " + room + " after " + agreesWithin.toSeconds() + " s of rest: " + how)));
        return violations;
    }

    private String difference(String room, Set<String> expected) throws InterruptedException {
        try {
            JsonNode answer = crowd.askMembers(room).get(5, TimeUnit.SECONDS);
            if (!answer.path("ok").asBoolean()) {
                return answer.path("error").toString();
            }
            Set<String> told = new HashSet<>();
            answer.path("members").forEach(member -> told.add(member.path("id").asText()));
            if (told.equals(expected) && answer.path("count").asInt() == expected.size()) {
                return "";
            }
            Set<String> missing = new HashSet<>(expected);
            missing.removeAll(told);
            told.removeAll(expected);
            return "missing " + missing + ", too many " + told + ", count " + answer.path("count") + " for "
                    + expected.size();
        } catch (ExecutionException | TimeoutException lost) {
            return "no answer: " + lost;
        }
    }
}
