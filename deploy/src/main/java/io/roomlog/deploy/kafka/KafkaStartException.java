package io.roomlog.deploy.kafka;

/// The embedded broker cannot be started. The message is one line for the operator.
public final class KafkaStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KafkaStartException(String message) {
        super(message);
    }

    KafkaStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
