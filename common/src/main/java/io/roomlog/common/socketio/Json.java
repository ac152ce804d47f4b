package io.roomlog.common.socketio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.bytes.Utf8Check;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The one Jackson mapper, set up for JSON of strangers: strict, UTF-8 only, at most [#MAX_DEPTH] deep.
public final class Json {
    /// Arrays and objects within each other, the outermost included; reading and writing refuse more.
    public static final int MAX_DEPTH = 512;

    private static final ObjectMapper MAPPER = new ObjectMapper(factory(MAX_DEPTH))
            .registerModule(new SimpleModule()
                    .addSerializer(Bytes.class, new BytesAsBinary())
                    .addSerializer(Arguments.class, new ArgumentsAsArray()));
    private static final JsonFactory READING_WRITTEN = factory(2 * MAX_DEPTH);

    private Json() {}

    private static JsonFactory factory(int readDepth) {
        return new JsonFactoryBuilder()
                // not for each thread: there is a virtual one for each connection
                .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(readDepth)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build())
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                .build();
    }

    /// The mapper; not to be configured further.
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /// Whether `json` is one JSON object and nothing else.
    public static boolean isObject(Bytes json) {
        return isValue(json, JsonToken.START_OBJECT);
    }

    /// Whether `json` is one JSON string and nothing else.
    public static boolean isString(Bytes json) {
        return isValue(json, JsonToken.VALUE_STRING);
    }

    /// Whether Jackson will take `json` for UTF-8, and rightly so. It guesses the encoding from a byte order mark
    /// or a NUL among the first four bytes, neither of which JSON in UTF-8 can begin with, and it does not look at
    /// what multi-byte sequences stand for, while a browser that gets a wrong one drops the connection.
    static boolean isUtf8(Bytes json) {
        for (int i = 0; i < Math.min(4, json.length()); i++) {
            if (json.at(i) == 0) {
                return false;
            }
        }
        return !json.isEmpty() && json.at(0) > 0 && Utf8Check.isUtf8(json);
    }

    /// How JSON of strangers is read.
    static JsonFactory reading() {
        return MAPPER.getFactory();
    }

    /// How JSON of our own is read that holds some of strangers: twice as deep.
    static JsonFactory readingWritten() {
        return READING_WRITTEN;
    }

    /// A parser of `json`, whose locations count from the beginning of the view.
    static JsonParser parser(JsonFactory reading, Bytes json) throws IOException {
        return reading.createParser(json.array(), json.offset(), json.length());
    }

    /// The tree of JSON that has been checked before.
    static JsonNode tree(Bytes checked) {
        try {
            return MAPPER.readTree(checked.array(), checked.offset(), checked.length());
        } catch (IOException e) {
            throw new UncheckedIOException("checked JSON of " + checked.length() + " bytes cannot be read", e);
        }
    }

    /// The text of a JSON string that has been checked before.
    static String text(Bytes checked) {
        for (int i = 1; i < checked.length() - 1; i++) {
            if (checked.at(i) == '\\') {
                return tree(checked).textValue();
            }
        }
        return checked.slice(1, checked.length() - 1).utf8();
    }

    private static boolean isValue(Bytes json, JsonToken first) {
        if (!isUtf8(json)) {
            return false;
        }
        try (JsonParser parser = parser(reading(), json)) {
            if (parser.nextToken() != first) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static final class BytesAsBinary extends JsonSerializer<Bytes> {
        @Override
        public void serialize(Bytes value, JsonGenerator generator, SerializerProvider serializers) throws IOException {
            generator.writeBinary(value.array(), value.offset(), value.length());
        }
    }

    private static final class ArgumentsAsArray extends JsonSerializer<Arguments> {
        @Override
        public void serialize(Arguments value, JsonGenerator generator, SerializerProvider serializers)
                throws IOException {
            if (generator instanceof PlaceholderGenerator own) {
                own.writeArguments(value);
            } else {
                throw new JsonGenerationException("arguments can be written among arguments only", generator);
            }
        }
    }
}
