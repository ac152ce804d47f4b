package io.roomlog.router.index;

import io.roomlog.router.store.Numbers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/// Some offsets of a room, ascending. Immutable. An entry of the store has the first in its key, and in its value,
/// for each further one, the distance from the one before.
final class Block {
    /// Most offsets of one.
    static final int MAX = 64;

    private final long[] offsets;

    private Block(long[] offsets) {
        this.offsets = offsets;
    }

    static Block of(long first) {
        return new Block(new long[] {first});
    }

    static Block decode(Bytes key, byte[] value) {
        long[] offsets = new long[MAX];
        int count = 0;
        long last = IndexKeys.first(key.get());
        offsets[count++] = last;
        for (ByteBuffer in = ByteBuffer.wrap(value); in.hasRemaining() && count < MAX; ) {
            last += Numbers.read(in);
            offsets[count++] = last;
        }
        return new Block(Arrays.copyOf(offsets, count));
    }

    byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2 * offsets.length);
        for (int i = 1; i < offsets.length; i++) {
            Numbers.write(out, offsets[i] - offsets[i - 1]);
        }
        return out.toByteArray();
    }

    boolean isFull() {
        return offsets.length == MAX;
    }

    int count() {
        return offsets.length;
    }

    long at(int index) {
        return offsets[index];
    }

    long first() {
        return offsets[0];
    }

    long last() {
        return offsets[offsets.length - 1];
    }

    /// The same with one more.
    Block with(long offset) {
        long[] more = Arrays.copyOf(offsets, offsets.length + 1);
        more[offsets.length] = offset;
        return new Block(more);
    }
}
