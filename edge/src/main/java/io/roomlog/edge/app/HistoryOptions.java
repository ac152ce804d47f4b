package io.roomlog.edge.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.edge.history.RoomHistory;
import java.math.BigDecimal;
import java.util.Optional;

/// The options of `history`.
///
/// @param before what the messages wanted come before; empty, with `after` too, for the newest
/// @param after what the messages wanted come after
/// @param limit most messages, 1 to [RoomHistory#MAX_MESSAGES]
record HistoryOptions(Optional<String> before, Optional<String> after, int limit) {
    private static final int DEFAULT_LIMIT = 100;
    private static final BigDecimal MOST = BigDecimal.valueOf(RoomHistory.MAX_MESSAGES);

    /// Reads them: an object with `before` or `after`, and `limit`; null, or nothing at all, stands for `{}`.
    static HistoryOptions of(JsonNode options) throws VerbException {
        if (isAbsent(options)) {
            return new HistoryOptions(Optional.empty(), Optional.empty(), DEFAULT_LIMIT);
        }
        if (!options.isObject()) {
            throw VerbException.invalid("the options of history are an object");
        }
        Optional<String> before = offset(options, "before");
        Optional<String> after = offset(options, "after");
        if (before.isPresent() && after.isPresent()) {
            throw VerbException.invalid("before and after do not go together");
        }
        return new HistoryOptions(before, after, count(options, "limit", 1, DEFAULT_LIMIT));
    }

    static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    /// A field that is an offset, if it is there.
    static Optional<String> offset(JsonNode options, String field) throws VerbException {
        JsonNode value = options.path(field);
        if (isAbsent(value)) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw VerbException.invalid(field + " must be an offset, which is a string");
        }
        return Optional.of(value.textValue());
    }

    /// A field that is a number of messages; above what an answer may hold it stands for that.
    static int count(JsonNode options, String field, int least, int fallback) throws VerbException {
        JsonNode value = options.path(field);
        if (isAbsent(value)) {
            return fallback;
        }
        if (!value.isIntegralNumber() || value.decimalValue().compareTo(BigDecimal.valueOf(least)) < 0) {
            throw VerbException.invalid(field + " must be a whole number of messages, " + least + " or more");
        }
        return value.decimalValue().min(MOST).intValue();
    }
}
