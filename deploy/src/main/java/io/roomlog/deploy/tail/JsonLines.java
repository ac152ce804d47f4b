package io.roomlog.deploy.tail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.Rejected;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.common.socketio.Json;
import io.roomlog.common.socketio.Parsed;
import io.roomlog.deploy.terminal.Printable;
import java.util.List;
import java.util.Locale;

/// An entry as a JSON object. Arguments stand there byte for byte as in the log, but for controls, which are escaped.
final class JsonLines implements EntryLines {
    @Override
    public String line(Entry entry) {
        ObjectNode object = Json.mapper().createObjectNode();
        object.put("offset", entry.offset());
        object.put("time", entry.time().toString());
        switch (entry.entry()) {
            case RoomRecord record -> put(object, record);
            case Rejected(String reason) ->
                object.put("kind", "rejected")
                        .put("reason", reason)
                        .put("bytes", entry.value().length())
                        .put("value", entry.value().utf8());
        }
        try {
            return Printable.of(Json.mapper().writeValueAsString(object));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an object of strings and numbers cannot be written", e);
        }
    }

    private static void put(ObjectNode object, RoomRecord record) {
        object.put("kind", record.kind().name().toLowerCase(Locale.ROOT));
        record.user().ifPresent(user -> object.put("user", user));
        record.sid().ifPresent(sid -> object.put("sid", sid));
        record.id().ifPresent(id -> object.put("id", id));
        record.emit().ifPresent(emit -> object.put("emit", emit));
        if (!record.except().isEmpty()) {
            record.except().forEach(object.putArray("except")::add);
        }
        // An edge's own records were checked when they were written; what headers only pretend is no JSON perhaps.
        switch (Arguments.parse(record.value(), List.of())) {
            case Arguments event -> {
                event.string(0).ifPresent(name -> object.put("event", name));
                object.putRawValue("args", new RawValue(unbroken(event.from(1).raw())));
            }
            case Parsed.Invalid _ -> object.put("value", record.value().utf8());
        }
        if (!record.attachments().isEmpty()) {
            record.attachments().stream().mapToInt(Bytes::length).forEach(object.putArray("attachments")::add);
        }
    }

    /// JSON has line breaks and tabs between its elements only.
    static String unbroken(Bytes json) {
        return json.utf8().replace('\n', ' ').replace('\r', ' ').replace('\t', ' ');
    }
}
