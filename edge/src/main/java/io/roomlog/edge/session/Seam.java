package io.roomlog.edge.session;

import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.cursor.Slots;
import io.roomlog.common.log.RoomKey;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.room.Dispatcher;
import io.roomlog.edge.room.Fence;
import io.roomlog.edge.room.Missed;
import io.roomlog.edge.room.Subscriber;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The seam between what a socket is sent of the past and what it is sent live. Blocking; for the socket's
/// own thread.
///
/// Most of a past goes out before the socket's fence is set, so that little waits behind it. What waits all
/// the same for longer than there is room is let go, and becomes a past again, up to a fence that is set
/// anew.
final class Seam {
    private static final Duration BRIEF = Duration.ofMillis(100);

    private final Sessions sessions;
    private final Dispatcher dispatcher;
    private final SessionState state;
    private final Subscriber subscriber;
    private final SessionListener listener;

    Seam(Sessions sessions, SessionState state, Subscriber subscriber, SessionListener listener) {
        this.sessions = sessions;
        this.dispatcher = sessions.dispatcher();
        this.state = state;
        this.subscriber = subscriber;
        this.listener = listener;
    }

    /// A past that is out, and the fence that it was read up to; the socket is held.
    record Crossing(Past past, Fence fence) {}

    /// Sends what was missed, sets the fence, and sends the rest.
    Crossing cross(Backlog missed) {
        Past past = past(missed.begin());
        subscriber.locate(state.pointer(), past.at());
        sessions.pasts().read(past, () -> sendMost(past, missed));
        Map<RoomKey, RoomPlace> rooms = new HashMap<>();
        state.now().rooms().forEach((room, joinedAt) -> rooms.put(state.key(room), joinedAt));
        Fence fence = LogException.join(dispatcher.resubscribe(subscriber, rooms, past.at()));
        sessions.pasts().read(past, () -> past.replay(fence.positions()));
        return new Crossing(past, fence);
    }

    /// Takes the hold back that the caller has, once the client has taken in most of what it was sent.
    ///
    /// @param found told of each past that had to be read back for it; the socket is held then
    void settle(Consumer<Past> found) {
        try {
            while (listener.awaitRoom()) {
                Optional<Missed> missed = LogException.join(dispatcher.release(subscriber));
                if (missed.isEmpty()) {
                    return;
                }
                Past past = past(missed.get().from());
                sessions.pasts().read(past, () -> past.replay(missed.get().to()));
                found.accept(past);
            }
        } catch (LogException e) {
            listener.failed();
        }
    }

    private Past past(Map<Integer, Long> from) {
        Stays stays = new Stays(state.now(), sessions.log().layout().slots());
        return new Past(
                dispatcher.reader(), sessions.gaps(), subscriber, state.now(), stays, from, listener::awaitRoom);
    }

    /// Sends until what has come meanwhile is little.
    private void sendMost(Past past, Backlog missed) {
        past.skip(
                missed.ends(), writtenWhereAhead(past, missed), sessions.terms().maxResumeRecords());
        missed.kept().forEach(past::replay);
        Map<Integer, Long> ends = missed.ends();
        boolean brief = false;
        while (!brief && !past.ended()) {
            long begin = System.nanoTime();
            past.replay(ends);
            brief = System.nanoTime() - begin < BRIEF.toNanos();
            if (!brief) {
                ends = LogException.join(sessions.log().offsets().latest(ends.keySet()));
            }
        }
    }

    /// Of the own region alone: what is mirrored may well be behind where the socket is.
    private Map<Integer, Long> writtenWhereAhead(Past past, Backlog missed) {
        Slots slots = sessions.log().layout().slots();
        Map<Integer, Long> ahead = new HashMap<>(missed.ends());
        ahead.entrySet()
                .removeIf(end ->
                        slots.origin(end.getKey()) != 0 || past.at().getOrDefault(end.getKey(), 0L) <= end.getValue());
        return ahead.isEmpty()
                ? ahead
                : LogException.join(sessions.log().offsets().written(ahead.keySet()));
    }
}
