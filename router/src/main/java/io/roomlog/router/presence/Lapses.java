package io.roomlog.router.presence;

import io.roomlog.common.log.SessionRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Ends the presence of sockets whose edge, of this region, has died. For the task's thread.
///
/// Their departures are announced first, then noted in the store: where a kill comes between them, or before the
/// announcements have been sent, they are announced once more, with the same ids. What was in `sessions` when an
/// edge was found dead is read first: its sockets may be with another already.
final class Lapses {
    /// How long ago a lapse may be that is announced once more at a start; as long as repeats are recognised.
    private static final Duration REPEATED = Duration.ofMinutes(5);

    private final KeyValueStore<Bytes, byte[]> store;
    private final PresenceView view;
    private final Inflows inflows;
    private final Verdicts verdicts;
    private final BiConsumer<SessionRecord, String> announcement;
    private final List<Entry> remembered = new ArrayList<>();
    private Inflows.Ends begin;
    private @Nullable Dead dead;

    /// @param found edges that were dead when it was asked where `sessions` ends, here and of other regions
    private record Dead(Set<String> found, Inflows.Ends ends) {}

    /// @param announcement tells the rooms of a session that it has left, by the end of a holder's lease
    Lapses(
            KeyValueStore<Bytes, byte[]> store,
            PresenceView view,
            Inflows inflows,
            Verdicts verdicts,
            BiConsumer<SessionRecord, String> announcement,
            long nowMs) {
        this.store = store;
        this.view = view;
        this.inflows = inflows;
        this.verdicts = verdicts;
        this.announcement = announcement;
        this.begin = inflows.ends(nowMs);
    }

    /// An entry of a session that is not present was there when the task began.
    void remember(Entry entry) {
        if (entry.lapse().isPresent()) {
            remembered.add(entry);
        }
    }

    /// Looks what has happened.
    ///
    /// @return how many sockets have departed
    int look(long nowMs) {
        repeat(nowMs);
        if (!isCaughtUp(nowMs)) {
            return 0;
        }
        Set<String> over = view.holders().stream().filter(verdicts::isOver).collect(Collectors.toSet());
        if (over.isEmpty()) {
            dead = null;
            return 0;
        }
        Dead known = dead;
        if (known == null || known.ends.areLost()) {
            known = new Dead(over, inflows.ends(nowMs));
            dead = known;
        }
        if (!known.ends.arePassed(nowMs)) {
            inflows.refresh();
            return 0;
        }
        dead = null;
        return known.found.stream()
                .filter(over::contains)
                .mapToInt(holder -> end(holder, nowMs))
                .sum();
    }

    private void repeat(long nowMs) {
        for (Entry entry : remembered) {
            entry.lapse()
                    .filter(lapse -> nowMs - lapse.atMs() < REPEATED.toMillis())
                    .ifPresent(lapse -> announcement.accept(entry.session(), lapse.holder()));
        }
        remembered.clear();
    }

    private boolean isCaughtUp(long nowMs) {
        if (view.isWhole()) {
            return true;
        }
        if (begin.areLost()) {
            begin = inflows.ends(nowMs);
        }
        if (!begin.arePassed(nowMs)) {
            inflows.refresh();
            return false;
        }
        view.complete();
        return true;
    }

    private int end(String holder, long nowMs) {
        List<String> held = view.heldBy(holder);
        held.forEach(pid -> end(pid, holder, nowMs));
        return held.size();
    }

    /// A session that its edge has not renewed for too long: the edge holds it no more, whatever it has become.
    void endForsaken(String pid, long nowMs) {
        view.holderOf(pid).ifPresent(holder -> end(pid, holder.incarnation(), nowMs));
    }

    private void end(String pid, String holder, long nowMs) {
        Bytes key = PresenceProcessor.key(pid);
        byte[] value = store.get(key);
        if (value != null) {
            Entry entry = Entry.decode(value);
            if (entry.origin().isPresent()) {
                store.put(key, entry.departed().encode()); // its rooms are told by its own region
            } else {
                announcement.accept(entry.session(), holder);
                store.put(key, entry.lapsed(nowMs).encode());
            }
        }
        view.remove(pid);
    }
}
