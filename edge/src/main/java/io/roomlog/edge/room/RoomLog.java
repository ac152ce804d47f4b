package io.roomlog.edge.room;

import io.roomlog.common.cursor.CursorHead;
import io.roomlog.common.cursor.PositionVector;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.edge.log.Log;
import io.roomlog.edge.log.LogException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/// Appends to rooms. Thread-safe.
public final class RoomLog {
    private static final int MAX_RECORD_BYTES = 1_100_000;

    private final Log log;
    private final RoomEvents events;
    private final String messageHead;

    public RoomLog(Log log, RoomEvents events) {
        this.log = log;
        this.events = events;
        this.messageHead = CursorHead.ofMessage(log.layout().epoch()).encode() + '.';
    }

    /// Appends a record to its room's partition.
    ///
    /// @return the offset that stands for it, for clients, once it is committed; else a
    ///     [LogException]. Completed on the producer's thread: what follows must not block
    public CompletableFuture<String> append(RoomKey room, RoomRecord record) {
        byte[] key = room.bytes();
        if (key.length + record.size() > MAX_RECORD_BYTES) {
            count(record, "too_large");
            return CompletableFuture.failedFuture(
                    new LogException(LogException.Reason.TOO_LARGE, "above the record limit"));
        }
        int partition = RoomKey.partitionOf(key, log.layout().roomPartitions());
        return log.appender()
                .append(Topics.ROOMS, partition, key, record.value().toArray(), record.headers())
                .whenComplete((offset, failure) -> count(
                        record,
                        failure instanceof LogException e ? e.reason().name().toLowerCase(Locale.ROOT) : "acked"))
                .thenApply(offset -> messageOffset(partition, offset));
    }

    private void count(RoomRecord record, String outcome) {
        if (record.kind() == RoomRecord.Kind.EVENT) {
            events.published(outcome);
        }
    }

    /// An offset that stands for one place in a room, between two messages.
    ///
    /// @param next the next offset to read
    public String offset(RoomKey room, long next) {
        return GapEvents.offset(log.layout().epoch(), partition(room), next);
    }

    /// An offset that stands for one message of a room.
    ///
    /// @param offset where it lies in its partition
    public String messageOffset(RoomKey room, long offset) {
        return messageOffset(partition(room), offset);
    }

    private String messageOffset(int partition, long offset) {
        return messageHead + PositionVector.of(partition, offset + 1).encode();
    }

    private int partition(RoomKey room) {
        return room.partition(log.layout().roomPartitions());
    }
}
