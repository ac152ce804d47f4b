package io.roomlog.deploy;

import io.roomlog.common.config.Command;
import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Settings;
import io.roomlog.deploy.logging.Logging;
import io.roomlog.edge.EdgeMain;
import io.roomlog.edge.auth.TokenKeys;
import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/// `roomlog edge`: one edge on any Kafka.
final class EdgeCommand {
    private EdgeCommand() {}

    static CommandSpec spec(Map<String, String> environment, PrintStream out) {
        return Commands.spec(
                Command.EDGE,
                "Runs one edge on any Kafka.",
                parsed -> run(Commands.configuration(Command.EDGE, parsed, environment), out));
    }

    private static int run(Configuration configuration, PrintStream out) throws InterruptedException {
        Logging.configure(configuration);
        var _ = TokenKeys.of(configuration); // what is wrong with them is told before anything is started
        Ports.requireFree(configuration);
        try (Running running = new Running(out, configuration.get(Settings.SHUTDOWN_TIMEOUT))) {
            EdgeMain edge = running.start(
                    "the edge on Kafka " + configuration.get(Settings.BOOTSTRAP), () -> edge(configuration, running));
            out.println("The edge listens on " + Ports.clientAddress(configuration, edge.port())
                    + ", health and metrics on " + Ports.adminAddress(configuration, edge.adminPort()) + ".");
            return running.untilTold();
        }
    }

    /// The edge of this configuration; where it fails, so does the process.
    ///
    /// @throws StartException if it cannot be started
    static EdgeMain edge(Configuration configuration, Running running) throws InterruptedException {
        return running.watched("the edge", () -> EdgeMain.start(configuration), EdgeMain::failure);
    }
}
