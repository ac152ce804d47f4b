package io.roomlog.deploy;

import io.roomlog.common.config.Command;
import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Settings;
import io.roomlog.deploy.logging.Logging;
import io.roomlog.router.RouterMain;
import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/// `roomlog router`: one router on any Kafka.
final class RouterCommand {
    private RouterCommand() {}

    static CommandSpec spec(Map<String, String> environment, PrintStream out) {
        CommandSpec spec = Commands.spec(
                Command.ROUTER,
                "Runs one router on any Kafka: wide emits, presence, an index of rooms, dead edges' leases.",
                parsed -> run(Commands.configuration(Command.ROUTER, parsed, environment), out));
        return Commands.alsoAs(spec, Settings.ROUTER_PORT, "--port");
    }

    private static int run(Configuration configuration, PrintStream out) throws InterruptedException {
        Logging.configure(configuration);
        Ports.requireFree(configuration, Settings.HOST, Settings.ROUTER_PORT);
        try (Running running = new Running(out, configuration.get(Settings.SHUTDOWN_TIMEOUT))) {
            RouterMain router = running.start(
                    "the router on Kafka " + configuration.get(Settings.BOOTSTRAP),
                    () -> router(configuration, running));
            out.println("The router listens on " + Ports.routerAddress(configuration, router.port())
                    + ", health and metrics too.");
            return running.untilTold();
        }
    }

    /// The router of this configuration; where it fails, so does the process.
    ///
    /// @throws StartException if it cannot be started
    static RouterMain router(Configuration configuration, Running running) throws InterruptedException {
        return running.watched("the router", () -> RouterMain.start(configuration), RouterMain::failure);
    }
}
