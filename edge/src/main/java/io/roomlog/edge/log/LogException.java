package io.roomlog.edge.log;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// The log did not take, or did not confirm, a record.
public final class LogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What the caller may conclude.
    public enum Reason {
        /// The producer never took it: nothing was kept.
        UNAVAILABLE,
        /// No answer in time: it may have been kept, and may still be committed until the producer's delivery
        /// time-out.
        UNKNOWN,
        /// Above the record limit: nothing was kept.
        TOO_LARGE
    }

    private final Reason reason;

    public LogException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public LogException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /// What a future of this package failed with; anything else says that the log did not answer.
    public static LogException of(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        return cause instanceof LogException known
                ? known
                : new LogException(
                        Reason.UNKNOWN,
                        "the log did not answer",
                        cause == null ? new IllegalStateException("nothing was said") : cause);
    }

    /// Waits for what the log is asked.
    ///
    /// @throws LogException what the future failed with; anything else counts as no answer
    public static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LogException cause) {
                throw cause;
            }
            throw new LogException(
                    Reason.UNAVAILABLE,
                    "the log did not answer: " + e.getCause(),
                    e.getCause() == null ? e : e.getCause());
        }
    }

    public Reason reason() {
        return reason;
    }
}
