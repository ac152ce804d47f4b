package io.roomlog.edge.session;

import io.roomlog.common.cursor.PositionVector;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.edge.log.Log;
import io.roomlog.edge.log.LogReader;
import io.roomlog.edge.room.EventFrame;
import io.roomlog.edge.room.Fence;
import io.roomlog.edge.room.GapEvents;
import io.roomlog.edge.room.Subscriber;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What a socket has missed: read back from its cursor to its fence, partition by partition, and sent in log order.
final class Past {
    private final Log log;
    private final Subscriber subscriber;
    private final SessionRecord state;
    private final BooleanSupplier awaitRoom;
    private final Map<String, RoomKey> keys = new HashMap<>();
    private boolean ended;

    /// @param awaitRoom waits until the client has taken in most of what was sent; false if it has gone
    Past(Log log, Subscriber subscriber, SessionRecord state, BooleanSupplier awaitRoom) {
        this.awaitRoom = awaitRoom;
        this.log = log;
        this.subscriber = subscriber;
        this.state = state;
        state.rooms().keySet().forEach(room -> {
            RoomKey key = new RoomKey(state.namespace(), room);
            keys.put(key.text(), key);
        });
    }

    /// Where the past begins, by partition.
    Map<Integer, Long> begin(PositionVector from, Fence fence) {
        Map<Integer, Long> positions = new TreeMap<>();
        fence.positions().forEach((partition, live) -> positions.put(partition, begin(partition, live, from)));
        return positions;
    }

    /// Sends what lies between where it begins and a fence.
    ///
    /// @return where the socket is then
    Map<Integer, Long> replay(Map<Integer, Long> begin, Fence fence) {
        Map<Integer, Long> positions = new TreeMap<>(begin);
        fence.positions().forEach((partition, live) -> {
            long from = positions.getOrDefault(partition, live);
            try {
                log.reader().read(Topics.ROOMS, partition, from, live, record -> {
                    positions.put(partition, record.offset() + 1);
                    send(record, positions);
                });
            } catch (LogReader.OutOfRangeException e) {
                sendGaps(partition, from, live, positions);
            }
            positions.merge(partition, live, Math::max);
        });
        return positions;
    }

    /// The cursor's place; in a partition that it does not cover, the first place at which one of the rooms there was
    /// joined.
    private long begin(int partition, long live, PositionVector from) {
        long joined = live;
        for (RoomKey key : keys.values()) {
            if (partition(key) == partition) {
                joined = Math.min(joined, joinedAt(key));
            }
        }
        return from.next(0, partition).orElse(joined);
    }

    private void send(ConsumerRecord<byte[], byte[]> record, Map<Integer, Long> positions) {
        if (ended || record.key() == null) {
            return;
        }
        RoomKey key = keys.get(new String(record.key(), StandardCharsets.UTF_8));
        if (key == null || record.offset() < joinedAt(key) || partition(key) != record.partition()) {
            return;
        }
        if (RoomRecord.read(record.value(), record.headers()) instanceof RoomRecord found && subscriber.wants(found)) {
            ended = !awaitRoom.getAsBoolean();
            subscriber.replay(new EventFrame(key.namespace(), found.value(), found.attachments()), positions);
        }
    }

    private void sendGaps(int partition, long begin, long live, Map<Integer, Long> positions) {
        for (RoomKey key : keys.values()) {
            if (partition(key) == partition) {
                subscriber.replay(GapEvents.expired(key, log.layout().epoch(), partition, begin, live), positions);
            }
        }
    }

    private long joinedAt(RoomKey key) {
        return state.rooms().getOrDefault(key.room(), 0L);
    }

    private int partition(RoomKey key) {
        return key.partition(log.layout().roomPartitions());
    }
}
