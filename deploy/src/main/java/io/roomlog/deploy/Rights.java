package io.roomlog.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.roomlog.common.config.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The claim `rooms` of a token: room patterns by action.
record Rights(Map<String, List<String>> patterns) {
    private static final Set<String> ACTIONS = Set.of("join", "publish", "history", "members");

    /// Reads it from JSON.
    ///
    /// @throws ConfigurationException if the text is not an object from known actions to arrays of strings
    static Rights parse(String json) {
        Map<String, List<String>> patterns = read(json)
                .orElseThrow(
                        () -> new ConfigurationException(
                                "rooms: must be a JSON object from actions to arrays of room patterns, as {\"join\":[\"chat:*\"]}"));
        for (String action : patterns.keySet()) {
            if (!ACTIONS.contains(action)) {
                throw new ConfigurationException(
                        "rooms: '" + action + "' is not an action; they are join, publish, history and members");
            }
        }
        return new Rights(patterns);
    }

    private static Optional<Map<String, List<String>>> read(String json) {
        try {
            return Optional.ofNullable(new ObjectMapper().readValue(json, new TypeReference<>() {}));
        } catch (JsonProcessingException malformed) {
            return Optional.empty();
        }
    }
}
