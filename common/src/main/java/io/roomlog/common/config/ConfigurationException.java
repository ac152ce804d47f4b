package io.roomlog.common.config;

/// A setting that stops the start. The message is one line for the operator: it names the key, the value (unless that
/// is secret), where it came from, and what is allowed.
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }
}
