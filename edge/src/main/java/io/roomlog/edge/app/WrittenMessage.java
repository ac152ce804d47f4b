package io.roomlog.edge.app;

import com.fasterxml.jackson.databind.util.RawValue;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.edge.history.HistoryMessage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A message of the past as JSON alone can say it: binary parts are base64, everything else as it was published.
///
/// @param args a JSON array
record WrittenMessage(
        String event,
        Object args,
        @Nullable String user,
        @Nullable String id,
        long ts,
        String offset) {
    static WrittenMessage of(HistoryMessage message) {
        return new WrittenMessage(
                message.event(), written(message.args()), message.user(), message.id(), message.ts(), message.offset());
    }

    private static Object written(Arguments args) {
        return args.attachments().isEmpty()
                ? new RawValue(args.raw().utf8())
                : IntStream.range(0, args.size()).mapToObj(args::get).toList();
    }
}
