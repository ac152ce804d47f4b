package io.roomlog.common.cursor;

import java.util.Optional;
import java.util.OptionalLong;

/// What a client sends back to say where it is: Socket.IO's `offset`, `since`, `before` and `after`,
/// `Last-Event-ID`.
///
/// Its text is `head.vector`, each in base64url by itself, because sockets of the same partitions share the vector
/// and not the head. It says what lies before it on the wire and no more; it is no permission, and nothing in it is
/// trusted.
///
/// @param head epochs, and the pointer to the session
/// @param vector the next offset for each partition
public record Cursor(CursorHead head, PositionVector vector) {
    /// The longest text that is looked at, in characters.
    public static final int MAX_LENGTH = 65_536;

    /// The first offset in a partition that does not lie before it, if the vector covers the partition. What
    /// follows it begins at the vector's next offset; a message lies neither before nor behind itself.
    public OptionalLong before(int origin, int partition) {
        OptionalLong next = vector.next(origin, partition);
        return head.message() && origin == 0 && next.isPresent()
                ? OptionalLong.of(Math.max(0, next.getAsLong() - 1))
                : next;
    }

    /// The opaque text.
    public String encode() {
        return head.encode() + '.' + vector.encode();
    }

    /// Reads a client's text; empty where it is none of ours.
    public static Optional<Cursor> decode(String text) {
        int dot = text.indexOf('.');
        if (dot < 0 || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return CursorHead.decode(text.substring(0, dot))
                .flatMap(head -> PositionVector.decode(
                                text.substring(dot + 1), head.epochs().size())
                        .map(vector -> new Cursor(head, vector)));
    }
}
