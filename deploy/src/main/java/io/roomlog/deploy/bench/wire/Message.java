package io.roomlog.deploy.bench.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntConsumer;

/// What the bench publishes: an event `b` with one string, in which a stream's number, a sequence number within it
/// and a time stand at fixed places, in letters of 4 bits each (`@` to `O`), and filler behind.
///
/// ```
/// 42["b","SSSSSSSSNNNNNNNNTTTTTTTTTTTTTTTTxxx..."]            as delivered; an offset may stand before the bracket
/// ```
public final class Message {
    /// The least bytes of an event as delivered, without an offset.
    public static final int LEAST = 8 + 32 + 2;

    /// Where the fields begin in the event as delivered.
    private static final int FIELDS = 8;

    private static final int FIELD_BYTES = 32;
    private static final long START =
            ByteBuffer.wrap("42[\"b\",\"".getBytes(StandardCharsets.US_ASCII)).getLong();
    private static final int ARGUMENTS_BYTES = 9;
    private static final long ARGUMENTS =
            ByteBuffer.wrap("\"args\":[\"".getBytes(StandardCharsets.US_ASCII)).getLong();
    private static final long NIBBLES = 0x0f0f0f0f_0f0f0f0fL;
    private static final long LETTERS = 0x40404040_40404040L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Message() {}

    /// The string of an event that as delivered has so many bytes, its fields empty.
    ///
    /// @param delivered at least [#LEAST]
    public static String blank(int delivered) {
        byte[] text = new byte[delivered - FIELDS - 2];
        Arrays.fill(text, (byte) 'x');
        Arrays.fill(text, 0, FIELD_BYTES, (byte) '@');
        return new String(text, StandardCharsets.US_ASCII);
    }

    /// Writes the fields of a string that begins at index `at`.
    public static void fill(byte[] dest, int at, int stream, int sequence, long nanos) {
        LONGS.set(dest, at, letters(stream));
        LONGS.set(dest, at + 8, letters(sequence));
        LONGS.set(dest, at + 16, letters((int) (nanos >>> Integer.SIZE)));
        LONGS.set(dest, at + 24, letters((int) nanos));
    }

    /// Whether a text is a message, as delivered. The buffer is in big-endian order, here and below.
    public static boolean is(ByteBuffer buffer, int from, int to) {
        return to - from >= LEAST && buffer.getLong(from) == START;
    }

    public static int stream(ByteBuffer buffer, int from) {
        return number(buffer, from + FIELDS);
    }

    public static int sequence(ByteBuffer buffer, int from) {
        return number(buffer, from + FIELDS + 8);
    }

    public static long nanos(ByteBuffer buffer, int from) {
        return ((long) number(buffer, from + FIELDS + 16) << Integer.SIZE)
                | (number(buffer, from + FIELDS + 24) & 0xffff_ffffL);
    }

    /// Finds the messages of a history in an ack, oldest first, and tells their sequence numbers.
    ///
    /// @return how many there are
    public static int each(ByteBuffer buffer, int from, int to, IntConsumer sequences) {
        int count = 0;
        for (int at = from; at + ARGUMENTS_BYTES + FIELD_BYTES <= to; at++) {
            if (buffer.get(at) == '"' && buffer.getLong(at) == ARGUMENTS && buffer.get(at + 8) == '"') {
                sequences.accept(number(buffer, at + ARGUMENTS_BYTES + 8));
                count++;
                at += FIELD_BYTES;
            }
        }
        return count;
    }

    private static int number(ByteBuffer buffer, int at) {
        return (int) Long.compress(buffer.getLong(at), NIBBLES);
    }

    private static long letters(int number) {
        return Long.expand(number & 0xffff_ffffL, NIBBLES) | LETTERS;
    }
}
