package io.roomlog.router.index;

import io.roomlog.common.log.RecordId;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.query.Firsts;
import io.roomlog.common.query.Places;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/// Answers from the index, for partitions that are here. Thread-safe.
public final class IndexQueries {
    private final RoomIndex index;
    private final IntFunction<Optional<ReadOnlyKeyValueStore<Bytes, byte[]>>> stores;

    /// @param stores the store of a partition; empty where it is not here, or not yet whole
    public IndexQueries(RoomIndex index, IntFunction<Optional<ReadOnlyKeyValueStore<Bytes, byte[]>>> stores) {
        this.index = index;
        this.stores = stores;
    }

    /// A partition's store, and up to where it is true: looked at first, so the store holds all of that.
    private record Open(long indexed, ReadOnlyKeyValueStore<Bytes, byte[]> store) {}

    private Optional<Open> open(int partition) {
        return index.indexed(partition)
                .flatMap(indexed -> stores.apply(partition).map(store -> new Open(indexed, store)));
    }

    /// The newest of a room's events below an offset.
    ///
    /// @param partition the room's
    /// @return empty where the partition is not here
    public Optional<Places> before(RoomKey room, int partition, long offset, int limit) {
        return open(partition).map(open -> {
            long below = Math.min(offset, open.indexed);
            List<Long> found = new ArrayList<>();
            if (below > 0) {
                byte[] key = room.bytes();
                try (KeyValueIterator<Bytes, byte[]> blocks =
                        open.store.reverseRange(IndexKeys.block(key, 0), IndexKeys.block(key, below - 1))) {
                    while (blocks.hasNext() && found.size() <= limit) {
                        Block block = decode(blocks.next());
                        for (int i = block.count() - 1; i >= 0 && found.size() <= limit; i--) {
                            if (block.at(i) < below) {
                                found.add(block.at(i));
                            }
                        }
                    }
                }
            }
            boolean more = found.size() > limit;
            List<Long> newest = more ? found.subList(0, limit) : found;
            Collections.reverse(newest);
            return new Places(open.indexed, newest, more);
        });
    }

    /// The oldest of a room's events at or above an offset.
    ///
    /// @param partition the room's
    /// @return empty where the partition is not here
    public Optional<Places> after(RoomKey room, int partition, long offset, int limit) {
        return open(partition).map(open -> {
            byte[] key = room.bytes();
            List<Long> found = new ArrayList<>();
            try (KeyValueIterator<Bytes, byte[]> blocks =
                    open.store.range(floor(open.store, key, offset), IndexKeys.block(key, Long.MAX_VALUE))) {
                while (blocks.hasNext() && found.size() <= limit) {
                    Block block = decode(blocks.next());
                    for (int i = 0; i < block.count() && found.size() <= limit; i++) {
                        if (block.at(i) >= offset && block.at(i) < open.indexed) {
                            found.add(block.at(i));
                        }
                    }
                }
            }
            boolean more = found.size() > limit;
            return new Places(open.indexed, more ? found.subList(0, limit) : found, more);
        });
    }

    /// The key of the block in which an offset would be.
    private static Bytes floor(ReadOnlyKeyValueStore<Bytes, byte[]> store, byte[] room, long offset) {
        try (KeyValueIterator<Bytes, byte[]> blocks =
                store.reverseRange(IndexKeys.block(room, 0), IndexKeys.block(room, offset))) {
            return blocks.hasNext() ? blocks.next().key : IndexKeys.block(room, offset);
        }
    }

    private static Block decode(KeyValue<Bytes, byte[]> entry) {
        return Block.decode(entry.key, entry.value);
    }

    /// Where records with some ids lie first.
    ///
    /// @return empty where the partition is not here
    /// @throws IllegalArgumentException if one is no id
    public Optional<Firsts> firsts(Firsts.Question question) {
        List<RecordId> ids = question.ids().stream().map(IndexQueries::id).toList();
        return open(question.partition()).map(open -> {
            List<Long> offsets = new ArrayList<>();
            Map<Integer, Firsts.Elsewhere> elsewhere = new HashMap<>();
            for (RecordId id : ids) {
                byte[] value = open.store.get(IndexKeys.id(id));
                long first = value == null ? -1 : Sighting.decode(value).first();
                if (first < 0 && index.isMirrored()) {
                    elsewhere(id, open.store).ifPresent(place -> elsewhere.put(offsets.size(), place));
                }
                offsets.add(first < open.indexed ? first : -1);
            }
            return new Firsts(open.indexed, offsets, elsewhere);
        });
    }

    private static Optional<Firsts.Elsewhere> elsewhere(RecordId id, ReadOnlyKeyValueStore<Bytes, byte[]> store) {
        return Optional.ofNullable(store.get(IndexKeys.foreignId(id)))
                .map(value -> ForeignSighting.decode(value).first())
                .map(origin ->
                        new Firsts.Elsewhere(origin.region(), origin.epoch().value(), origin.offset()));
    }

    private static RecordId id(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        if (bytes.length != RecordId.BYTES) {
            throw new IllegalArgumentException("an id has " + 2 * RecordId.BYTES + " digits");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new RecordId(in.getLong(), in.getLong());
    }
}
