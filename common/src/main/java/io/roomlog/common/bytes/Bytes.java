package io.roomlog.common.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An immutable view of a part of a byte array, equal to any view of the same content.
///
/// Nothing is copied on the way in or by slicing: whoever makes a view gives up writing to the array.
public final class Bytes {
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private final byte[] array;
    private final int offset;
    private final int length;

    private Bytes(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /// The whole of `array`, not copied.
    public static Bytes of(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
    }

    /// The bytes `from` (inclusive) to `to` (exclusive) of `array`, not copied.
    public static Bytes of(byte[] array, int from, int to) {
        Objects.checkFromToIndex(from, to, array.length);
        return from == to ? EMPTY : new Bytes(array, from, to - from);
    }

    /// `text` in UTF-8; what UTF-8 cannot say (a lone surrogate) becomes `?`.
    public static Bytes utf8(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    public byte at(int index) {
        return array[offset + Objects.checkIndex(index, length)];
    }

    public Bytes slice(int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        return from == 0 && to == length ? this : of(array, offset + from, offset + to);
    }

    public Bytes slice(int from) {
        return slice(from, length);
    }

    /// The backing array, for reading only: this view is [#length] bytes of it from [#offset].
    public byte[] array() {
        return array;
    }

    public int offset() {
        return offset;
    }

    /// A copy of the content.
    public byte[] toArray() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /// The content read as UTF-8; malformed sequences become U+FFFD.
    public String utf8() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }

    /// Copies the content to `dest` from index `at` on.
    public void copyTo(byte[] dest, int at) {
        System.arraycopy(array, offset, dest, at, length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Bytes that
                        && Arrays.equals(
                                array, offset, offset + length, that.array, that.offset, that.offset + that.length));
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    /// The length alone: payloads do not belong in logs.
    @Override
    public String toString() {
        return "Bytes[" + length + "]";
    }
}
