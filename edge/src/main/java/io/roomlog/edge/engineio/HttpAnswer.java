package io.roomlog.edge.engineio;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.edge.peer.PeerAnswer;

/// The answer to a polling request.
sealed interface HttpAnswer {
    /// The packets that were waiting.
    record Payload(Bytes body) implements HttpAnswer {
        static Payload of(String packet) {
            return new Payload(Bytes.utf8(packet));
        }
    }

    /// A body was taken.
    record Accepted() implements HttpAnswer {}

    /// The body is above the limit.
    record TooLarge() implements HttpAnswer {}

    /// What the edge has answered that has the session.
    record OfOwner(PeerAnswer answer) implements HttpAnswer {}

    /// The request was refused.
    record Refused(EngineError error) implements HttpAnswer {}
}
