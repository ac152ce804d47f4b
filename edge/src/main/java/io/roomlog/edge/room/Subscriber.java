package io.roomlog.edge.room;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.cursor.CursorHead;
import io.roomlog.common.cursor.PositionVector;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.edge.outbound.Outbound;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A socket as the dispatcher sees it.
///
/// It is level, and has the edge's positions, or catching up (held for a change of rooms, or ahead of this edge), and
/// has positions of its own: then everything for it
/// waits, of all its rooms, and goes out in one order behind what is being read back or recorded. Everything but
/// the final fields belongs to the dispatcher's thread.
public final class Subscriber {
    private static final Bytes OFFSET_EVENT = Bytes.utf8("[\"$offset\"]");

    private final String sid;
    private final String userRoom;
    private final Consumer<Outbound> outlet;
    private final @Nullable CursorTrail trail;
    private final Consumer<RoomRecord> onControl;
    private final Runnable onOverflow;

    final Map<String, Room> rooms = new HashMap<>(4);
    final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);
    final TreeMap<Integer, Long> own = new TreeMap<>();
    final Map<Room, Long> floors = new HashMap<>(0);

    @Nullable
    PartitionGroup group;

    long waitingBytes;
    boolean level = true;
    boolean held;
    boolean muted;

    /// What waits behind a past.
    record Waiting(EventFrame frame, int partition, long offset) {}

    /// @param sid the Socket.IO id
    /// @param userRoom `user:` and the user's name
    /// @param outlet takes what goes to the client, in order; must not block
    /// @param trail null for a socket without a cursor
    /// @param onControl gets the control records of the socket's rooms, on the dispatcher's thread
    /// @param onOverflow told, on the dispatcher's thread, when more waits than may
    public Subscriber(
            String sid,
            String userRoom,
            Consumer<Outbound> outlet,
            @Nullable CursorTrail trail,
            Consumer<RoomRecord> onControl,
            Runnable onOverflow) {
        this.sid = sid;
        this.userRoom = userRoom;
        this.outlet = outlet;
        this.trail = trail;
        this.onControl = onControl;
        this.onOverflow = onOverflow;
    }

    String sid() {
        return sid;
    }

    Consumer<Outbound> outlet() {
        return outlet;
    }

    /// Where its cursors stand; null for a socket without.
    public @Nullable CursorTrail trail() {
        return trail;
    }

    Consumer<RoomRecord> onControl() {
        return onControl;
    }

    Runnable onOverflow() {
        return onOverflow;
    }

    /// What the client is told from now on ends with this position, until it moves on. While the socket is held only,
    /// by the thread that holds it.
    public void locate(CursorHead head, Map<Integer, Long> positions) {
        if (trail != null) {
            byte[] vector = CursorTrail.bytes(PositionVector.of(0, positions));
            outlet.accept(new Located(trail, CursorTrail.bytes(head), vector));
        }
    }

    /// Tells the client its position with a cursor-only event.
    public void tell(String namespace) {
        if (trail != null) {
            outlet.accept(new DirectEvent(new EventFrame(namespace, OFFSET_EVENT, List.of()), trail));
        }
    }

    /// Sends an event that was read back, with the position that the socket has with it. While the socket is held
    /// only.
    public void replay(EventFrame frame, Map<Integer, Long> positions) {
        outlet.accept(
                trail == null
                        ? new DirectEvent(frame, null)
                        : new Delivery(frame, trail, CursorTrail.bytes(PositionVector.of(0, positions))));
    }

    /// Whether a record lies ahead of where the socket is, and not before it entered the room. While it catches up
    /// only.
    boolean isDue(Room room, long offset) {
        return offset >= own.getOrDefault(room.partition(), 0L) && offset >= floors.getOrDefault(room, 0L);
    }

    /// Whether a record is for this socket: neither its sid nor its user is left out, and it is not about its own
    /// coming or going.
    public boolean wants(RoomRecord record) {
        return switch (record.kind()) {
            case EVENT ->
                record.except().isEmpty()
                        || (!record.except().contains(sid) && !record.except().contains(userRoom));
            case JOINED, LEFT -> !record.sid().orElse("").equals(sid);
            case CONTROL -> false;
        };
    }
}
