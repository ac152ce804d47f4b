package io.roomlog.deploy.tail;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.RoomEntry;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// A record of a room, as it stands in the log.
///
/// @param offset in the room's partition
/// @param time that the log stamped it with
/// @param entry what edges make of it
/// @param value as it was written; empty where there was none
record Entry(long offset, Instant time, RoomEntry entry, Bytes value) {
    static Entry of(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        return new Entry(
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                RoomRecord.read(value, record.headers()),
                value == null ? Bytes.EMPTY : Bytes.of(value));
    }

    /// Whether a record is of a room. One without a key is of none.
    static boolean isOf(RoomKey room, ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        return key != null
                && RoomKey.parse(new String(key, StandardCharsets.UTF_8)).equals(room);
    }
}
