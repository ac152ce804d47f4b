package io.roomlog.common.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.roomlog.common.cursor.Epoch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Session records as JSON in UTF-8, in a form that is always the same bytes.
final class SessionJson {
    private static final String EPOCHS = "epochs";
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private SessionJson() {}

    /// What was read.
    ///
    /// @param epochs what its places count in, by origin; none where that is its writer's region alone
    record Read(SessionRecord session, List<Epoch> epochs) {}

    static byte[] write(SessionRecord record, List<Epoch> epochs) {
        try {
            return JSON.writeValueAsBytes(fields(record, epochs));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a session record is always JSON", e);
        }
    }

    private static Map<String, Object> fields(SessionRecord record, List<Epoch> epochs) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("generation", record.generation());
        if (record.claim() != null) {
            fields.put("claim", record.claim());
        }
        fields.put("holder", record.holder());
        fields.put("announced", record.announced());
        fields.put("sid", record.sid());
        fields.put("user", record.user());
        fields.put("namespace", record.namespace());
        fields.put("ended", record.ended());
        fields.put("rooms", new TreeMap<>(record.rooms()));
        if (!record.placed().isEmpty()) {
            fields.put("placed", new TreeSet<>(record.placed()));
        }
        if (!record.left().isEmpty()) {
            fields.put("left", record.left());
        }
        fields.put("controls", new TreeMap<>(record.controls()));
        if (record.data() != null) {
            fields.put("data", record.data());
        }
        if (epochs.size() > 1) {
            fields.put(
                    EPOCHS,
                    epochs.stream()
                            .map(epoch -> Long.toHexString(epoch.value()))
                            .toList());
        }
        return fields;
    }

    /// Empty where it is none.
    static Optional<Read> read(byte @Nullable [] value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            JsonNode tree = JSON.readTree(value);
            SessionRecord record = JSON.treeToValue(tree, SessionRecord.class);
            boolean whole = record != null
                    && record.sid() != null
                    && record.user() != null
                    && record.namespace() != null
                    && record.left().stream()
                            .allMatch(stay -> stay.room() != null && stay.from() != null && stay.until() != null);
            return whole ? Optional.of(new Read(record, epochs(tree))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<Epoch> epochs(JsonNode tree) {
        List<Epoch> epochs = new ArrayList<>();
        try {
            for (JsonNode epoch : tree.path(EPOCHS)) {
                epochs.add(new Epoch(Long.parseLong(epoch.asText(), 16)));
            }
        } catch (IllegalArgumentException e) {
            return List.of(); // nobody but edges writes them
        }
        return epochs;
    }
}
