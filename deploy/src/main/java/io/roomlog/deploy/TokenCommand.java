package io.roomlog.deploy;

import io.roomlog.common.config.Command;
import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.ConfigurationException;
import io.roomlog.common.config.Secret;
import io.roomlog.common.config.Settings;
import io.roomlog.common.config.Units;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `roomlog token`: a token for a user, alone on standard output.
final class TokenCommand {
    private static final int MAX_USER_LENGTH = 251;

    private TokenCommand() {}

    static CommandSpec spec(Map<String, String> environment, PrintStream out) {
        return Commands.spec(
                Command.TOKEN,
                "Prints a token, signed with the secret of the settings, or else the one that `up` keeps in its folder.",
                parsed -> run(parsed, environment, out),
                option("--sub", "USER", "The user that the token is for.")
                        .required(true)
                        .build(),
                option("--ttl", "TIME", "How long it is good for, as 30m, 1h or 7d. (1h)")
                        .build(),
                option("--rooms", "JSON", "The rights, as {\"join\":[\"chat:*\"],\"publish\":[\"chat:general\"]}.")
                        .build());
    }

    private static int run(ParseResult parsed, Map<String, String> environment, PrintStream out) {
        Configuration configuration = Commands.configuration(Command.TOKEN, parsed, environment);
        String user = parsed.matchedOptionValue("--sub", "");
        if (user.isEmpty() || user.length() > MAX_USER_LENGTH) {
            throw new ConfigurationException("sub: must have 1 to " + MAX_USER_LENGTH + " characters");
        }
        Optional<Rights> rights = Optional.ofNullable(parsed.matchedOptionValue("--rooms", (String) null))
                .map(Rights::parse);
        Duration life = life(parsed.matchedOptionValue("--ttl", "1h"));
        out.println(new Tokens(secret(configuration), Clock.systemUTC()).mint(user, life, rights));
        return 0;
    }

    private static Secret secret(Configuration configuration) {
        SecretFile kept = SecretFile.in(configuration.get(Settings.DATA));
        return configuration.jwtSecrets().stream()
                .findFirst()
                .or(kept::read)
                .orElseThrow(() -> new ConfigurationException(
                        "jwt-secret: there is none; set ROOMLOG_JWT_SECRET, or start ./roomlog up, which makes one in "
                                + configuration.get(Settings.DATA) + " (another folder: --data)"));
    }

    private static Duration life(String text) {
        try {
            Duration life = Units.duration(text);
            if (life.toSeconds() >= 1) {
                return life;
            }
        } catch (IllegalArgumentException malformed) {
            // Told below, as one that is too short is.
        }
        throw new ConfigurationException("ttl: '" + text + "' must be a time of 1s or more, as 30m, 1h or 7d");
    }

    private static OptionSpec.Builder option(String name, String label, String description) {
        return Commands.option(name, String.class, label, description);
    }
}
