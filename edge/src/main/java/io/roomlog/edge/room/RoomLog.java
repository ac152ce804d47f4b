package io.roomlog.edge.room;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.log.FanoutRecord;
import io.roomlog.common.log.RecordId;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.edge.log.Log;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.log.Origins;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Appends to rooms. Thread-safe.
public final class RoomLog {
    private static final int MAX_RECORD_BYTES = 1_100_000;

    private final Log log;
    private final Dispatcher dispatcher;
    private final Routers routers;
    private final RoomEvents events;
    private final Duration patience;

    /// @param patience how long the offset of a record with an idempotency key may take to be known
    public RoomLog(Log log, Dispatcher dispatcher, Routers routers, RoomEvents events, Duration patience) {
        this.log = log;
        this.dispatcher = dispatcher;
        this.routers = routers;
        this.events = events;
        this.patience = patience;
    }

    /// What routers do for those who append. Thread-safe.
    public interface Routers {
        /// Whether any is known to live.
        boolean areKnown();

        /// The first records with some ids in a partition of `rooms`, in order; empty where there is none. Blocks,
        /// for some seconds at most.
        ///
        /// @return empty where no router says
        List<Optional<First>> firsts(int partition, List<RecordId> ids);
    }

    /// Where a record lies that is the first with its id.
    ///
    /// @param elsewhere the life of another region's `rooms`; empty where it is in the own one's
    public record First(Optional<Epoch> elsewhere, long offset) {}

    /// Appends a record to its room's partition.
    ///
    /// @return the offset that stands for it, for clients, once it is committed, or for the record that it repeats;
    ///     else a [LogException]. Completed on a thread of Kafka's clients: what follows must not block
    public CompletableFuture<String> append(RoomKey room, RoomRecord record) {
        byte[] key = room.bytes();
        if (key.length + record.size() > MAX_RECORD_BYTES) {
            return tooLarge(record);
        }
        int partition = RoomKey.partitionOf(key, log.layout().roomPartitions());
        long begin = System.nanoTime();
        CompletableFuture<Long> committed = log.appender()
                .append(Topics.ROOMS, partition, key, record.value().toArray(), record.headers())
                .whenComplete((offset, failure) -> count(record, failure, begin));
        CompletableFuture<Long> first = record.recordId(room.text())
                .map(id -> committed.thenCompose(offset -> first(partition, id, offset)))
                .orElse(committed);
        return first.thenApply(offset -> messageOffset(partition, offset));
    }

    private CompletableFuture<Long> first(int partition, RecordId id, long offset) {
        return dispatcher
                .first(partition, id, offset)
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .handle((first, failure) -> {
                    if (first == null) {
                        throw new LogException(
                                LogException.Reason.UNKNOWN,
                                "it is kept, but where it lies is not known yet",
                                failure == null ? new IllegalStateException() : failure);
                    }
                    return first;
                });
    }

    /// The offset that stands for a record that is to be appended, if it has been appended before, however long ago.
    /// Blocking, briefly; where no router says, there is none, and a repeat of the last minutes is known as one
    /// later.
    public Optional<String> known(RoomKey room, RoomRecord record) {
        int partition = partition(room);
        return record.recordId(room.text())
                .flatMap(id -> routers.firsts(partition, List.of(id)).stream()
                        .flatMap(Optional::stream)
                        .findFirst()
                        .flatMap(first -> messageOffset(partition, first)));
    }

    /// Whether each of some rooms has its copy already of a wide emit that is to be appended. Blocking; where no
    /// router says, they have not.
    public boolean isKnown(String namespace, List<String> rooms, RoomRecord record) {
        Map<Integer, List<RecordId>> ids = new HashMap<>();
        for (String room : rooms) {
            RoomKey key = new RoomKey(namespace, room);
            record.recordId(key.text())
                    .ifPresent(id -> ids.computeIfAbsent(partition(key), partition -> new ArrayList<>())
                            .add(id));
        }
        return ids.entrySet().stream().allMatch(its -> isKnown(its.getKey(), its.getValue()));
    }

    private boolean isKnown(int partition, List<RecordId> ids) {
        List<Optional<First>> firsts = routers.firsts(partition, ids);
        return firsts.size() == ids.size() && firsts.stream().allMatch(Optional::isPresent);
    }

    /// Appends a record for many rooms of a namespace, or for all of its sockets, which routers spread. A socket in
    /// several of the rooms gets it once.
    ///
    /// @param record a copy of a wide emit, see [RoomRecord#asCopyOf]
    /// @param rooms none for all sockets of the namespace
    /// @return completed once all of it is committed; else a [LogException]: an unknown part of it may be
    public CompletableFuture<Void> appendWide(String namespace, List<String> rooms, RoomRecord record) {
        if (!routers.areKnown()) {
            count(record, "unavailable", System.nanoTime());
            return CompletableFuture.failedFuture(new LogException(
                    LogException.Reason.UNAVAILABLE,
                    "no router is known to live, which would spread it over the rooms"));
        }
        if (RoomRecord.OVERHEAD + record.size() > MAX_RECORD_BYTES) {
            return tooLarge(record);
        }
        List<FanoutRecord> parts = FanoutRecord.split(record, namespace, rooms, MAX_RECORD_BYTES - RoomRecord.OVERHEAD);
        long begin = System.nanoTime();
        CompletableFuture<?>[] committed = new CompletableFuture<?>[parts.size()];
        for (int i = 0; i < committed.length; i++) {
            FanoutRecord part = parts.get(i);
            int partition = part.partition(i, parts.size(), log.layout().fanoutPartitions());
            committed[i] = log.appender()
                    .append(Topics.FANOUT, partition, part.key(), record.value().toArray(), part.headers());
        }
        return CompletableFuture.allOf(committed).whenComplete((done, failure) -> count(record, failure, begin));
    }

    private <T> CompletableFuture<T> tooLarge(RoomRecord record) {
        count(record, "too_large", System.nanoTime());
        return CompletableFuture.failedFuture(
                new LogException(LogException.Reason.TOO_LARGE, "above the record limit"));
    }

    private void count(RoomRecord record, @Nullable Throwable failure, long begin) {
        count(
                record,
                failure == null
                        ? "acked"
                        : LogException.of(failure).reason().name().toLowerCase(Locale.ROOT),
                begin);
    }

    private void count(RoomRecord record, String outcome, long begin) {
        if (record.kind() == RoomRecord.Kind.EVENT) {
            events.published(outcome, System.nanoTime() - begin);
        }
    }

    /// An offset that stands for one place in a room, between two messages.
    public String offset(RoomKey room, RoomPlace place) {
        return log.layout().origins().offset(partition(room), place);
    }

    /// Empty where it lies in what is not known here: there it is as if it had not been found.
    private Optional<String> messageOffset(int partition, First first) {
        Origins origins = log.layout().origins();
        OptionalInt origin = first.elsewhere().map(origins::origin).orElse(OptionalInt.of(0));
        return origin.isPresent()
                ? Optional.of(messageOffset(origins.slots().slot(origin.getAsInt(), partition), first.offset()))
                : Optional.empty();
    }

    private String messageOffset(int slot, long offset) {
        return log.layout().origins().messageOffset(slot, offset);
    }

    private int partition(RoomKey room) {
        return room.partition(log.layout().roomPartitions());
    }
}
