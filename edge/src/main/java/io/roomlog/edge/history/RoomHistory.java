package io.roomlog.edge.history;

import io.roomlog.common.log.RoomKey;
import io.roomlog.edge.log.Log;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.room.RoomReader;
import io.roomlog.edge.router.RouterClient;
import java.time.Duration;
import java.util.Optional;

/// Reads rooms' pasts: up to where the log ends when it is asked, so that what was acked on any edge is in it.
/// Blocking, for about the budget at most; thread-safe.
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
    public Optional<HistoryPlace> place(RoomKey room, String offset) {
        return HistoryPlace.of(
                offset,
                room.partition(log.layout().roomPartitions()),
                log.layout().origins());
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
        return PastBefore.read(past(room, viewer), pages(room), place, new Answer(limit, maxBytes), budget);
    }

    private PastBehind readBehind(RoomKey room, Viewer viewer, HistoryPlace place, int limit) {
        return PastBehind.read(past(room, viewer), pages(room), place, new Answer(limit, maxBytes), budget);
    }

    private Pages pages(RoomKey room) {
        return new Pages(
                room,
                room.partition(log.layout().roomPartitions()),
                log.layout().origins());
    }

    private RoomPast past(RoomKey room, Viewer viewer) {
        RoomScan scan = new RoomScan(log, reader, room, viewer);
        return new RoomPast(scan, new RoomIndex(reader, routers, room, scan.partition(), viewer), events);
    }
}
