package io.roomlog.router.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.Map;

/// JSON on both ways of the API.
final class Json {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private Json() {}

    /// Reads a question.
    static <T> T read(byte[] body, Class<T> type) {
        try {
            T read = MAPPER.readValue(body, type);
            if (read != null) {
                return read;
            }
        } catch (IOException e) {
            // told below
        }
        throw QueryException.senseless("the body is no such question");
    }

    /// Reads what another router has of each partition.
    static <T> Map<Integer, T> readParts(byte[] body, TypeReference<Map<Integer, T>> type) {
        try {
            return MAPPER.readValue(body, type);
        } catch (IOException e) {
            return Map.of();
        }
    }

    static void send(ServerResponse response, Object answer) {
        try {
            sendEncoded(response, MAPPER.writeValueAsBytes(answer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer is always JSON", e);
        }
    }

    static void sendEncoded(ServerResponse response, byte[] answer) {
        response.header(HeaderValues.CONTENT_TYPE_JSON);
        response.send(answer);
    }
}
