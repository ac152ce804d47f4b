package io.roomlog.edge.room;

import io.roomlog.common.log.RoomRecord;
import io.roomlog.edge.room.RoomReader.Found;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// Records of one partition, packed one behind the other in one array: to the garbage collector a thousand of them are
/// one object, and what they take is known.
///
/// ```
/// size | offset | stamp | hash of the key | key | value | count | name, content | name, content ...
/// ```
/// Numbers have 4 octets, offset and stamp 8; before each text or content stands its length, -1 for none.
///
/// One thread appends. What was appended never changes, so another thread that has been told, under a lock that both
/// take, how far it goes may read up to there without one.
final class HotChunk {
    private static final int FIXED = 4 + 8 + 8 + 4 + 4 + 4 + 4;
    private static final int NONE = -1;

    private final ByteBuffer buffer;
    private final long first;
    private long next;

    /// @param first offset of its first record
    HotChunk(int capacity, long first) {
        this.buffer = ByteBuffer.allocate(capacity);
        this.first = first;
        this.next = first;
    }

    /// The octets that a record takes.
    static int sizeOf(ConsumerRecord<byte[], byte[]> record) {
        int size = FIXED + length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            size += 8 + header.key().length() + length(header.value());
        }
        return size;
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    int capacity() {
        return buffer.capacity();
    }

    /// Offset of the first record.
    long first() {
        return first;
    }

    /// The offset behind the last record.
    long next() {
        return next;
    }

    /// How far it is filled.
    int used() {
        return buffer.position();
    }

    /// Takes a record, if it fits in.
    ///
    /// @param hash of its key as text
    /// @param size see [#sizeOf]
    boolean append(ConsumerRecord<byte[], byte[]> record, int hash, int size) {
        if (size > buffer.remaining()) {
            return false;
        }
        buffer.putInt(size).putLong(record.offset()).putLong(record.timestamp()).putInt(hash);
        put(record.key());
        put(record.value());
        int count = buffer.position();
        buffer.putInt(0);
        int headers = 0;
        for (Header header : record.headers()) {
            put(header.key().getBytes(StandardCharsets.ISO_8859_1));
            put(header.value());
            headers++;
        }
        buffer.putInt(count, headers);
        next = record.offset() + 1;
        return true;
    }

    private void put(byte @Nullable [] bytes) {
        if (bytes == null) {
            buffer.putInt(NONE);
        } else {
            buffer.putInt(bytes.length).put(bytes);
        }
    }

    /// The octets that the record at a place takes.
    int sizeAt(int place) {
        return buffer.getInt(place);
    }

    long offsetAt(int place) {
        return buffer.getLong(place + 4);
    }

    /// The record at a place.
    ///
    /// @param keys the keys that are asked for, and the hashes of all of them
    /// @return null if its key is none of them, or it is not for clients
    @Nullable
    Found at(int place, Set<String> keys, Set<Integer> hashes) {
        if (!hashes.contains(buffer.getInt(place + 20))) {
            return null;
        }
        ByteBuffer in = buffer.duplicate().position(place + 24);
        byte[] key = take(in);
        String name = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        if (!keys.contains(name)) {
            return null;
        }
        byte[] value = take(in);
        RecordHeaders headers = new RecordHeaders();
        for (int count = in.getInt(); count > 0; count--) {
            byte[] header = take(in);
            headers.add(header == null ? "" : new String(header, StandardCharsets.ISO_8859_1), take(in));
        }
        return RoomRecord.read(value, headers) instanceof RoomRecord record
                ? new Found(name, offsetAt(place), buffer.getLong(place + 12), record)
                : null;
    }

    private static byte @Nullable [] take(ByteBuffer in) {
        int length = in.getInt();
        if (length == NONE) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
