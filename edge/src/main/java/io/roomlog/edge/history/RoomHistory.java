package io.roomlog.edge.history;

import io.roomlog.common.log.RoomKey;
import io.roomlog.edge.log.Log;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.log.Origins;
import io.roomlog.edge.room.RoomReader;
import io.roomlog.edge.router.RouterClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Reads rooms' pasts: up to where the log ends when it is asked, so that what was acked on any edge of the region is
/// in it, and of other regions what has come from there. Blocking, for about the budget at most; thread-safe.
///
/// What the methods return is not: it is for one thread.
public final class RoomHistory {
    /// Most messages of a page.
    public static final int MAX_MESSAGES = 1_000;

    private static final long MAX_BYTES = 1_000_000;

    private final Log log;
    private final RoomReader reader;
    private final RouterClient routers;
    private final HistoryEvents events;
    private final Duration budget;
    private final long maxBytes;

    /// @param routers know where the events of a room lie; what is recent is found without them
    /// @param budget how long to look for messages before a page is given as it is
    /// @param maxQueueBytes what may wait for one connection; a page is a fourth of it at most, and 1 MB at most
    public RoomHistory(
            Log log,
            RoomReader reader,
            RouterClient routers,
            HistoryEvents events,
            Duration budget,
            long maxQueueBytes) {
        this.log = log;
        this.reader = reader;
        this.routers = routers;
        this.events = events;
        this.budget = budget;
        this.maxBytes = Math.min(MAX_BYTES, maxQueueBytes / 4);
    }

    /// Reads an offset that is to serve for a room; empty where it is none of ours, or does not cover the room.
    ///
    /// @throws LogException if the log does not answer in time
    public Optional<HistoryPlace> place(RoomKey room, String offset) {
        int partition = room.partition(log.layout().roomPartitions());
        Origins origins = log.layout().origins();
        if (origins.epochs().contains(Origins.UNKNOWN)) {
            // who looks for the end of what has come of a region knows which life of its log that is
            LogException.join(log.offsets()
                    .latest(IntStream.of(origins.slots().of(partition)).boxed().toList()));
        }
        return HistoryPlace.of(offset, partition, origins);
    }

    /// The newest messages before a place; without one, the newest of all.
    ///
    /// @param limit most messages, 1 to [#MAX_MESSAGES]
    /// @throws LogException if the log does not answer in time
    public HistoryPage before(RoomKey room, Viewer viewer, Optional<HistoryPlace> place, int limit) {
        return readBefore(room, viewer, place, limit).page();
    }

    /// The oldest messages behind a place.
    ///
    /// @param limit most messages, 1 to [#MAX_MESSAGES]
    /// @throws LogException if the log does not answer in time
    public HistoryPage after(RoomKey room, Viewer viewer, HistoryPlace place, int limit) {
        return readBehind(room, viewer, place, limit).page();
    }

    /// The newest messages, for somebody who is about to join.
    ///
    /// @param count most messages, 1 to [#MAX_MESSAGES]
    /// @throws LogException if the log does not answer in time
    public JoinPast last(RoomKey room, Viewer viewer, int count) {
        return readBefore(room, viewer, Optional.empty(), count);
    }

    /// What lies behind a place, for somebody who is about to join.
    ///
    /// @throws LogException if the log does not answer in time
    public JoinPast since(RoomKey room, Viewer viewer, HistoryPlace place) {
        return readBehind(room, viewer, place, MAX_MESSAGES);
    }

    private PastBefore readBefore(RoomKey room, Viewer viewer, Optional<HistoryPlace> place, int limit) {
        List<SlotPast> slots = slots(room, viewer);
        return PastBefore.read(
                slots,
                pages(room),
                place.map(some -> PlaceByStamp.complete(some, slots)),
                new Answer(limit, maxBytes),
                budget);
    }

    private PastBehind readBehind(RoomKey room, Viewer viewer, HistoryPlace place, int limit) {
        List<SlotPast> slots = slots(room, viewer);
        return PastBehind.read(
                slots, pages(room), PlaceByStamp.complete(place, slots), new Answer(limit, maxBytes), budget);
    }

    private Pages pages(RoomKey room) {
        return new Pages(
                room,
                room.partition(log.layout().roomPartitions()),
                log.layout().origins());
    }

    private List<SlotPast> slots(RoomKey room, Viewer viewer) {
        int partition = room.partition(log.layout().roomPartitions());
        return IntStream.of(log.layout().slots().of(partition))
                .mapToObj(slot -> new SlotPast(
                        new RoomScan(log, reader, slot, room, viewer),
                        slot == partition
                                ? Optional.of(new RoomIndex(reader, routers, room, partition, viewer))
                                : Optional.empty(),
                        new Stamps(log, slot),
                        events))
                .toList();
    }
}
