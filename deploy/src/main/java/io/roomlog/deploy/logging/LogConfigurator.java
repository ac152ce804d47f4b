package io.roomlog.deploy.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Logback as every process begins with it: short lines on standard error, Kafka only where something is wrong. Logback
/// finds it as a service; nothing is read from files.
public final class LogConfigurator extends ContextAwareBase implements Configurator {
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %level %logger{0} - %msg%n";
    private static final String APPENDER = "stderr";

    private static final Map<String, Level> LEVELS = Map.of(
            "io.roomlog",
            Level.INFO,
            // These tell with WARN what is no fault, or tell it every second while a broker is away; the edge tells
            // that once.
            "org.apache.kafka.clients.NetworkClient",
            Level.ERROR,
            "org.apache.kafka.clients.producer.internals.Sender",
            Level.ERROR,
            "org.apache.kafka.streams.StreamsConfig",
            Level.ERROR,
            "org.apache.kafka.controller.QuorumController",
            Level.ERROR,
            // These tell with a stack trace of every client that goes away while it is answered, or sends what is
            // no HTTP.
            "io.helidon.webserver.http.ErrorHandlers",
            Level.ERROR,
            "io.helidon.webserver.http1.Http1Connection",
            Level.ERROR);

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        PatternLayout plain = new PatternLayout();
        plain.setPattern(PATTERN);
        write(context, plain);
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
        LEVELS.forEach((name, level) -> context.getLogger(name).setLevel(level));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /// Has a JSON object written for each event from now on.
    static void writeJson(LoggerContext context) {
        write(context, new JsonLayout());
    }

    private static void write(LoggerContext context, Layout<ILoggingEvent> layout) {
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setName(APPENDER);
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
    }
}
