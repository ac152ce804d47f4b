package io.roomlog.router.index;

import io.roomlog.common.log.RecordId;
import io.roomlog.common.log.Rejected;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.router.log.PartitionOffsets;
import io.roomlog.router.log.Progress;
import io.roomlog.router.log.RecordProcessor;
import io.roomlog.router.store.Sweep;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Indexes a partition of `rooms`, and notes the ids of what other regions have in theirs.
///
/// A record may be processed again after a kill, from any earlier place, on what was in the store then: some prefix of
/// the writes. So a room's index is written before the id, and the id's entry alone decides whether the record has been
/// processed: each record comes to the same, however often it is processed. What is in the store already is
/// written once more, for it may not be in the store's changelog.
final class IndexProcessor extends RecordProcessor {
    private static final Logger LOG = System.getLogger(IndexProcessor.class.getName());
    private static final int ROOMS_IN_MEMORY = 4_096;
    private static final int PRUNED_AT_ONCE = 50_000;
    private static final String ID = "id";
    private static final String MOVED = "moved";

    private final int roomPartitions;
    private final List<String> mirrored;
    private final PartitionOffsets offsets;
    private final Duration pruneEvery;
    private final IndexEvents events;
    private final ConcurrentMap<Integer, Progress> all;
    private @Nullable Task task;

    IndexProcessor(
            int roomPartitions,
            List<String> mirrored,
            PartitionOffsets offsets,
            Duration pruneEvery,
            IndexEvents events,
            ConcurrentMap<Integer, Progress> all) {
        super(RoomIndex.NAME, events);
        this.roomPartitions = roomPartitions;
        this.mirrored = mirrored;
        this.offsets = offsets;
        this.pruneEvery = pruneEvery;
        this.events = events;
        this.all = all;
    }

    /// What there is from `init` on.
    private record Task(
            KeyValueStore<Bytes, byte[]> store,
            RoomBlocks blocks,
            ForeignIds foreign,
            Sweep sweep,
            Map<String, LogStart> starts,
            Progress progress) {}

    /// The offset that a partition begins with, as it was when last asked.
    private static final class LogStart {
        private CompletableFuture<Long> answer = CompletableFuture.completedFuture(0L);

        /// What is known; and asks anew.
        long getAndAsk(PartitionOffsets offsets, TopicPartition partition) {
            if (!answer.isDone()) {
                return 0;
            }
            long known = answer.isCompletedExceptionally() ? 0 : answer.join();
            answer = offsets.first(partition);
            return known;
        }
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        KeyValueStore<Bytes, byte[]> store = context.getStateStore(RoomIndex.STORE);
        Progress progress = new Progress(topicPartition(Topics.ROOMS), offsets);
        Map<String, LogStart> starts = new HashMap<>(Map.of(Topics.ROOMS, new LogStart()));
        mirrored.forEach(region -> starts.put(Topics.mirrored(region, Topics.ROOMS), new LogStart()));
        task = new Task(
                store,
                new RoomBlocks(store, ROOMS_IN_MEMORY),
                new ForeignIds(mirrored, store),
                new Sweep(store, PRUNED_AT_ONCE),
                starts,
                progress);
        all.put(partition(), progress);
        context.schedule(pruneEvery, PunctuationType.WALL_CLOCK_TIME, now -> prune());
    }

    private TopicPartition topicPartition(String topic) {
        return new TopicPartition(topic, partition());
    }

    private Task task() {
        return Objects.requireNonNull(task);
    }

    @Override
    protected void process(Record<byte[], byte[]> record, RecordMetadata place) {
        byte[] key = record.key();
        if (task().foreign.isMirrored(place.topic())) {
            task().foreign.note(record, place.topic(), place.offset());
        } else if (key == null) {
            setAside(record, place, "no key");
        } else if (key.length > IndexKeys.MAX_ROOM_BYTES) {
            setAside(record, place, "key too long");
        } else {
            switch (RoomRecord.read(record.value(), record.headers())) {
                case Rejected(String reason) -> setAside(record, place, reason);
                case RoomRecord entry
                when RoomKey.partitionOf(key, roomPartitions) != place.partition() -> move(record, place);
                case RoomRecord entry ->
                    index(new String(key, StandardCharsets.UTF_8), entry, place.offset(), record.timestamp());
            }
        }
    }

    @Override
    protected void processed(RecordMetadata place) {
        if (place.topic().equals(Topics.ROOMS)) {
            task().progress.reach(place.offset() + 1);
        }
    }

    private void index(String room, RoomRecord entry, long offset, long stampMs) {
        Optional<RecordId> id = entry.recordId(room);
        if (id.isEmpty()) {
            append(room, entry, offset);
            return;
        }
        Bytes key = IndexKeys.id(id.get());
        byte[] value = task().store.get(key);
        Sighting before = value == null ? null : Sighting.decode(value);
        if (before == null) {
            append(room, entry, offset);
            task().store.put(key, Sighting.of(offset, stampMs).encode());
        } else if (offset <= before.last()) {
            task().blocks.rewrite(room, offset);
            task().store.put(key, value);
        } else {
            if (before.isRepeatedAt(stampMs)) {
                events.repeated();
            } else {
                append(room, entry, offset);
            }
            task().store.put(key, before.with(offset, stampMs).encode());
        }
    }

    private void append(String room, RoomRecord entry, long offset) {
        if (entry.kind() == RoomRecord.Kind.EVENT) {
            task().blocks.append(room, offset);
            events.indexed();
        }
    }

    /// Appends the record to the partition where readers look for it. One that was moved is not moved again: where two
    /// disagree about the count of partitions, it would go round for ever.
    private void move(Record<byte[], byte[]> record, RecordMetadata place) {
        if (record.headers().lastHeader(MOVED) != null) {
            setAside(record, place, "in a wrong partition again");
            return;
        }
        String from = place.partition() + "." + place.offset();
        events.moved();
        LOG.log(Level.WARNING, "record moved from={0}", from);
        Headers headers = new RecordHeaders(record.headers());
        add(headers, MOVED, from);
        if (headers.lastHeader(ID) == null) {
            add(headers, ID, MOVED + "." + from);
        }
        toRooms(record.withHeaders(headers));
    }

    private void prune() {
        Map<String, Long> starts = new HashMap<>();
        task().starts.forEach((topic, start) -> starts.put(topic, start.getAndAsk(offsets, topicPartition(topic))));
        if (starts.values().stream().allMatch(start -> start == 0)) {
            return;
        }
        List<byte[]> deleted = task().sweep.run((key, value) -> isPast(key, value, starts));
        if (!deleted.isEmpty()) {
            task().blocks.forget();
            events.pruned(deleted.size());
        }
    }

    /// @param starts where the topics begin; one that is not among them is not read any more
    private static boolean isPast(byte[] key, byte[] value, Map<String, Long> starts) {
        if (IndexKeys.isForeignId(key)) {
            ForeignSighting sighting = ForeignSighting.decode(value);
            String topic = Topics.mirrored(sighting.first().region(), Topics.ROOMS);
            return starts.getOrDefault(topic, Long.MAX_VALUE) > sighting.last();
        }
        long last = IndexKeys.isBlock(key)
                ? Block.decode(Bytes.wrap(key), value).last()
                : Sighting.decode(value).last();
        return starts.getOrDefault(Topics.ROOMS, 0L) > last;
    }

    @Override
    public void close() {
        if (task != null) {
            all.remove(partition(), task().progress);
        }
    }
}
