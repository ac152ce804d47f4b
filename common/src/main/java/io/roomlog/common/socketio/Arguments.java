package io.roomlog.common.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.roomlog.common.bytes.Bytes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The arguments of an event or ack: a JSON array that has been checked once, and its binary attachments.
///
/// What a client sent is passed on byte for byte. The check leaves only the range of each element behind; an
/// element becomes a tree when it is asked for, and numbers or strings are never written again. Immutable.
public final class Arguments implements Parsed {
    public static final Arguments EMPTY = new Arguments(Bytes.utf8("[]"), new int[0], List.of());

    private final Bytes array;
    private final int[] ranges;
    private final List<Bytes> attachments;

    /// `array` from bracket to bracket; `ranges` holds start and end of each element in it.
    Arguments(Bytes array, int[] ranges, List<Bytes> attachments) {
        this.array = array;
        this.ranges = ranges;
        this.attachments = attachments;
    }

    /// Checks that `array` is one JSON array (RFC 8259, UTF-8) and nothing else but white space around it, at most
    /// [Json#MAX_DEPTH] deep, no number longer than 1000 characters, no lone surrogate in a key, and that with
    /// attachments every placeholder points to one of them. Without attachments a placeholder is an object like any
    /// other.
    public static Parsed parse(Bytes array, List<Bytes> attachments) {
        return ArgumentsParser.parse(array, attachments);
    }

    /// Writes values as JSON without spaces: strings, numbers, booleans, null, maps, lists, records, [JsonNode].
    /// `byte[]`, [Bytes] and Jackson's `BinaryNode`, at any depth, become attachments, and are not copied.
    /// Arguments among the values become arrays, byte for byte as they are but for the numbers of their
    /// placeholders, and may be [Json#MAX_DEPTH] deep by themselves.
    ///
    /// @throws IllegalArgumentException for what JSON cannot say (NaN, infinity), what [#parse] would refuse,
    ///     more than [SocketCodec#MAX_ATTACHMENTS] attachments, and arguments that [#mimicBinary] where there are
    ///     attachments
    public static Arguments of(@Nullable Object... values) {
        return ArgumentsWriter.write(values);
    }

    public int size() {
        return ranges.length / 2;
    }

    /// The whole array as it came, from bracket to bracket.
    public Bytes raw() {
        return array;
    }

    /// Element `index` as it came.
    ///
    /// @throws IndexOutOfBoundsException if there is none
    public Bytes raw(int index) {
        Objects.checkIndex(index, size());
        return array.slice(ranges[2 * index], ranges[2 * index + 1]);
    }

    /// Element `index` as a tree, placeholders replaced by `BinaryNode`s; a `MissingNode` if there is no such
    /// element.
    public JsonNode get(int index) {
        if (index < 0 || index >= size()) {
            return MissingNode.getInstance();
        }
        JsonNode tree = Json.tree(raw(index));
        return attachments.isEmpty() ? tree : Placeholders.resolve(tree, attachments);
    }

    /// Element `index` if it exists and is a string.
    public Optional<String> string(int index) {
        return index >= 0 && index < size() && raw(index).at(0) == '"'
                ? Optional.of(Json.text(raw(index)))
                : Optional.empty();
    }

    /// Whether element `index` exists and is an object.
    public boolean isObject(int index) {
        return index >= 0 && index < size() && raw(index).at(0) == '{';
    }

    /// The elements from `index` on as an array of their own, with all attachments, since placeholders count in
    /// them.
    public Arguments from(int index) {
        if (index == 0) {
            return this;
        }
        if (index >= size()) {
            return EMPTY;
        }
        return around(Bytes.EMPTY, index);
    }

    /// `first` as a string, then these elements.
    public Arguments prepend(String first) {
        return around(of(first).raw(0), 0);
    }

    public List<Bytes> attachments() {
        return attachments;
    }

    /// Whether an object in it looks like a placeholder although there are no attachments. In a packet that has some,
    /// a stock client would take it for one, or drop its connection.
    public boolean mimicBinary() {
        return attachments.isEmpty() && PlaceholderFinder.findsAny(array);
    }

    /// An array of `first` (unless empty) and the elements from `index` on.
    private Arguments around(Bytes first, int index) {
        boolean withFirst = !first.isEmpty();
        int kept = size() - index;
        Bytes rest = kept == 0 ? Bytes.EMPTY : array.slice(ranges[2 * index], ranges[ranges.length - 1]);
        int restAt = 1 + first.length() + (withFirst && kept > 0 ? 1 : 0);
        byte[] bytes = new byte[restAt + rest.length() + 1];
        bytes[restAt - 1] = ',';
        bytes[0] = '[';
        first.copyTo(bytes, 1);
        rest.copyTo(bytes, restAt);
        bytes[bytes.length - 1] = ']';

        int[] moved = new int[2 * (kept + (withFirst ? 1 : 0))];
        int at = 0;
        if (withFirst) {
            moved[at++] = 1;
            moved[at++] = 1 + first.length();
        }
        for (int i = 2 * index; i < ranges.length; i++) {
            moved[at++] = ranges[i] - ranges[2 * index] + restAt;
        }
        return new Arguments(Bytes.of(bytes), moved, attachments);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Arguments that && array.equals(that.array) && attachments.equals(that.attachments);
    }

    @Override
    public int hashCode() {
        return Objects.hash(array, attachments);
    }

    /// Sizes only: payloads do not belong in logs.
    @Override
    public String toString() {
        return "Arguments[size=" + size() + ", bytes=" + array.length() + ", attachments=" + attachments.size() + "]";
    }
}
