package io.roomlog.router.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Goes through a store, a part at a time, again and again, and deletes what is past. For the store's own thread.
public final class Sweep {
    private final KeyValueStore<Bytes, byte[]> store;
    private final int part;
    private @Nullable Bytes next;

    /// @param part how many entries are looked at in one go
    public Sweep(KeyValueStore<Bytes, byte[]> store, int part) {
        this.store = store;
        this.part = part;
    }

    /// Looks at the next part.
    ///
    /// @param past whether an entry, key and value, is to be deleted
    /// @return the deleted ones' keys
    public List<byte[]> run(BiPredicate<byte[], byte[]> past) {
        List<byte[]> deleted = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(next, null)) {
            next = null;
            for (int looked = 0; entries.hasNext(); looked++) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                if (looked == part) {
                    next = entry.key;
                    break;
                }
                if (past.test(entry.key.get(), entry.value)) {
                    deleted.add(entry.key.get());
                }
            }
        }
        deleted.forEach(key -> store.delete(Bytes.wrap(key)));
        return deleted;
    }
}
