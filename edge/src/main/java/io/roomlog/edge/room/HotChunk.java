package io.roomlog.edge.room;

import io.roomlog.common.log.RoomRecord;
import io.roomlog.edge.room.RoomReader.Found;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// Records of one partition, packed one behind the other in one array: to the garbage collector a thousand of
/// them are one object, and what they take is known.
///
/// ```
/// before | offset | stamp | hash of the key | key | value | count | name, content | name, content ...
/// ```
/// Numbers have 4 octets, offset and stamp 8; before each text or content stands its length, -1 for none. The first
/// is the place of the record before it whose key falls into the same bucket: whoever looks for a few rooms goes
/// along their buckets, and does not touch what is of others.
///
/// One thread appends. What was appended never changes, so another thread that has been told, under a lock that both
/// take, how far it goes may read up to there without one.
final class HotChunk {
    private static final int OFFSET = 4;
    private static final int STAMP = OFFSET + 8;
    private static final int HASH = STAMP + 8;
    private static final int KEY = HASH + 4;
    /// Besides the key, the value and the headers: what comes before the key, two lengths and the count.
    private static final int FIXED = KEY + 4 + 4 + 4;
    private static final int NONE = -1;
    private static final int OCTETS_A_BUCKET = 256;

    private final ByteBuffer buffer;
    private final int[] buckets;
    private final long first;
    private long next;

    /// @param first offset of its first record
    HotChunk(int capacity, long first) {
        this.buffer = ByteBuffer.allocate(capacity);
        this.buckets = new int[Integer.highestOneBit(Math.max(1, capacity / OCTETS_A_BUCKET))];
        Arrays.fill(buckets, NONE);
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

    /// The place of the last record of each bucket. Later records change it.
    int[] buckets() {
        return buckets;
    }

    /// Takes a record, if it fits in.
    ///
    /// @param hash of its key as text
    /// @param size see [#sizeOf]
    boolean append(ConsumerRecord<byte[], byte[]> record, int hash, int size) {
        if (size > buffer.remaining()) {
            return false;
        }
        int place = buffer.position();
        int bucket = bucket(hash);
        buffer.putInt(buckets[bucket])
                .putLong(record.offset())
                .putLong(record.timestamp())
                .putInt(hash);
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
        buckets[bucket] = place;
        next = record.offset() + 1;
        return true;
    }

    private int bucket(int hash) {
        return (hash ^ hash >>> 16) & (buckets.length - 1);
    }

    private void put(byte @Nullable [] bytes) {
        if (bytes == null) {
            buffer.putInt(NONE);
        } else {
            buffer.putInt(bytes.length).put(bytes);
        }
    }

    /// The places of the records of some keys, in log order.
    ///
    /// @param hashes of the keys
    /// @param last the buckets as they were at the moment that counts
    int[] find(int[] hashes, int[] last) {
        IntStream.Builder places = IntStream.builder();
        for (int hash : hashes) {
            for (int place = last[bucket(hash)]; place != NONE; place = buffer.getInt(place)) {
                if (buffer.getInt(place + HASH) == hash) {
                    places.add(place);
                }
            }
        }
        return places.build().sorted().distinct().toArray();
    }

    long offsetAt(int place) {
        return buffer.getLong(place + OFFSET);
    }

    /// The record at a place.
    ///
    /// @param keys the keys that are asked for
    /// @param wanted whether it is wanted, by its headers
    /// @return null if its key is none of them, or it is not for clients
    @Nullable
    Found at(int place, Set<String> keys, Predicate<Headers> wanted) {
        ByteBuffer in = buffer.duplicate().position(place + KEY);
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
        if (!wanted.test(headers)) {
            return null;
        }
        return RoomRecord.read(value, headers) instanceof RoomRecord record
                ? new Found(name, offsetAt(place), buffer.getLong(place + STAMP), record)
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
