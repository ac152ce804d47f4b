package io.roomlog.deploy.kafka;

import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import kafka.server.FaultHandlerFactory;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.FaultHandlerException;
import org.jspecify.annotations.Nullable;

/// Takes what Kafka cannot go on with to the broker's owner; Kafka's own handler would halt the process.
final class BrokerFaults implements FaultHandlerFactory {
    private static final System.Logger LOG = System.getLogger(EmbeddedKafka.class.getName());

    private final Consumer<Throwable> onFatal;

    BrokerFaults(Consumer<Throwable> onFatal) {
        this.onFatal = onFatal;
    }

    @Override
    public FaultHandler build(String name, boolean fatal, Runnable action) {
        return (message, cause) -> handle(name, fatal, action, message, cause);
    }

    private RuntimeException handle(
            String name, boolean fatal, Runnable action, String message, @Nullable Throwable cause) {
        LOG.log(fatal ? Level.ERROR : Level.WARNING, "event=kafka_fault in=\"" + name + "\" " + message, cause);
        action.run();
        RuntimeException fault = new FaultHandlerException(name + ": " + message, cause);
        if (fatal) {
            onFatal.accept(fault);
        }
        return fault;
    }
}
