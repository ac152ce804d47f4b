package io.roomlog.router.presence;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.router.log.Progress;
import io.roomlog.router.log.RecordProcessor;
import io.roomlog.router.store.Sweep;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Keeps the sessions of a partition, and a view of who is present; ends the presence of those whose edge has died.
final class PresenceProcessor extends RecordProcessor {
    private static final Duration LAPSES_EVERY = Duration.ofSeconds(1);
    private static final Duration SWEEPS_EVERY = Duration.ofMinutes(1);
    private static final int SWEPT_AT_ONCE = 20_000;
    /// How long the generation of a session that has ended is remembered: longer than a record can be on its way.
    private static final Duration ENDED_KEPT = Duration.ofMinutes(15);

    private final Presence presence;
    private PresenceView view = new PresenceView();
    private @Nullable Task task;
    private long newestMs;

    PresenceProcessor(Presence presence) {
        super(Presence.NAME, presence.events());
        this.presence = presence;
    }

    /// What there is from `init` on.
    private record Task(KeyValueStore<Bytes, byte[]> store, Progress progress, Sweep sweep, Lapses lapses) {}

    static Bytes key(String pid) {
        return Bytes.wrap(pid.getBytes(StandardCharsets.UTF_8));
    }

    private static String pid(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    private Task task() {
        return Objects.requireNonNull(task);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        view = new PresenceView(); // a task that is given back has missed what others did meanwhile
        KeyValueStore<Bytes, byte[]> store = context.getStateStore(Presence.STORE);
        Progress progress = new Progress(new TopicPartition(Topics.SESSIONS, partition()), presence.offsets());
        task = new Task(
                store,
                progress,
                new Sweep(store, SWEPT_AT_ONCE),
                new Lapses(store, view, progress, presence.verdicts(), this::announceLeft));
        restore(store);
        presence.views().add(partition(), view);
        context.schedule(
                LAPSES_EVERY,
                PunctuationType.WALL_CLOCK_TIME,
                now -> presence.events().lapsed(task().lapses.look(now)));
        context.schedule(SWEEPS_EVERY, PunctuationType.WALL_CLOCK_TIME, this::sweep);
    }

    private void restore(KeyValueStore<Bytes, byte[]> store) {
        try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
            while (entries.hasNext()) {
                KeyValue<Bytes, byte[]> each = entries.next();
                if (Entry.kind(each.value) == Entry.Kind.PRESENT) {
                    view.set(pid(each.key.get()), Entry.decode(each.value).session());
                } else if (Entry.kind(each.value) == Entry.Kind.DEPARTED) {
                    task().lapses.remember(each.value);
                }
            }
        }
    }

    @Override
    protected void process(Record<byte[], byte[]> record, RecordMetadata place) {
        Optional<SessionRecord> read = SessionRecord.decode(record.value());
        if (record.key() == null || read.isEmpty()) {
            setAside(record, place, "no session");
            return;
        }
        newestMs = Math.max(newestMs, record.timestamp());
        SessionRecord session = read.get();
        Bytes key = Bytes.wrap(record.key());
        byte[] before = task().store.get(key);
        if (before == null || supersedes(session, place.offset(), Entry.decode(before))) {
            Entry entry = new Entry(place.offset(), record.timestamp(), Optional.empty(), session);
            task().store.put(key, entry.encode());
            view.set(pid(record.key()), session);
        } else {
            task().store.put(key, before); // it may not be in the changelog, if this is processed again after a kill
        }
    }

    /// Whether a record is what is true now. One of a generation below does not count, nor a claim of one that was
    /// taken, nor what has been processed.
    private static boolean supersedes(SessionRecord session, long offset, Entry before) {
        long generation = before.session().generation();
        boolean isClaim = session.claim() != null;
        return offset > before.offset()
                && (session.generation() > generation || (session.generation() == generation && !isClaim));
    }

    @Override
    protected void processed(RecordMetadata place) {
        task().progress.reach(place.offset() + 1);
    }

    private void announceLeft(SessionRecord session, String holder) {
        if (!session.announced()) {
            return;
        }
        String id = "lapsed." + holder + "." + session.sid();
        for (String room : session.rooms().keySet()) {
            if (!session.isOwn(room)) {
                RoomRecord left =
                        session.announcement(RoomRecord.Kind.LEFT, room).withId(id);
                toRooms(new Record<>(
                        new RoomKey(session.namespace(), room).bytes(),
                        left.value().toArray(),
                        context().currentSystemTimeMs(),
                        left.headers()));
            }
        }
    }

    /// Deletes what is past, and ends the presence of those whose edge has not written them again in time: it has
    /// claimed them, perhaps, and they never came to be.
    private void sweep(long nowMs) {
        List<String> forsaken = new ArrayList<>();
        task().sweep
                .run((key, value) -> {
                    Entry.Kind kind = Entry.kind(value);
                    if (kind == Entry.Kind.PRESENT
                            && newestMs - Entry.stampMs(value)
                                    > presence.silence().toMillis()) {
                        forsaken.add(pid(key));
                    }
                    return nowMs - Entry.stampMs(value)
                            > (kind == Entry.Kind.ENDED ? ENDED_KEPT : presence.retention()).toMillis();
                })
                .forEach(key -> view.remove(pid(key)));
        forsaken.forEach(pid -> task().lapses.endForsaken(pid, nowMs));
    }

    @Override
    public void close() {
        presence.views().remove(partition(), view);
    }
}
