package io.roomlog.edge.engineio;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.edge.outbound.Outbound;
import org.jspecify.annotations.Nullable;

/// What gets a session's messages, one after the other. Calls come from the threads that read from the client; they
/// may wait for room, never for work to be done.
public interface EngineListener {
    void onText(Bytes text);

    void onBinary(Bytes data);

    /// What the client is to be told when the session is ended for a reason, in place of all that is queued.
    ///
    /// @return null for nothing; the queue goes out first then
    default @Nullable Outbound lastWords(CloseReason reason) {
        return null;
    }

    /// Whose session it is, for logs: `key=value` pairs that hold no blanks and nothing secret.
    default String who() {
        return "";
    }

    /// The session has ended; once. Must not block.
    void onClose(CloseReason reason);
}
