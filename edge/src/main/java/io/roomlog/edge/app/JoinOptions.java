package io.roomlog.edge.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/// The options of `join`.
///
/// @param history how many of the last messages are wanted; 0 for none
/// @param since what the messages wanted come after; empty where they are not
record JoinOptions(int history, Optional<String> since) {
    static final JoinOptions NONE = new JoinOptions(0, Optional.empty());

    /// Reads them: an object with `history` or `since`; null, or nothing at all, stands for none.
    static JoinOptions of(JsonNode options) throws VerbException {
        if (HistoryOptions.isAbsent(options)) {
            return NONE;
        }
        if (!options.isObject()) {
            throw VerbException.invalid("the options of join are an object");
        }
        int history = HistoryOptions.count(options, "history", 0, 0);
        Optional<String> since = HistoryOptions.offset(options, "since");
        if (history > 0 && since.isPresent()) {
            throw VerbException.invalid("history and since do not go together");
        }
        return new JoinOptions(history, since);
    }

    boolean wantsPast() {
        return history > 0 || since.isPresent();
    }
}
