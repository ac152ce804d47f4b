package io.roomlog.deploy;

import io.roomlog.common.config.Secret;
import io.roomlog.deploy.kafka.EmbeddedKafka;
import io.roomlog.deploy.process.Child;
import io.roomlog.deploy.process.FreePorts;
import io.roomlog.deploy.process.Readiness;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `roomlog rehearse`: an edge in a process of its own, from its start to its end, of which the JVM makes its cache
/// (JEP 483, 514, 515). The launcher runs it after a build; it is not for users.
///
/// The broker and the clients are in this process: what is in the cache is in the memory of every edge.
final class RehearseCommand {
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(1);
    /// The cache is made when the edge has ended, and before its process has.
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(2);

    private RehearseCommand() {}

    static CommandSpec spec(PrintStream out) {
        CommandSpec spec = Commands.spec(
                "rehearse",
                "Has the JVM of an edge make its cache.",
                parsed -> run(
                        Path.of(parsed.matchedOptionValue("--cache", "")),
                        Path.of(parsed.matchedOptionValue("--data", "")),
                        out));
        spec.addOption(file("--cache", "The cache that is to be made."));
        spec.addOption(file("--data", "A folder for the data and the edge's log."));
        spec.usageMessage().hidden(true);
        return spec;
    }

    private static OptionSpec file(String name, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel("FILE")
                .arity("1")
                .required(true)
                .description(description)
                .build();
    }

    private static int run(Path cache, Path data, PrintStream out) throws IOException, InterruptedException {
        Logging.errorsOnly();
        String secret = UUID.randomUUID().toString();
        String token = new Tokens(Secret.of(secret), Clock.systemUTC()).mint("visitor", TOKEN_LIFE, Optional.empty());
        try (EmbeddedKafka kafka = EmbeddedKafka.start(0, data)) {
            int port = FreePorts.take();
            int adminPort = FreePorts.take();
            List<String> arguments = List.of(
                    "edge",
                    "--host=127.0.0.1",
                    "--port=" + port,
                    "--admin-port=" + adminPort,
                    "--kafka=" + kafka.bootstrap(),
                    "--replication-factor=1");
            Child edge = new Child("edge", jvm(cache), arguments, Map.of("ROOMLOG_JWT_SECRET", secret), data);
            edge.start();
            try {
                Readiness.await(edge, URI.create("http://127.0.0.1:" + adminPort + "/health/ready"), STARTS_WITHIN);
                new Rehearsal(port, adminPort, token).run();
                edge.stop(ENDS_WITHIN);
            } finally {
                edge.end();
            }
        }
        out.println("Rehearsed.");
        return 0;
    }

    private static List<String> jvm(Path cache) {
        List<String> options = new ArrayList<>(Child.ownOptions());
        options.remove("-Xrs"); // the edge is to be stopped by a signal
        options.add("-XX:AOTCacheOutput=" + cache);
        return options;
    }
}
