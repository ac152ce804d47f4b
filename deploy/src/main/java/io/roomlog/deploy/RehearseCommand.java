package io.roomlog.deploy;

import io.roomlog.common.config.Secret;
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

/// `roomlog rehearse`: `up` and an edge on its broker, each in a process of its own, from their start to their end, of
/// which their JVMs make a cache each (JEP 483, 514, 515). The launcher runs it after a build; it is not for users.
///
/// The clients are in this process: what is in a cache is in the memory of every process that uses it.
final class RehearseCommand {
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(1);
    /// A cache is made when its process is about to end.
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(2);

    private RehearseCommand() {}

    static CommandSpec spec(PrintStream out) {
        CommandSpec spec = Commands.spec(
                "rehearse",
                "Has the JVMs of `up` and `edge` make their caches.",
                parsed -> run(Path.of(parsed.matchedOptionValue("--folder", "")), out));
        spec.addOption(OptionSpec.builder("--folder")
                .type(String.class)
                .paramLabel("FOLDER")
                .arity("1")
                .required(true)
                .description("An empty folder, for the caches up.aot and edge.aot, the data and the logs.")
                .build());
        spec.usageMessage().hidden(true);
        return spec;
    }

    private static int run(Path folder, PrintStream out) throws IOException, InterruptedException {
        String secret = UUID.randomUUID().toString();
        String token = new Tokens(Secret.of(secret), Clock.systemUTC()).mint("visitor", TOKEN_LIFE, Optional.empty());
        int kafkaPort = FreePorts.take();
        Part up = Part.of(
                "up",
                folder,
                secret,
                "--kafka-port=" + kafkaPort,
                "--router-port=0",
                "--data=" + folder.resolve("data"));
        Part edge = Part.of(
                "edge",
                folder,
                secret,
                "--kafka=127.0.0.1:" + kafkaPort,
                "--replication-factor=1",
                "--allow-unsafe-log",
                "--id=edge");
        try {
            up.process.start();
            up.awaitReady();
            edge.process.start();
            up.visit(token);
            edge.awaitReady();
            edge.visit(token);
            edge.process.tellToStop();
            up.process.stop(ENDS_WITHIN);
            edge.process.awaitEnd();
        } finally {
            up.process.end();
            edge.process.end();
        }
        out.println("Rehearsed.");
        return 0;
    }

    /// One of the processes, and the ports of its edge.
    private record Part(Child process, int port, int adminPort) {
        static Part of(String command, Path folder, String secret, String... own) throws IOException {
            int port = FreePorts.take();
            int adminPort = FreePorts.take();
            List<String> arguments = new ArrayList<>(List.of(own));
            arguments.addAll(0, List.of(command, "--host=127.0.0.1", "--port=" + port, "--admin-port=" + adminPort));
            List<String> options = new ArrayList<>(Child.ownOptions());
            options.remove("-Xrs"); // signals stop it
            options.add("-XX:AOTCacheOutput=" + folder.resolve(command + ".aot"));
            Child process = new Child(command, options, arguments, Map.of("ROOMLOG_JWT_SECRET", secret), folder);
            return new Part(process, port, adminPort);
        }

        void awaitReady() throws IOException, InterruptedException {
            Readiness.await(process, URI.create("http://127.0.0.1:" + adminPort + "/health/ready"), STARTS_WITHIN);
        }

        void visit(String token) throws IOException {
            new Rehearsal(port, adminPort, token).run();
        }
    }
}
