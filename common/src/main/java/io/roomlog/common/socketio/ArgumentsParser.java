package io.roomlog.common.socketio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.socketio.Parsed.Invalid;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// The check behind [Arguments#parse]: one pass of Jackson's streaming parser that notes where each element stands.
final class ArgumentsParser {
    private final JsonParser parser;
    private final Bytes array;
    private final List<Bytes> attachments;
    private int[] ranges = new int[8];
    private int used;

    private ArgumentsParser(JsonParser parser, Bytes array, List<Bytes> attachments) {
        this.parser = parser;
        this.array = array;
        this.attachments = attachments;
    }

    static Parsed parse(Bytes array, List<Bytes> attachments) {
        return parse(array, attachments, Json.reading());
    }

    /// The same for what we have written ourselves, with arguments of others in it.
    static Parsed parseWritten(Bytes array, List<Bytes> attachments) {
        return parse(array, attachments, Json.readingWritten());
    }

    private static Parsed parse(Bytes array, List<Bytes> attachments, JsonFactory reading) {
        if (attachments.size() > SocketCodec.MAX_ATTACHMENTS) {
            return new Invalid("more than " + SocketCodec.MAX_ATTACHMENTS + " attachments");
        }
        if (!Json.isUtf8(array)) {
            return new Invalid("not UTF-8");
        }
        try (JsonParser parser = Json.parser(reading, array)) {
            return new ArgumentsParser(parser, array, List.copyOf(attachments)).parse();
        } catch (JsonProcessingException e) {
            return new Invalid("not JSON at byte "
                    + (e.getLocation() == null ? -1 : e.getLocation().getByteOffset()));
        } catch (IOException e) {
            return new Invalid("not JSON");
        }
    }

    private Parsed parse() throws IOException {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            return new Invalid("not a JSON array");
        }
        int start = tokenStart();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            int from = tokenStart();
            if (!placeholdersPointToAttachments()) {
                return new Invalid("a placeholder that points to no attachment");
            }
            parser.finishToken();
            note(from - start, position() - start);
        }
        int end = position();
        if (parser.nextToken() != null) {
            return new Invalid("more than one JSON value");
        }
        return new Arguments(array.slice(start, end), Arrays.copyOf(ranges, used), attachments);
    }

    /// Consumes the value that the parser is at the beginning of.
    private boolean placeholdersPointToAttachments() throws IOException {
        if (attachments.isEmpty()) {
            parser.skipChildren();
            return true;
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> inObject();
            case START_ARRAY -> inArray();
            default -> true;
        };
    }

    private boolean inArray() throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!placeholdersPointToAttachments()) {
                return false;
            }
        }
        return true;
    }

    /// Of a key that stands twice the last value counts, as in JavaScript.
    private boolean inObject() throws IOException {
        boolean placeholder = false;
        boolean pointsToAttachment = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals(Placeholders.MARK)) {
                placeholder = value == JsonToken.VALUE_TRUE;
            } else if (name.equals(Placeholders.NUMBER)) {
                pointsToAttachment = value == JsonToken.VALUE_NUMBER_INT && isIndex();
            }
            if (!placeholdersPointToAttachments()) {
                return false;
            }
        }
        return !placeholder || pointsToAttachment;
    }

    private boolean isIndex() throws IOException {
        return parser.getNumberType() == JsonParser.NumberType.INT
                && parser.getIntValue() >= 0
                && parser.getIntValue() < attachments.size();
    }

    private void note(int from, int to) {
        if (used == ranges.length) {
            ranges = Arrays.copyOf(ranges, 2 * used);
        }
        ranges[used++] = from;
        ranges[used++] = to;
    }

    private int tokenStart() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    private int position() {
        return (int) parser.currentLocation().getByteOffset();
    }
}
