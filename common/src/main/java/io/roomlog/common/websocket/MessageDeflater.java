package io.roomlog.common.websocket;

import io.roomlog.common.bytes.Bytes;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.Deflater;

/// Compresses messages for permessage-deflate (RFC 7692, section 7.2.1), each by itself.
///
/// What is compressed ends with the beginning of a stored block. So it can stand for a whole message, in which that
/// block is empty and its length left out as the RFC has it; or for the beginning of one, of which the rest goes into
/// that block as it is. The same beginning is then compressed once for many messages.
public final class MessageDeflater {
    /// The longest rest of a message that can be stored behind its compressed beginning.
    public static final int MAX_STORED = 0xffff;

    /// What stored bytes cost: their length, and the beginning of the empty block that ends the message.
    public static final int STORED_OVERHEAD = 5;

    /// What stands behind stored bytes, at the message's end.
    public static final byte STORED_END = 0;

    private static final int LENGTH_BYTES = 4;

    private MessageDeflater() {}

    /// Compresses a message, or the beginning of one.
    ///
    /// @return empty if it does not become shorter
    public static Optional<Bytes> deflate(Bytes data) {
        byte[] out = new byte[data.length()];
        int length;
        try (var deflater = new Deflater(Deflater.BEST_SPEED, true)) {
            deflater.setInput(data.array(), data.offset(), data.length());
            length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        }
        // an array that is full may be missing something
        return length == out.length
                ? Optional.empty()
                : Optional.of(Bytes.of(Arrays.copyOf(out, length - LENGTH_BYTES)));
    }

    /// Writes to `dest` from index `at` on what stands between a compressed beginning and `length` bytes stored behind
    /// it.
    ///
    /// @return the index behind it
    public static int writeStoredLength(byte[] dest, int at, int length) {
        dest[at] = (byte) length;
        dest[at + 1] = (byte) (length >>> Byte.SIZE);
        dest[at + 2] = (byte) ~length;
        dest[at + 3] = (byte) (~length >>> Byte.SIZE);
        return at + LENGTH_BYTES;
    }
}
