package io.roomlog.deploy;

import io.roomlog.common.config.ConfigurationException;
import io.roomlog.common.config.SettingsTable;
import io.roomlog.common.metrics.MetricsTable;
import io.roomlog.deploy.kafka.KafkaStartException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// The command line: `roomlog COMMAND [--setting value]...`.
///
/// Exit codes: 0 done or stopped in order, 1 could not be started or has failed, 2 used wrongly.
public final class Roomlog {
    private static final int FAILED = 1;
    private static final int USED_WRONGLY = 2;

    private static final List<String> COMMANDS = List.of(
            "up",
            "kafka",
            "edge",
            "router",
            "mirror",
            "token",
            "tail",
            "top",
            "bench",
            "plan",
            "prove",
            "settings",
            "metrics",
            "rehearse");

    private Roomlog() {}

    static void main(String[] args) {
        System.exit(run(args, System.getenv(), System.out));
    }

    /// Runs a command until it is done, or stopped.
    ///
    /// @return the exit code
    static int run(String[] args, Map<String, String> environment, PrintStream out) {
        CommandSpec root = Commands.spec("roomlog", "Real-time rooms with a memory: Socket.IO over Kafka.");
        // To make the flags of one command takes less long than to make those of all.
        boolean named = args.length > 0 && COMMANDS.contains(args[0]);
        for (String name : named ? List.of(args[0]) : COMMANDS) {
            root.addSubcommand(name, command(name, environment, out));
        }
        return execute(root, args);
    }

    /// Runs what the arguments say of this command, or of one under it.
    ///
    /// @return the exit code
    static int execute(CommandSpec spec, String... args) {
        return new CommandLine(spec)
                .setExecutionStrategy(Commands::execute)
                .setParameterExceptionHandler(Roomlog::usedWrongly)
                .setExecutionExceptionHandler(Roomlog::failed)
                .execute(args);
    }

    private static CommandSpec command(String name, Map<String, String> environment, PrintStream out) {
        return switch (name) {
            case "up" -> UpCommand.spec(environment, out);
            case "kafka" -> KafkaCommand.spec(environment, out);
            case "edge" -> EdgeCommand.spec(environment, out);
            case "router" -> RouterCommand.spec(environment, out);
            case "mirror" -> MirrorCommand.spec(out);
            case "token" -> TokenCommand.spec(environment, out);
            case "tail" -> TailCommand.spec(environment, out);
            case "top" -> TopCommand.spec(out);
            case "bench" -> BenchCommand.spec(environment, out);
            case "plan" -> PlanCommand.spec(out);
            case "prove" -> ProveCommand.spec(out);
            case "settings" ->
                page("settings", "Prints the table of settings as Markdown.", out, SettingsTable::markdown);
            case "metrics" -> page("metrics", "Prints the table of metrics as Markdown.", out, MetricsTable::markdown);
            case "rehearse" -> RehearseCommand.spec(out);
            default -> throw new IllegalArgumentException("there is no command '" + name + "'");
        };
    }

    private static CommandSpec page(String name, String sentence, PrintStream out, Supplier<String> page) {
        CommandSpec spec = Commands.spec(name, sentence, parsed -> {
            out.print(page.get());
            return 0;
        });
        spec.usageMessage().hidden(true);
        return spec;
    }

    private static int usedWrongly(ParameterException refused, String[] args) {
        String name = refused.getCommandLine().getCommandSpec().qualifiedName();
        System.err.println(name + ": " + refused.getMessage() + "; see ./" + name + " --help");
        return USED_WRONGLY;
    }

    /// One line for what the operator can mend, a stack trace for what only we can.
    private static int failed(Exception failure, CommandLine command, ParseResult parsed) {
        String name = command.getCommandSpec().qualifiedName();
        switch (failure) {
            case ConfigurationException refused -> System.err.println(name + ": " + refused.getMessage());
            case KafkaStartException refused -> System.err.println(name + ": " + refused.getMessage());
            case StartException refused -> System.err.println(name + ": " + refused.getMessage());
            case InterruptedException stopped -> System.err.println(name + ": stopped while it was starting");
            default -> {
                System.err.println(name + ": failed");
                failure.printStackTrace();
            }
        }
        return FAILED;
    }
}
