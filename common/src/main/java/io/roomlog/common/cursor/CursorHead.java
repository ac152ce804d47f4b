package io.roomlog.common.cursor;

import java.util.List;
import java.util.Optional;

/// A cursor's first part: what belongs to one socket alone.
///
/// @param epochs one for each origin region that the vector counts in, 1 to 15
/// @param session where the socket's session record lies; empty in the offset of a single message or place
/// @param message whether it stands for one message, the last before the vector's position in the first of the
///     origins, and has no session; otherwise it stands for a place between messages
public record CursorHead(List<Epoch> epochs, Optional<SessionPointer> session, boolean message) {
    static final int MAX_ORIGINS = 16;
    private static final int VERSION = 1;
    private static final int MESSAGE = 8;

    public CursorHead {
        epochs = List.copyOf(epochs);
        if (epochs.isEmpty() || epochs.size() >= MAX_ORIGINS) {
            throw new IllegalArgumentException("a cursor has 1 to 15 epochs, not " + epochs.size());
        }
        if (message && session.isPresent()) {
            throw new IllegalArgumentException("a message has no session");
        }
    }

    /// The head of a place.
    public CursorHead(List<Epoch> epochs, Optional<SessionPointer> session) {
        this(epochs, session, false);
    }

    /// The head of one message.
    ///
    /// @param epochs first that of the origin which the message is from
    public static CursorHead ofMessage(List<Epoch> epochs) {
        return new CursorHead(epochs, Optional.empty(), true);
    }

    /// The head in base64url.
    public String encode() {
        VarintWriter out = new VarintWriter();
        out.octet((message ? VERSION | MESSAGE : VERSION) << 4 | epochs.size());
        for (Epoch epoch : epochs) {
            for (int shift = 8 * (Epoch.BYTES - 1); shift >= 0; shift -= 8) {
                out.octet((int) (epoch.value() >>> shift) & 0xFF);
            }
        }
        session.ifPresent(pointer -> {
            out.varint(pointer.origin());
            out.varint(pointer.partition());
            out.varint(pointer.offset());
        });
        return out.base64url();
    }

    static Optional<CursorHead> decode(String text) {
        VarintReader in = VarintReader.base64url(text);
        int first = in.octet();
        int count = first & 0xF;
        boolean message = (first >>> 4 & MESSAGE) != 0;
        if ((first >>> 4 & ~MESSAGE) != VERSION || count == 0) {
            return Optional.empty();
        }
        Epoch[] epochs = new Epoch[count];
        for (int i = 0; i < count; i++) {
            long value = 0;
            for (int b = 0; b < Epoch.BYTES; b++) {
                value = value << 8 | in.octet();
            }
            epochs[i] = new Epoch(in.failed() ? 0 : value);
        }
        Optional<SessionPointer> session = Optional.empty();
        if (!in.failed() && !in.atEnd()) {
            long origin = in.varint();
            long partition = in.varint();
            long offset = in.varint();
            if (in.failed() || origin >= count || partition > Integer.MAX_VALUE) {
                return Optional.empty();
            }
            session = Optional.of(new SessionPointer((int) origin, (int) partition, offset));
        }
        return in.complete() && !(message && session.isPresent())
                ? Optional.of(new CursorHead(List.of(epochs), session, message))
                : Optional.empty();
    }
}
