package io.roomlog.common.websocket;

import io.roomlog.common.bytes.Bytes;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Restores messages that were compressed for permessage-deflate (RFC 7692, section 7.2.2), each by itself.
final class MessageInflater {
    /// What a sender leaves out at the end of a message, and an empty last block: only where all before it was whole
    /// does a reader come to the end of that.
    private static final byte[] END = {0, 0, (byte) 0xff, (byte) 0xff, 3, 0};

    private static final int FIRST_GUESS = 4;

    private MessageInflater() {}

    /// What a message has been restored to.
    sealed interface Inflated {
        /// The message.
        record Whole(Bytes data) implements Inflated {}

        /// A message longer than allowed, of which no more was restored.
        record TooLong() implements Inflated {}

        /// No compressed message.
        record Malformed() implements Inflated {}
    }

    /// The most bytes that a message of `length` can take in its compressed form, by senders that do not waste any.
    static int longestCompressed(int length) {
        return (int) Math.min(Integer.MAX_VALUE - END.length, (long) length + (length >>> 10) + 64);
    }

    /// Restores a message. Takes memory for what there is, to twice that at most, and no more than `maxBytes` and one.
    static Inflated inflate(Bytes compressed, int maxBytes) {
        byte[] in = new byte[compressed.length() + END.length];
        compressed.copyTo(in, 0);
        System.arraycopy(END, 0, in, compressed.length(), END.length);
        try (var inflater = new Inflater(true)) {
            return inflate(inflater, in, maxBytes);
        } catch (DataFormatException e) {
            return new Inflated.Malformed();
        }
    }

    private static Inflated inflate(Inflater inflater, byte[] in, int maxBytes) throws DataFormatException {
        long most = maxBytes + 1L;
        byte[] out = new byte[(int) Math.min(most, (long) FIRST_GUESS * in.length)];
        int length = 0;
        inflater.setInput(in);
        while (length <= maxBytes) {
            if (length == out.length) {
                out = Arrays.copyOf(out, (int) Math.min(most, 2L * length));
            }
            int came = inflater.inflate(out, length, out.length - length);
            length += came;
            if (inflater.finished()) {
                int left = inflater.getRemaining();
                if (left == 0) {
                    return length > maxBytes ? new Inflated.TooLong() : new Inflated.Whole(Bytes.of(out, 0, length));
                }
                // a block said that it was the last, and more follow (section 7.2.3.4)
                inflater.reset();
                inflater.setInput(in, in.length - left, left);
            } else if (came == 0) {
                return new Inflated.Malformed();
            }
        }
        return new Inflated.TooLong();
    }
}
