package io.roomlog.deploy.bench.wire;

import java.nio.ByteBuffer;

/// Finds a server's frames (RFC 6455, section 5.2) in what has been read: whole messages, unmasked, many to a read.
public final class ServerFrames {
    /// What [#parse] returns for bytes that no server may send to this client.
    public static final int MALFORMED = -1;

    private static final int FINAL = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private ServerFrames() {}

    /// Gets each message as the range of the buffer that its payload is in.
    public interface Sink {
        /// A text.
        void text(ByteBuffer buffer, int from, int to);

        /// Any other frame.
        ///
        /// @param opcode as in RFC 6455, section 5.2
        void other(int opcode, ByteBuffer buffer, int from, int to);
    }

    /// Hands over the whole frames from index `from` on.
    ///
    /// @param to behind the last byte that there is
    /// @return the index behind the last whole frame, or [#MALFORMED] for one that is masked, a fragment, or larger
    ///     than any array
    public static int parse(ByteBuffer buffer, int from, int to, Sink sink) {
        int at = from;
        while (to - at >= 2) {
            int first = buffer.get(at) & 0xff;
            int length = buffer.get(at + 1);
            int payload = at + 2;
            if (length < 0 || first < FINAL || (first & 0x0f) == 0) {
                return MALFORMED;
            }
            if (length == LENGTH_16) {
                payload = at + 4;
                if (payload > to) {
                    break;
                }
                length = buffer.getShort(at + 2) & 0xffff;
            } else if (length == LENGTH_64) {
                payload = at + 10;
                if (payload > to) {
                    break;
                }
                long exact = buffer.getLong(at + 2);
                if (exact < 0 || exact > Integer.MAX_VALUE - 16) {
                    return MALFORMED;
                }
                length = (int) exact;
            }
            if (length > to - payload) {
                break;
            }
            at = payload + length;
            if (first == (FINAL | ClientFrame.TEXT)) {
                sink.text(buffer, payload, at);
            } else {
                sink.other(first & 0x0f, buffer, payload, at);
            }
        }
        return at;
    }
}
