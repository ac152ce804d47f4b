package io.roomlog.deploy;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Settings;

/// The one thing about logging that a setting decides; the rest stands in `simplelogger.properties`.
final class Logging {
    private Logging() {}

    /// Sets how much our own loggers tell. To be called before the first of them is made: they look once.
    static void configure(Configuration configuration) {
        System.setProperty("org.slf4j.simpleLogger.log.io.roomlog", configuration.get(Settings.LOG_LEVEL));
    }

    /// Leaves out what makes the log unsafe, for a command that says it itself. To be called as early.
    static void withoutRisks() {
        System.setProperty("org.slf4j.simpleLogger.log.io.roomlog.common.topics.SafeLog", "error");
    }

    /// Has nothing told but errors, for a command that causes what Kafka's clients warn of. To be called as early.
    static void errorsOnly() {
        System.setProperty("org.slf4j.simpleLogger.log.org.apache.kafka", "error");
    }
}
