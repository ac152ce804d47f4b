package io.roomlog.edge.app;

import com.fasterxml.jackson.databind.JsonNode;

/// The options of `join`.
final class JoinOptions {
    private JoinOptions() {}

    /// Checks them: an object; a past (`history` above 0, or `since`) cannot be had yet.
    static void check(JsonNode options) throws VerbException {
        if (!options.isObject()) {
            throw VerbException.invalid("the options of join are an object");
        }
        JsonNode history = options.get("history");
        if (history != null && !history.isNull()) {
            if (!history.canConvertToInt() || !history.isIntegralNumber() || history.intValue() < 0) {
                throw VerbException.invalid("history is a number of messages");
            }
            if (history.intValue() > 0) {
                throw new VerbException(ErrorCode.UNAVAILABLE, "history is not available on this edge");
            }
        }
        JsonNode since = options.get("since");
        if (since != null && !since.isNull()) {
            if (!since.isTextual()) {
                throw VerbException.invalid("since is an offset");
            }
            throw new VerbException(ErrorCode.UNAVAILABLE, "history is not available on this edge");
        }
    }
}
