package io.roomlog.deploy.bench;

import java.util.List;

/// What one scenario has come to.
///
/// @param findings in the order in which they are told
/// @param faults what should not be, one a line; empty where all is well
public record Outcome(Plan plan, List<Finding> findings, List<String> faults) {
    public Outcome {
        findings = List.copyOf(findings);
        faults = List.copyOf(faults);
    }
}
