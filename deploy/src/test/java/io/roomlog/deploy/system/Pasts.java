package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roomlog.common.cursor.Cursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// What clients are told of the past.
final class Pasts {
    private Pasts() {}

    /// Pages through a history, each page in the region whose turn it is, by the offset of the last message met.
    ///
    /// @return oldest first
    static List<JsonNode> walk(
            List<RawClient> turns, String room, String direction, Optional<JsonNode> from, int limit) {
        List<JsonNode> all = new ArrayList<>();
        Optional<JsonNode> last = from;
        for (int turn = 0; ; turn++) {
            Map<String, Object> options = new HashMap<>(Map.of("limit", limit));
            last.ifPresent(message -> options.put(direction, message.get("offset")));
            JsonNode page = turns.get(turn % turns.size()).done("history", room, options);
            List<JsonNode> messages = messages(page);
            boolean back = direction.equals("before");
            all.addAll(back ? 0 : all.size(), messages);
            if (!page.get("more").asBoolean()) {
                return all;
            }
            last = Optional.of(back ? messages.getFirst() : messages.getLast());
        }
    }

    /// Requires that so much lies before an offset, and so much behind it.
    static void requireSplit(
            RawClient client, String room, String offset, List<JsonNode> before, List<JsonNode> after) {
        for (String direction : List.of("before", "after")) {
            JsonNode page = client.done("history", room, Map.of(direction, offset));
            assertThat(texts(messages(page)))
                    .as("%s %s: %s", direction, Cursor.decode(offset), page)
                    .isEqualTo(texts(direction.equals("before") ? before : after));
        }
    }

    static List<JsonNode> only(List<JsonNode> messages, Predicate<String> wanted) {
        return messages.stream().filter(message -> wanted.test(text(message))).toList();
    }

    /// The messages of a page.
    static List<JsonNode> messages(JsonNode page) {
        return list(page.get("messages"));
    }

    static List<JsonNode> list(JsonNode messages) {
        List<JsonNode> all = new ArrayList<>();
        messages.forEach(all::add);
        return all;
    }

    static List<String> texts(List<JsonNode> messages) {
        return messages.stream().map(Pasts::text).toList();
    }

    private static String text(JsonNode message) {
        return message.get("args").get(0).asText();
    }

    /// Messages but for their offsets, which may differ.
    static List<JsonNode> said(List<JsonNode> messages) {
        return messages.stream()
                .<JsonNode>map(message -> ((ObjectNode) message.deepCopy()).without("offset"))
                .toList();
    }
}
