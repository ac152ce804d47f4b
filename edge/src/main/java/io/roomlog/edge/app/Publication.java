package io.roomlog.edge.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.common.socketio.EventNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What `publish` and `broadcast` ask for.
///
/// @param rooms where it goes, each once
/// @param event the event, name first, byte for byte as the client sent its arguments
/// @param id idempotency key, if the client gave one
/// @param except sids and `user:` rooms that do not get it
record Publication(List<String> rooms, Arguments event, Optional<String> id, List<String> except) {
    private static final int MAX_EVENT_LENGTH = 128;
    private static final int MAX_ID_LENGTH = 64;
    private static final int MAX_EXCEPT = 100;
    private static final int MAX_ROOMS = 100_000;
    private static final Set<String> SERVERS_OWN = Set.of("user-joined", "user-left", "gap", "closing", "error");

    /// The same for all but one more.
    ///
    /// @param sid who does not get it
    Publication without(String sid) {
        List<String> more = new ArrayList<>(except);
        more.add(sid);
        return new Publication(rooms, event, id, more);
    }

    /// The room, if it is only one.
    Optional<String> room() {
        return rooms.size() == 1 ? Optional.of(rooms.getFirst()) : Optional.empty();
    }

    /// Reads the arguments of the verb, in either form.
    static Publication of(Arguments arguments) throws VerbException {
        if (arguments.isObject(0)) {
            return ofObject(arguments.get(0));
        }
        String room = RoomNames.room(arguments, 0);
        checkEvent(arguments.string(1).orElse(null));
        return new Publication(List.of(room), arguments.from(1), Optional.empty(), List.of());
    }

    /// Reads the object form.
    static Publication ofObject(JsonNode form) throws VerbException {
        List<String> rooms = form.has("rooms") ? strings(form, "rooms") : new ArrayList<>();
        if (form.has("room")) {
            rooms.add(string(form, "room"));
        }
        if (rooms.isEmpty()) {
            throw VerbException.invalid("room or rooms is missing");
        }
        if (rooms.size() > MAX_ROOMS) {
            throw VerbException.invalid("rooms names at most " + MAX_ROOMS);
        }
        for (String room : rooms) {
            RoomNames.checked(room);
        }
        String event = string(form, "event");
        checkEvent(event);
        Arguments arguments = arguments(form).prepend(event);
        Optional<String> id = form.has("id") ? Optional.of(string(form, "id")) : Optional.empty();
        if (id.isPresent() && (id.get().isEmpty() || id.get().length() > MAX_ID_LENGTH)) {
            throw VerbException.invalid("id has 1 to 64 characters");
        }
        List<String> except = form.has("except") ? strings(form, "except") : List.of();
        if (except.size() > MAX_EXCEPT) {
            throw VerbException.invalid("except names at most " + MAX_EXCEPT);
        }
        List<String> distinct = rooms.stream().distinct().toList();
        return new Publication(distinct, arguments, id, except);
    }

    private static Arguments arguments(JsonNode form) throws VerbException {
        JsonNode args = form.get("args");
        if (args == null) {
            return Arguments.EMPTY;
        }
        if (!args.isArray()) {
            throw VerbException.invalid("args must be an array");
        }
        try {
            return Arguments.of(args.valueStream().toArray());
        } catch (IllegalArgumentException e) {
            throw VerbException.invalid("args cannot be sent: " + e.getMessage());
        }
    }

    private static void checkEvent(@Nullable String event) throws VerbException {
        if (event == null || event.isEmpty() || event.codePointCount(0, event.length()) > MAX_EVENT_LENGTH) {
            throw VerbException.invalid("the event must be a string of 1 to 128 characters");
        }
        if (EventNames.isReserved(event) || SERVERS_OWN.contains(event) || event.startsWith("$")) {
            throw VerbException.invalid("the event name " + event + " is reserved");
        }
    }

    private static String string(JsonNode form, String field) throws VerbException {
        JsonNode value = form.get(field);
        if (value == null || !value.isTextual()) {
            throw VerbException.invalid(field + " must be a string");
        }
        return value.textValue();
    }

    private static List<String> strings(JsonNode form, String field) throws VerbException {
        JsonNode value = form.get(field);
        if (value.isTextual()) {
            return new ArrayList<>(List.of(value.textValue()));
        }
        List<String> strings = new ArrayList<>();
        if (value.isArray()) {
            for (JsonNode element : value) {
                if (element.isTextual()) {
                    strings.add(element.textValue());
                }
            }
        }
        if (!value.isArray() || strings.size() != value.size()) {
            throw VerbException.invalid(field + " must be an array of strings");
        }
        return strings;
    }
}
