package io.roomlog.deploy;

import io.roomlog.common.config.Command;
import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Settings;
import io.roomlog.deploy.kafka.BrokerNode;
import io.roomlog.deploy.kafka.EmbeddedKafka;
import io.roomlog.deploy.logging.Logging;
import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/// `roomlog kafka`: the embedded broker alone.
final class KafkaCommand {
    private KafkaCommand() {}

    static CommandSpec spec(Map<String, String> environment, PrintStream out) {
        CommandSpec spec = Commands.spec(
                Command.KAFKA,
                "Runs a Kafka broker on a folder that keeps its data, alone or as one of a few.",
                parsed -> run(Commands.configuration(Command.KAFKA, parsed, environment), out));
        return Commands.alsoAs(spec, Settings.KAFKA_PORT, "--port");
    }

    private static int run(Configuration configuration, PrintStream out) throws InterruptedException {
        Logging.configure(configuration);
        try (Running running = new Running(out, configuration.get(Settings.SHUTDOWN_TIMEOUT))) {
            BrokerNode node = new BrokerNode(
                    configuration.get(Settings.KAFKA_NODE),
                    configuration.get(Settings.KAFKA_QUORUM),
                    configuration.get(Settings.KAFKA_ADVERTISED));
            EmbeddedKafka kafka = running.start("Kafka", () -> broker(node, configuration, running));
            out.println("Kafka listens on " + kafka.bootstrap() + ", its data is in " + configuration.get(Settings.DATA)
                    + ".");
            if (node.equals(BrokerNode.ALONE)) {
                out.println("Each record is kept once (replication 1).");
                out.println("Next: ./roomlog edge --kafka " + kafka.bootstrap() + " --replication-factor 1"
                        + " --allow-unsafe-log");
            }
            return running.untilTold();
        }
    }

    /// The broker of this configuration; where it fails, so does the process.
    static EmbeddedKafka broker(BrokerNode node, Configuration configuration, Running running) {
        return EmbeddedKafka.start(
                node,
                configuration.get(Settings.KAFKA_HOST),
                configuration.get(Settings.KAFKA_PORT),
                configuration.get(Settings.DATA),
                fault -> running.fail("the broker has failed: " + fault.getMessage()));
    }
}
