package io.roomlog.router.query;

import io.helidon.http.Status;

/// A question that has no answer. The message is for who has asked.
final class QueryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Status status;

    private QueryException(Status status, String message) {
        super(message);
        this.status = status;
    }

    /// It makes no sense.
    static QueryException senseless(String message) {
        return new QueryException(Status.BAD_REQUEST_400, message);
    }

    /// What it is about is not here, or nowhere, at the moment.
    static QueryException unavailable(String message) {
        return new QueryException(Status.SERVICE_UNAVAILABLE_503, message);
    }

    Status status() {
        return status;
    }
}
