package io.roomlog.edge.socketio;

import io.roomlog.common.socketio.Arguments;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/// The acks that a socket's client owes. Thread-safe.
final class PendingAcks {
    /// Most that a client may owe: one that never answers must not make memory grow.
    private static final int MOST = 10_000;

    private final Map<Long, CompletableFuture<Arguments>> pending = new HashMap<>(0);
    private long nextId;

    /// A new ack, completed when it comes, or failed with a [TimeoutException]; or with an
    /// [IllegalStateException] at once where the client owes too many.
    ///
    /// @param send sends the event with the ack's id
    CompletableFuture<Arguments> expect(Duration timeout, LongConsumer send) {
        CompletableFuture<Arguments> ack = new CompletableFuture<>();
        long id;
        synchronized (this) {
            if (pending.size() >= MOST) {
                return CompletableFuture.failedFuture(new IllegalStateException("the client owes too many acks"));
            }
            id = nextId++;
            pending.put(id, ack);
        }
        send.accept(id);
        return ack.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((answer, failure) -> {
            synchronized (this) {
                pending.remove(id);
            }
        });
    }

    /// An ack has come. One that nobody waits for is ignored.
    void complete(long id, Arguments answer) {
        CompletableFuture<Arguments> ack;
        synchronized (this) {
            ack = pending.remove(id);
        }
        if (ack != null) {
            ack.complete(answer);
        }
    }

    /// The client is gone: nothing will come.
    void failAll() {
        List<CompletableFuture<Arguments>> all;
        synchronized (this) {
            all = List.copyOf(pending.values());
            pending.clear();
        }
        all.forEach(ack -> ack.completeExceptionally(new TimeoutException("the socket was disconnected")));
    }
}
