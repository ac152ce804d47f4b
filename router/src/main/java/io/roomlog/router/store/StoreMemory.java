package io.roomlog.router.store;

import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/// The memory that all of a router's stores share: what they write is counted in the cache of what they read.
public final class StoreMemory implements AutoCloseable {
    /// The key under which Streams' settings carry it to [StoreOptions].
    public static final String SETTING = "roomlog.store.memory";

    private static final long WRITE_SHARE = 2;

    private final Cache cache;
    private final WriteBufferManager writes;

    /// @param bytes outside of the heap, for all stores
    public StoreMemory(long bytes) {
        RocksDB.loadLibrary();
        cache = new LRUCache(bytes);
        writes = new WriteBufferManager(bytes / WRITE_SHARE, cache);
    }

    Cache cache() {
        return cache;
    }

    WriteBufferManager writes() {
        return writes;
    }

    /// After all stores have been closed.
    @Override
    public void close() {
        writes.close();
        cache.close();
    }
}
