package io.roomlog.deploy;

/// A process cannot be started as it stands. The message is one line for the operator.
final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }

    /// What has not started, and the reasons from the outermost to the cause.
    StartException(String what, Throwable cause) {
        super(what + ": " + reasons(cause), cause);
    }

    private static String reasons(Throwable failure) {
        StringBuilder reasons = new StringBuilder(reason(failure));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (reasons.indexOf(reason(cause)) < 0) {
                reasons.append(": ").append(reason(cause));
            }
        }
        return reasons.toString();
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
