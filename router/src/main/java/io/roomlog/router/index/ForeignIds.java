package io.roomlog.router.index;

import io.roomlog.common.log.Origin;
import io.roomlog.common.log.RecordId;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/// Notes the ids of other regions' records, as a mirror brings them: what was published there, and is published here
/// once more, is recognised. For the task's thread.
///
/// Nothing is said of what cannot be used, nor is it moved: its own region sees to that. What comes twice comes to the
/// same.
final class ForeignIds {
    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<String, String> regions;

    ForeignIds(List<String> mirrored, KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.regions = mirrored.stream()
                .collect(Collectors.toMap(region -> Topics.mirrored(region, Topics.ROOMS), Function.identity()));
    }

    /// Whether a topic is one of those.
    boolean isMirrored(String topic) {
        return regions.containsKey(topic);
    }

    /// A record was read.
    ///
    /// @param topic where it was mirrored to
    /// @param offset that it has in that
    void note(Record<byte[], byte[]> record, String topic, long offset) {
        byte[] room = record.key();
        if (room == null || room.length > IndexKeys.MAX_ROOM_BYTES || !RoomRecord.hasId(record.headers())) {
            return;
        }
        Origin.read(record.headers())
                .filter(origin -> origin.region().equals(regions.get(topic)))
                .ifPresent(origin -> {
                    if (RoomRecord.read(record.value(), record.headers()) instanceof RoomRecord entry) {
                        entry.recordId(new String(room, StandardCharsets.UTF_8))
                                .ifPresent(id -> note(id, origin, offset));
                    }
                });
    }

    private void note(RecordId id, Origin origin, long offset) {
        Bytes key = IndexKeys.foreignId(id);
        byte[] before = store.get(key);
        if (before == null) {
            store.put(key, new ForeignSighting(origin, offset).encode());
            return;
        }
        ForeignSighting known = ForeignSighting.decode(before);
        boolean isOfOneRegion = known.first().region().equals(origin.region());
        store.put(key, isOfOneRegion ? known.with(offset).encode() : before);
    }
}
