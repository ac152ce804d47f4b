package io.roomlog.deploy.prove;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What the judge has found.
///
/// @param deliveries how many were looked at
/// @param stays how many times in rooms
/// @param gaps how many ranges clients were told they cannot have
/// @param missing how many messages lay in them
/// @param lapses how many sessions were not known in another region while the mirror was behind
/// @param keptInTwo how many messages, sent again in another region, are in the logs of both
/// @param takenUnanswered how many messages are in the log whose publisher was told nothing, or `unknown`
/// @param violations in no order
public record Verdict(
        long deliveries,
        long stays,
        long gaps,
        long missing,
        long lapses,
        long keptInTwo,
        long takenUnanswered,
        List<Violation> violations) {
    public Verdict {
        violations = List.copyOf(violations);
    }

    /// How many messages the violations of a kind are about.
    public long count(Violation.Kind kind) {
        return violations.stream()
                .filter(violation -> violation.kind() == kind)
                .mapToLong(Violation::count)
                .sum();
    }

    /// The clients whose recordings show violations.
    Set<String> clients() {
        return violations.stream().map(Violation::client).collect(Collectors.toSet());
    }
}
