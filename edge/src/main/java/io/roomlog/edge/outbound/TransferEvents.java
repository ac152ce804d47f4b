package io.roomlog.edge.outbound;

import org.jspecify.annotations.Nullable;

/// What is counted of bytes on their way to clients and from them. Thread-safe, and quick: called for each write.
public interface TransferEvents {
    void sent(long bytes);

    void received(long bytes);

    /// What a thread that writes notes times with; null where none are wanted.
    @Nullable
    WriteTimes times();
}
