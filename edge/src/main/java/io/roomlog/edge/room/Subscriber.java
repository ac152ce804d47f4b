package io.roomlog.edge.room;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.cursor.PositionVector;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.common.cursor.Slots;
import io.roomlog.common.log.RecordId;
import io.roomlog.common.log.RoomRecord;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A socket as the dispatcher sees it.
///
/// It is level, and has the edge's positions; or it has positions of its own: while it is held for a change
/// of its rooms or a past, when everything for it waits, of all its rooms, and goes out in one order behind
/// what is being read back or recorded; and where it is ahead of this edge. Everything but the final fields
/// belongs to the dispatcher's thread.
public final class Subscriber {
    private static final byte[] NOWHERE = {};
    private static final Bytes OFFSET_EVENT = Bytes.utf8("[\"$offset\"]");

    private final String sid;
    private final String userRoom;
    private final @Nullable CursorTrail trail;
    private final SubscriberListener listener;
    private final Slots numbering;
    private @Nullable EmitsHad emits;

    final Map<String, Room> rooms = new HashMap<>(4);
    final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);
    final TreeMap<Integer, Long> own = new TreeMap<>();
    final Map<Room, RoomPlace> floors = new HashMap<>(0);

    @Nullable
    SlotGroup group;

    /// Where it waits for this edge, which it is ahead of; null where it is not.
    AheadSockets.@Nullable Place aheadAt;

    long waitingBytes;
    boolean level = true;
    int holds;
    boolean overflowed;
    boolean muted;

    /// What waits while the socket is held.
    ///
    /// @param next where the socket is in the slot once it has had it
    /// @param copy null but for a copy of a wide emit
    record Waiting(
            EventFrame frame,
            Room room,
            int slot,
            long next,
            @Nullable Copy copy) {}

    /// A copy of a wide emit.
    ///
    /// @param emit which one
    /// @param stamp milliseconds since 1970, as the log stamped it
    record Copy(long emit, long stamp) {}

    /// @param sid the Socket.IO id
    /// @param userRoom `user:` and the user's name
    /// @param trail null for a socket without a cursor
    public Subscriber(
            String sid, String userRoom, @Nullable CursorTrail trail, Slots numbering, SubscriberListener listener) {
        this.sid = sid;
        this.userRoom = userRoom;
        this.trail = trail;
        this.listener = listener;
        this.numbering = numbering;
    }

    String sid() {
        return sid;
    }

    SubscriberListener listener() {
        return listener;
    }

    /// Where its cursors stand; null for a socket without.
    public @Nullable CursorTrail trail() {
        return trail;
    }

    /// What the client is told from now on ends with this position, until it moves on. While the socket is
    /// held only, by the thread that holds it.
    ///
    /// @param session where its record lies
    /// @param positions by slot
    public void locate(Optional<SessionPointer> session, Map<Integer, Long> positions) {
        if (trail != null) {
            listener.send(new Located(trail, session, vector(positions)));
        }
    }

    private byte[] vector(Map<Integer, Long> positions) {
        return CursorTrail.bytes(PositionVector.of(numbering, positions));
    }

    /// Tells the client its position with a cursor-only event.
    public void tell(String namespace) {
        if (trail != null) {
            listener.send(new DirectEvent(new EventFrame(namespace, OFFSET_EVENT, List.of()), trail));
        }
    }

    /// Sends an event with the position of its own that the socket has with it. While the socket is
    /// held, or not yet in any room.
    public void send(EventFrame frame, Map<Integer, Long> positions) {
        send(frame, trail == null ? NOWHERE : vector(positions));
    }

    /// Sends an event that does not move the position. While the socket is held, or not yet in any room.
    public void insert(EventFrame frame) {
        listener.send(new DirectEvent(frame, trail));
    }

    void send(EventFrame frame, byte[] vector) {
        listener.send(trail == null ? new DirectEvent(frame, null) : new Delivery(frame, trail, vector));
    }

    /// It was somewhere else before: which wide emits it has had is not known.
    public void isBack() {
        emits = new EmitsHad(numbering.origins(), Long.MAX_VALUE);
    }

    /// Whether what the socket had before would have to be looked at, to say whether it has had a copy of a wide
    /// emit. While the socket is held by the thread that holds it, otherwise on the dispatcher's.
    ///
    /// @param origin of the copy
    /// @param stamp of it
    public boolean isUnsureOfEmits(int origin, long stamp) {
        return emits != null && emits.isUnsure(origin, stamp);
    }

    /// What it had in the minutes before a copy, of the same origin, has been looked at. While the socket is held, by
    /// the thread that holds it.
    ///
    /// @param origin of the copy
    /// @param stamp of it
    public void knowsEmitsBefore(int origin, long stamp) {
        if (emits != null) {
            emits.knowBefore(origin, stamp);
        }
    }

    /// The socket gets a copy of a wide emit, or has had it before. While the socket is held by the thread that
    /// holds it, otherwise on the dispatcher's.
    ///
    /// @param emit which one
    /// @param stamp of the copy
    /// @return whether it is the first
    public boolean isFirstOf(RecordId emit, long stamp) {
        return isFirst(new Copy(emit.low(), stamp));
    }

    boolean isFirst(Copy copy) {
        if (emits == null) {
            emits = new EmitsHad(numbering.origins(), Long.MIN_VALUE);
        }
        return emits.add(copy.emit(), copy.stamp());
    }

    boolean isFirst(Waiting item) {
        return item.copy() == null || isFirst(item.copy());
    }

    /// Whether a record lies ahead of where the socket is, and not before it entered the room. While it is
    /// not level only.
    boolean isDue(Room room, int slot, long offset) {
        RoomPlace floor = floors.get(room);
        return offset >= own.getOrDefault(slot, 0L) && (floor == null || offset >= floor.at(numbering.origin(slot)));
    }

    /// Whether a record is for this socket.
    public boolean wants(RoomRecord record) {
        return record.isFor(sid, userRoom);
    }
}
