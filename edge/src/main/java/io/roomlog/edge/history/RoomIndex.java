package io.roomlog.edge.history;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.query.Places;
import io.roomlog.edge.room.RoomReader;
import io.roomlog.edge.room.RoomReader.Found;
import io.roomlog.edge.router.RouterClient;
import io.roomlog.edge.router.RouterException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// One room's events by their places, as routers know them, for one viewer. Blocking; for one thread.
final class RoomIndex {
    /// Places that are read at once.
    static final int BATCH = 64;

    /// Where there are no more offsets than this for each place, looking through them is quicker.
    private static final int DENSE = 64;

    private final RoomReader reader;
    private final RouterClient routers;
    private final RoomKey room;
    private final int partition;
    private final Viewer viewer;
    private boolean unanswered;

    RoomIndex(RoomReader reader, RouterClient routers, RoomKey room, int partition, Viewer viewer) {
        this.reader = reader;
        this.routers = routers;
        this.room = room;
        this.partition = partition;
        this.viewer = viewer;
    }

    /// What lies at some places.
    ///
    /// @param entries those that the viewer may have, in log order
    /// @param whole whether there was a record at each place
    record Picked(List<Entry> entries, boolean whole) {}

    /// The nearest places before an offset; empty where no router answers.
    Optional<Places> before(long offset, int count) {
        return ask(() -> routers.before(room, offset, count));
    }

    /// The nearest places from an offset on; empty where no router answers.
    Optional<Places> after(long offset, int count) {
        return ask(() -> routers.after(room, offset, count));
    }

    private Optional<Places> ask(Supplier<Places> question) {
        try {
            return Optional.of(question.get());
        } catch (RouterException e) {
            unanswered = true;
            return Optional.empty();
        }
    }

    /// Whether a range is better looked through.
    ///
    /// @param places that there are in it
    static boolean isDense(long from, long to, List<Long> places) {
        return to - from <= (long) DENSE * places.size();
    }

    /// Whether a question has had no answer.
    boolean isUnanswered() {
        return unanswered;
    }

    /// Reads what lies at some places.
    ///
    /// @throws io.roomlog.edge.log.LogException if the log does not answer in time
    Picked read(List<Long> places) {
        List<Found> found = reader.pick(partition, places);
        return new Picked(
                found.stream()
                        .filter(one -> one.key().equals(room.text()))
                        .flatMap(one -> Entry.of(one, viewer).stream())
                        .toList(),
                found.size() == places.size());
    }
}
