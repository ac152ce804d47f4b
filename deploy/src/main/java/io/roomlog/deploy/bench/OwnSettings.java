package io.roomlog.deploy.bench;

import java.util.List;

/// How the bench's own servers are started, on top of the ordinary settings of `kafka` and `edge`.
///
/// @param edges how many
/// @param edgeArguments more of the command's, as `--max-queue-bytes=1MB`
/// @param edgeJvm more options of the edges' JVMs
/// @param brokerJvm more options of the broker's JVM
public record OwnSettings(int edges, List<String> edgeArguments, List<String> edgeJvm, List<String> brokerJvm) {
    public OwnSettings {
        edgeArguments = List.copyOf(edgeArguments);
        edgeJvm = List.copyOf(edgeJvm);
        brokerJvm = List.copyOf(brokerJvm);
    }
}
