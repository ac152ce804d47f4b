package io.roomlog.deploy;

import io.roomlog.common.config.Command;
import io.roomlog.common.config.ConfigurationException;
import io.roomlog.common.kafka.KafkaAccess;
import io.roomlog.common.log.RoomKey;
import io.roomlog.deploy.logging.Logging;
import io.roomlog.deploy.tail.Begin;
import io.roomlog.deploy.tail.Question;
import io.roomlog.deploy.tail.RoomTail;
import io.roomlog.deploy.tail.TailException;
import io.roomlog.deploy.terminal.Terminal;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// `roomlog tail`: a room's records, straight from Kafka.
final class TailCommand {
    private static final long MOST = 1_000_000;

    private TailCommand() {}

    static CommandSpec spec(Map<String, String> environment, PrintStream out) {
        CommandSpec spec = Commands.spec(
                Command.TAIL,
                "Shows a room's records as they stand in Kafka, the last " + RoomTail.USUAL + " unless told otherwise:"
                        + " offset, time, kind, user, event and arguments.",
                parsed -> run(parsed, environment, out),
                Commands.option("--namespace", String.class, "NAME", "The room's namespace. (/)")
                        .build(),
                Commands.option(
                                "--from",
                                String.class,
                                "PLACE",
                                "Where to begin: beginning, end, an offset, a time ago as 10m, or a time as"
                                        + " 2026-11-28T10:00:00Z.")
                        .build(),
                Commands.option(
                                "--limit",
                                Long.class,
                                "N",
                                "How many records: the last ones, or with --from the first ones from there.")
                        .build(),
                flag("--follow", "Goes on with what comes, until Ctrl-C."),
                flag("--json", "Prints a JSON object for each record, with all there is."));
        spec.usageMessage().customSynopsis("roomlog tail ROOM [OPTION]...");
        return spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("ROOM")
                .index("0")
                .arity("1")
                .required(true)
                .type(String.class)
                .description("The room's name, as clients join it.")
                .build());
    }

    private static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .description(description)
                .build();
    }

    private static int run(ParseResult parsed, Map<String, String> environment, PrintStream out) {
        KafkaAccess access = KafkaAccess.of(Commands.configuration(Command.TAIL, parsed, environment));
        Question question = question(parsed);
        Logging.errorsOnly();
        try {
            if (parsed.hasMatchedOption("--json")) {
                RoomTail.showJson(question, access, out, System.err);
            } else {
                OptionalInt columns =
                        Terminal.now().stream().mapToInt(Terminal::columns).findFirst();
                RoomTail.showText(question, access, columns, out, System.err);
            }
            return 0;
        } catch (TailException unreadable) {
            throw new StartException(String.valueOf(unreadable.getMessage()));
        }
    }

    private static Question question(ParseResult parsed) {
        String room = parsed.matchedPositionalValue(0, "");
        String namespace = parsed.matchedOptionValue("--namespace", RoomKey.DEFAULT_NAMESPACE);
        if (room.isEmpty()) {
            throw new ConfigurationException("room: must have 1 or more characters");
        }
        if (!namespace.startsWith("/") || namespace.indexOf(',') >= 0) {
            throw new ConfigurationException("namespace: '" + namespace + "' must begin with / and have no comma");
        }
        String from = parsed.matchedOptionValue("--from", "");
        long limit = parsed.matchedOptionValue("--limit", RoomTail.USUAL);
        if (limit < 1 || limit > MOST) {
            throw new ConfigurationException("limit: must be from 1 to " + MOST);
        }
        return new Question(
                new RoomKey(namespace, room),
                from.isEmpty() ? new Begin.Last() : begin(from),
                parsed.hasMatchedOption("--limit") ? OptionalLong.of(limit) : OptionalLong.empty(),
                parsed.hasMatchedOption("--follow"));
    }

    private static Begin begin(String text) {
        try {
            return Begin.parse(text, Clock.systemUTC());
        } catch (IllegalArgumentException malformed) {
            throw new ConfigurationException("from: " + malformed.getMessage());
        }
    }
}
