package io.roomlog.edge.socketio;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A socket's data as the JSON that is recorded with its session.
final class SocketData {
    private static final Logger LOG = System.getLogger(SocketData.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private SocketData() {}

    /// The data as JSON; null for none, or what cannot be JSON.
    static @Nullable JsonNode write(Map<String, Object> data) {
        if (data.isEmpty()) {
            return null;
        }
        try {
            return JSON.valueToTree(data);
        } catch (IllegalArgumentException e) {
            LOG.log(Level.WARNING, "a socket's data cannot be recorded: {0}", e.getMessage());
            return null;
        }
    }

    /// The data that was recorded, without what is null.
    static Map<String, Object> read(@Nullable JsonNode recorded) {
        if (recorded == null || !recorded.isObject()) {
            return Map.of();
        }
        Map<String, Object> data = new HashMap<>(JSON.convertValue(recorded, MAP));
        data.values().removeIf(value -> value == null);
        return data;
    }
}
