package io.roomlog.deploy.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Settings;
import org.slf4j.LoggerFactory;

/// What settings and commands decide of the logs of this process; the rest stands in [LogConfigurator].
public final class Logging {
    private Logging() {}

    /// Sets how much our own loggers tell, and in which form.
    public static void configure(Configuration configuration) {
        level("io.roomlog", configuration.get(Settings.LOG_LEVEL));
        level("io.roomlog.edge.connection", configuration.get(Settings.LOG_CONNECTIONS) ? "debug" : "warn");
        if (configuration.get(Settings.LOG_FORMAT).equals("json")) {
            LogConfigurator.writeJson(context());
        }
    }

    /// Leaves out what makes the log unsafe, for a command that says it itself.
    public static void withoutRisks() {
        level("io.roomlog.common.topics.SafeLog", "error");
    }

    /// Has nothing told but errors, for a command that causes what Kafka's clients warn of.
    public static void errorsOnly() {
        level("org.apache.kafka", "error");
    }

    /// Leaves out what Kafka Connect says of its own affairs, for a command that tells what matters of it.
    public static void withoutConnect() {
        level("org.apache.kafka", "error");
        level("org.apache.kafka.clients.admin.internals.DescribeConsumerGroupsHandler", "off");
        level("org.apache.kafka.connect.mirror.MirrorHerder", "off");
    }

    private static void level(String logger, String level) {
        context().getLogger(logger).setLevel(Level.toLevel(level));
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
