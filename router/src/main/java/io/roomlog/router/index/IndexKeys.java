package io.roomlog.router.index;

import io.roomlog.common.log.RecordId;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;

/// The keys of the index's store. A block's: an octet, the room key behind its length in two octets, the block's first
/// offset; so a room's blocks lie side by side, in order. An id's: another octet, the id; an id's
/// in other regions: yet another, the id.
final class IndexKeys {
    /// The longest room key that has a place: what is no UTF-8 in it may become three times as long.
    static final int MAX_ROOM_BYTES = 16 * 1024;

    private static final byte BLOCK = 1;
    private static final byte ID = 2;
    private static final byte FOREIGN_ID = 3;
    private static final int PREFIX_BYTES = 1 + Short.BYTES;

    private IndexKeys() {}

    static Bytes block(byte[] room, long first) {
        return Bytes.wrap(ByteBuffer.allocate(PREFIX_BYTES + room.length + Long.BYTES)
                .put(BLOCK)
                .putShort((short) room.length)
                .put(room)
                .putLong(first)
                .array());
    }

    static Bytes id(RecordId id) {
        return id(ID, id);
    }

    /// An id's of which another region has records.
    static Bytes foreignId(RecordId id) {
        return id(FOREIGN_ID, id);
    }

    private static Bytes id(byte which, RecordId id) {
        return Bytes.wrap(ByteBuffer.allocate(1 + RecordId.BYTES)
                .put(which)
                .putLong(id.high())
                .putLong(id.low())
                .array());
    }

    static boolean isBlock(byte[] key) {
        return key[0] == BLOCK;
    }

    static boolean isForeignId(byte[] key) {
        return key[0] == FOREIGN_ID;
    }

    /// The first offset of a block.
    static long first(byte[] blockKey) {
        return ByteBuffer.wrap(blockKey).getLong(blockKey.length - Long.BYTES);
    }
}
