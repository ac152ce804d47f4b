package io.roomlog.router.index;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/// Appends to rooms' blocks. The last blocks of the rooms that were appended to of late are in memory.
final class RoomBlocks {
    private static final float LOAD = 0.75f;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<String, Block> newest;

    /// @param rooms of how many the last block is kept in memory
    RoomBlocks(KeyValueStore<Bytes, byte[]> store, int rooms) {
        this.store = store;
        this.newest = new LinkedHashMap<>(16, LOAD, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Block> eldest) {
                return size() > rooms;
            }
        };
    }

    /// Appends an offset, unless the room has it, or a later one: then this does what [#rewrite] does.
    void append(String room, long offset) {
        byte[] key = room.getBytes(StandardCharsets.UTF_8);
        Block last = newest.get(room);
        Optional<Block> before = last == null ? find(key, Long.MAX_VALUE) : Optional.of(last);
        if (before.isPresent() && offset <= before.get().last()) {
            rewrite(room, offset);
            return;
        }
        Block appended = before.filter(block -> !block.isFull())
                .map(block -> block.with(offset))
                .orElseGet(() -> Block.of(offset));
        store.put(IndexKeys.block(key, appended.first()), appended.encode());
        newest.put(room, appended);
    }

    /// Writes the block in which an offset would be as it is: it may be in the store, and not in its changelog.
    void rewrite(String room, long offset) {
        byte[] key = room.getBytes(StandardCharsets.UTF_8);
        find(key, offset).ifPresent(block -> store.put(IndexKeys.block(key, block.first()), block.encode()));
    }

    /// The last of a room's blocks that begin at or before an offset.
    private Optional<Block> find(byte[] room, long offset) {
        try (KeyValueIterator<Bytes, byte[]> blocks =
                store.reverseRange(IndexKeys.block(room, 0), IndexKeys.block(room, offset))) {
            if (!blocks.hasNext()) {
                return Optional.empty();
            }
            KeyValue<Bytes, byte[]> block = blocks.next();
            return Optional.of(Block.decode(block.key, block.value));
        }
    }

    /// Blocks have been deleted.
    void forget() {
        newest.clear();
    }
}
