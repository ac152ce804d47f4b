package io.roomlog.deploy;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `roomlog rehearse`: `up`, a few clients, and the end of it, from which the JVM learns what a start takes (JEP 483,
/// 514, 515). The launcher runs it after a build; it is not for users.
final class RehearseCommand {
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);

    private RehearseCommand() {}

    static CommandSpec spec(PrintStream out) {
        CommandSpec spec = Commands.spec(
                "rehearse",
                "Runs everything, has clients come and go, and stops.",
                parsed -> run(parsed.matchedOptionValue("--data", ""), out));
        spec.addOption(OptionSpec.builder("--data")
                .type(String.class)
                .paramLabel("DATA")
                .arity("1")
                .required(true)
                .description("A folder for the data.")
                .build());
        spec.usageMessage().hidden(true);
        return spec;
    }

    private static int run(String data, PrintStream out) {
        CommandSpec up = UpCommand.spec(Map.of(), out, (running, started) -> visit(started));
        return Roomlog.execute(up, "--data", data, "--port", "0", "--admin-port", "0", "--kafka-port", "0");
    }

    private static int visit(UpCommand.Up up) throws Exception {
        Rehearsal rehearsal = new Rehearsal(
                up.edge().port(), up.edge().adminPort(), up.tokens().mint("visitor", TOKEN_LIFE, Optional.empty()));
        rehearsal.run();
        return 0;
    }
}
