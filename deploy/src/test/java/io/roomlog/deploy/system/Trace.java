package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.roomlog.common.cursor.Cursor;
import io.roomlog.deploy.system.RawClient.Kind;
import io.roomlog.deploy.system.RawClient.Received;
import io.roomlog.deploy.system.RoomsTopic.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a client has received, over all its connections, held against what stands in the log. Events of the log must
/// be unlike each other.
final class Trace {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RoomsTopic topic;
    private final List<Received> packets;
    private final Map<JsonNode, Entry> byEvent = new HashMap<>();
    private final Map<String, Long> joinedAt = new HashMap<>();
    private final Map<Received, Entry> entries = new HashMap<>();
    private String sid = "";

    Trace(RoomsTopic topic, List<Received> packets) {
        this.topic = topic;
        this.packets = packets;
        for (int partition = 0; partition < Cluster.PARTITIONS; partition++) {
            topic.partition(partition).forEach(entry -> byEvent.put(entry.event(), entry));
        }
        for (Received packet : packets) {
            if (packet.kind() == Kind.CONNECTED) {
                sid = packet.arguments().get("sid").asText();
            }
            if (packet.kind() == Kind.EVENT && !packet.name().equals("$offset")) {
                ArrayNode event = JSON.createArrayNode().add(packet.name());
                packet.arguments().forEach(event::add);
                Entry entry = byEvent.get(event);
                assertThat(entry).as("in the log: %s", event).isNotNull();
                entries.put(packet, entry);
            }
            JsonNode answer = packet.arguments().path(0);
            if (packet.kind() == Kind.ACK && answer.has("room") && answer.has("offset")) {
                String room = answer.get("room").asText();
                Cursor at = Cursor.decode(answer.get("offset").asText()).orElseThrow();
                joinedAt.putIfAbsent(
                        room, at.vector().next(0, RoomsTopic.partition(room)).orElseThrow());
            }
        }
    }

    /// How many events were found in the log.
    int matched() {
        return entries.size();
    }

    /// The entries received, in order.
    List<Entry> received() {
        List<Entry> found = new ArrayList<>();
        for (Received packet : packets) {
            if (entries.containsKey(packet)) {
                found.add(entries.get(packet));
            }
        }
        return found;
    }

    /// Positions never go back, and each event's stands right behind its record. Of a connection alone: one that
    /// resumes goes back to what it said.
    ///
    /// That holds also for what was read back, and for what has waited meanwhile.
    void requireExactOffsets() {
        Map<Long, Long> last = new HashMap<>();
        for (Received packet : packets) {
            if (packet.kind() != Kind.EVENT) {
                continue;
            }
            Cursor cursor = packet.cursor();
            cursor.vector().positions().forEach((slot, next) -> {
                Long before = last.put(slot, next);
                assertThat(next)
                        .as("position of partition %s in %s", slot, packet)
                        .isGreaterThanOrEqualTo(before == null ? 0 : before);
            });
            Entry entry = entries.get(packet);
            if (entry != null) {
                assertThat(cursor.vector().next(0, entry.partition()))
                        .as("position of %s", entry)
                        .hasValue(entry.offset() + 1);
            }
        }
    }

    /// Nothing came twice, or from before the join. And whatever lies before a cursor, in the rooms that the client
    /// has joined, from the offset in the join's ack on, had been received when the cursor was. For clients that
    /// leave no room.
    void requireNoHole() {
        Set<Entry> had = new HashSet<>();
        Map<Integer, Integer> checked = new HashMap<>();
        for (Received packet : packets) {
            if (packet.kind() != Kind.EVENT) {
                continue;
            }
            Entry entry = entries.get(packet);
            if (entry != null) {
                assertThat(had.add(entry)).as("once: %s", entry).isTrue();
                assertThat(isDue(entry)).as("for this client: %s", entry).isTrue();
            }
            packet.cursor().vector().positions().forEach((slot, next) -> {
                List<Entry> partition = topic.partition(slot.intValue());
                int at = checked.getOrDefault(slot.intValue(), 0);
                for (; at < partition.size() && partition.get(at).offset() < next; at++) {
                    Entry before = partition.get(at);
                    if (isDue(before)) {
                        assertThat(had)
                                .as("before the cursor {%s:%s} of %s", slot, next, packet)
                                .contains(before);
                    }
                }
                checked.put(slot.intValue(), at);
            });
        }
    }

    /// Live events of a room come behind the ack of its join.
    void requireNothingBeforeItsJoinIsAcked() {
        Set<String> joined = new HashSet<>();
        for (Received packet : packets) {
            if (packet.kind() == Kind.ACK) {
                joined.add(packet.arguments().path(0).path("room").asText());
            } else if (entries.containsKey(packet)) {
                assertThat(joined)
                        .as("room of %s", packet)
                        .contains(entries.get(packet).room());
            }
        }
    }

    private boolean isDue(Entry entry) {
        Long from = joinedAt.get(entry.room());
        return from != null
                && entry.offset() >= from
                && !entry.kind().equals("control")
                && (entry.kind().equals("event") || !entry.sid().equals(sid));
    }
}
