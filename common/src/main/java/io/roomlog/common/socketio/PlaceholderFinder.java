package io.roomlog.common.socketio;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.roomlog.common.bytes.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Where the placeholders of checked arguments stand, as a stock client sees them: objects whose `_placeholder` is
/// true.
final class PlaceholderFinder {
    private static final int NONE = -1;

    private final JsonParser parser;
    private final SortedMap<Integer, Integer> numbers = new TreeMap<>();
    private boolean any;

    private PlaceholderFinder(JsonParser parser) {
        this.parser = parser;
    }

    /// Whether there is one, whatever it points to.
    static boolean findsAny(Bytes array) {
        String text = array.utf8();
        return (text.contains(Placeholders.MARK) || text.contains("\\u")) && find(array).any;
    }

    /// The arguments' array with a number added to that of each placeholder.
    static Bytes renumbered(Arguments arguments, int added) {
        Bytes array = arguments.raw();
        if (added == 0 || arguments.attachments().isEmpty()) {
            return array;
        }
        StringBuilder text = new StringBuilder(array.length() + 16);
        int at = 0;
        for (Map.Entry<Integer, Integer> range : find(array).numbers.entrySet()) {
            Bytes number = array.slice(range.getKey(), range.getValue());
            text.append(latin(array.slice(at, range.getKey()))).append(Integer.parseInt(latin(number)) + added);
            at = range.getValue();
        }
        text.append(latin(array.slice(at)));
        return Bytes.of(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /// One character for each byte, so that positions stay what they are.
    private static String latin(Bytes bytes) {
        return new String(bytes.array(), bytes.offset(), bytes.length(), StandardCharsets.ISO_8859_1);
    }

    private static PlaceholderFinder find(Bytes array) {
        try (JsonParser parser = Json.parser(Json.reading(), array)) {
            PlaceholderFinder finder = new PlaceholderFinder(parser);
            parser.nextToken();
            finder.inValue();
            return finder;
        } catch (IOException e) {
            throw new UncheckedIOException("checked JSON of " + array.length() + " bytes cannot be read", e);
        }
    }

    private void inValue() throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> inObject();
            case START_ARRAY -> {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    inValue();
                }
            }
            default -> parser.finishToken();
        }
    }

    /// Of a key that stands twice the last value counts, as in JavaScript.
    private void inObject() throws IOException {
        boolean placeholder = false;
        int from = NONE;
        int to = NONE;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            int start = (int) parser.currentTokenLocation().getByteOffset();
            inValue();
            if (name.equals(Placeholders.MARK)) {
                placeholder = value == JsonToken.VALUE_TRUE;
            } else if (name.equals(Placeholders.NUMBER)) {
                from = value == JsonToken.VALUE_NUMBER_INT ? start : NONE;
                to = (int) parser.currentLocation().getByteOffset();
            }
        }
        any |= placeholder;
        if (placeholder && from != NONE) {
            numbers.put(from, to);
        }
    }
}
