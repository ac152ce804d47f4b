package io.roomlog.edge.history;

import io.roomlog.common.socketio.Arguments;
import org.jspecify.annotations.Nullable;

/// A published event of the past, as clients get it.
///
/// @param event its name
/// @param args what came behind the name, byte for byte as it was published
/// @param user who published it; null where a back end did that said nobody
/// @param id its idempotency key; null where a back end published it without one
/// @param ts milliseconds since 1970, as the log stamped it
/// @param offset stands for this message: what follows it is `after` this, what precedes it `before` this
public record HistoryMessage(
        String event,
        Arguments args,
        @Nullable String user,
        @Nullable String id,
        long ts,
        String offset) {}
