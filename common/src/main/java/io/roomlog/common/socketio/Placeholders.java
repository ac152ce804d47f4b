package io.roomlog.common.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roomlog.common.bytes.Bytes;
import java.util.List;

/// Stands in JSON for a binary attachment: `{"_placeholder":true,"num":0}`, the keys in this order.
final class Placeholders {
    static final String MARK = "_placeholder";
    static final String NUMBER = "num";

    private Placeholders() {}

    /// `tree`, changed in place, with the attachments where the placeholders were; all of them point to one.
    static JsonNode resolve(JsonNode tree, List<Bytes> attachments) {
        return switch (tree) {
            case ObjectNode object
            when object.path(MARK).isBoolean() && object.path(MARK).booleanValue() ->
                BinaryNode.valueOf(
                        attachments.get(object.path(NUMBER).intValue()).toArray());
            case ObjectNode object -> {
                object.properties().forEach(entry -> entry.setValue(resolve(entry.getValue(), attachments)));
                yield object;
            }
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, resolve(array.get(i), attachments));
                }
                yield array;
            }
            default -> tree;
        };
    }
}
