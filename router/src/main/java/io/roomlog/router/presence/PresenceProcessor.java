package io.roomlog.router.presence;

import io.roomlog.common.log.Origin;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.router.log.RecordProcessor;
import io.roomlog.router.store.Sweep;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
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
    private PresenceView view;
    private @Nullable Task task;

    PresenceProcessor(Presence presence) {
        super(Presence.NAME, presence.events());
        this.presence = presence;
        this.view = new PresenceView(presence.regions().own());
    }

    /// What there is from `init` on.
    private record Task(KeyValueStore<Bytes, byte[]> store, Inflows inflows, Sweep sweep, Lapses lapses) {}

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
        view = new PresenceView(
                presence.regions().own()); // a task that is given back has missed what others did meanwhile
        KeyValueStore<Bytes, byte[]> store = context.getStateStore(Presence.STORE);
        Inflows inflows = new Inflows(presence.regions(), partition(), presence.offsets());
        task = new Task(
                store,
                inflows,
                new Sweep(store, SWEPT_AT_ONCE),
                new Lapses(
                        store, view, inflows, presence.verdicts(), this::announceLeft, context.currentSystemTimeMs()));
        restore(store);
        presence.views().add(partition(), view);
        context.schedule(LAPSES_EVERY, PunctuationType.WALL_CLOCK_TIME, this::look);
        context.schedule(SWEEPS_EVERY, PunctuationType.WALL_CLOCK_TIME, this::sweep);
    }

    private void restore(KeyValueStore<Bytes, byte[]> store) {
        try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
            while (entries.hasNext()) {
                KeyValue<Bytes, byte[]> each = entries.next();
                if (Entry.kind(each.value) != Entry.Kind.ENDED || Entry.isMirrored(each.value)) {
                    restore(pid(each.key.get()), Entry.decode(each.value));
                }
            }
        }
    }

    private void restore(String pid, Entry entry) {
        Optional<Inflow> inflow = entry.origin()
                .map(Origin::region)
                .map(region -> task().inflows.ofRegion(region))
                .orElse(Optional.of(task().inflows.own()));
        inflow.ifPresent(from -> {
            from.reach(entry.origin());
            view.set(pid, from.region(), entry.session());
        });
        task().lapses.remember(entry);
    }

    private void look(long nowMs) {
        Regions.Absences absences = presence.regions().absences();
        view.hide(view.remoteHolders().stream()
                .filter(holder -> absences.isAway(holder.region(), holder.incarnation()))
                .collect(Collectors.toSet()));
        presence.events().lapsed(task().lapses.look(nowMs));
    }

    @Override
    protected void process(Record<byte[], byte[]> record, RecordMetadata place) {
        Inflow from = task().inflows.ofTopic(place.topic());
        Optional<Origin> origin = from.origin(record.headers());
        Optional<SessionRecord> session = SessionRecord.decode(record.value());
        if (record.key() == null || session.isEmpty() || origin.isPresent() != from.isMirrored()) {
            if (!from.isMirrored()) { // what is no session is set aside in its own region
                setAside(record, place, "no session");
            }
            return;
        }
        boolean isRepeated = from.isRepeated(origin);
        from.reach(origin);
        from.heardAt(record.timestamp());
        Bytes key = Bytes.wrap(record.key());
        byte[] stored = task().store.get(key);
        Optional<Entry> before = Optional.ofNullable(stored).map(Entry::decode);
        Entry entry = new Entry(origin, place.offset(), record.timestamp(), Optional.empty(), session.get());
        String own = presence.regions().own();
        if (!isRepeated && before.map(one -> entry.supersedes(one, own)).orElse(true)) {
            task().store.put(key, before.map(entry::inLineOf).orElse(entry).encode());
            view.set(pid(record.key()), from.region(), session.get());
        } else if (stored != null) {
            task().store.put(key, stored); // it may not be in the changelog, if this is processed again after a kill
        }
    }

    @Override
    protected void processed(RecordMetadata place) {
        task().inflows.ofTopic(place.topic()).progress().reach(place.offset() + 1);
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
                            && newestMs(value) - Entry.stampMs(value)
                                    > presence.silence().toMillis()) {
                        forsaken.add(pid(key));
                    }
                    return nowMs - Entry.stampMs(value)
                            > (kind == Entry.Kind.ENDED ? ENDED_KEPT : presence.retention()).toMillis();
                })
                .forEach(key -> view.remove(pid(key)));
        forsaken.forEach(pid -> task().lapses.endForsaken(pid, nowMs));
    }

    /// The newest stamp of the region that an entry is of.
    private long newestMs(byte[] value) {
        return Entry.region(value)
                .map(region -> task().inflows.ofRegion(region))
                .orElse(Optional.of(task().inflows.own()))
                .map(Inflow::newestMs)
                .orElse(0L);
    }

    @Override
    public void close() {
        presence.views().remove(partition(), view);
    }
}
