package io.roomlog.common.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A record of the `sessions` topic: what any edge needs to take a socket over. Its key is the session's pid.
///
/// @param generation rises by one with each edge that takes the session, from 1
/// @param sid the Socket.IO id
/// @param user the token's subject
/// @param namespace the Socket.IO namespace
/// @param ended whether the session is over for good
/// @param rooms for each room the first offset, in the room's partition, that the socket is to have
/// @param data what the application keeps with the socket
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionRecord(
        long generation,
        String sid,
        String user,
        String namespace,
        boolean ended,
        Map<String, Long> rooms,
        @Nullable JsonNode data) {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    public SessionRecord {
        rooms = rooms == null ? Map.of() : Map.copyOf(rooms);
    }

    /// The same session in the hands of the next owner.
    public SessionRecord claimedAs(long newGeneration) {
        return new SessionRecord(newGeneration, sid, user, namespace, ended, rooms, data);
    }

    /// The same session, over for good.
    public SessionRecord end() {
        return new SessionRecord(generation, sid, user, namespace, true, Map.of(), null);
    }

    /// The record's value, JSON in UTF-8.
    public byte[] encode() {
        try {
            return JSON.writeValueAsBytes(
                    new SessionRecord(generation, sid, user, namespace, ended, new TreeMap<>(rooms), data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a session record is always JSON", e);
        }
    }

    /// Reads a record's value; empty where it is none.
    public static Optional<SessionRecord> decode(byte @Nullable [] value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            SessionRecord read = JSON.readValue(value, SessionRecord.class);
            boolean whole = read != null && read.sid != null && read.user != null && read.namespace != null;
            return whole ? Optional.of(read) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
