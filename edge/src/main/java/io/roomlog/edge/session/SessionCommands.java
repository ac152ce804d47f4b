package io.roomlog.edge.session;

import io.roomlog.common.cursor.Slots;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.room.SubscriberListener;
import java.util.function.Supplier;

/// What the log tells a session: commands, and what others believe of it. While it is live, on the dispatcher's
/// thread.
final class SessionCommands implements SubscriberListener {
    private final Session session;
    private final SessionState state;
    private final Attendance attendance;
    private final SessionListener listener;
    private final Slots slots;

    SessionCommands(Session session, SessionState state, Attendance attendance, SessionListener listener, Slots slots) {
        this.session = session;
        this.state = state;
        this.attendance = attendance;
        this.listener = listener;
        this.slots = slots;
    }

    @Override
    public void send(Outbound item) {
        listener.send(item);
    }

    @Override
    public void control(RoomRecord record, Place at) {
        if (Control.isFor(record, state.sid(), state.userRoom())) {
            Control.of(record, slots.origin(at.slot())).ifPresent(control -> obey(control, at));
        }
    }

    private void obey(Control control, Place at) {
        switch (control) {
            case Control.TakenOver taken -> session.takenOver(taken);
            case Control.Disconnect d -> {
                if (!session.isOver()) {
                    listener.disconnected();
                }
            }
            case Control.Leave leave -> {
                if (!state.isOwn(leave.room())) {
                    change(at, () -> session.takeOut(leave.room()));
                }
            }
            case Control.Join join -> change(at, () -> () -> session.putIn(join.room()));
        }
    }

    /// Does what a command asks that was found on the way through a past; where the session is used.
    void found(Control control) {
        switch (control) {
            case Control.TakenOver taken -> session.takenOver(taken);
            case Control.Disconnect d -> listener.disconnected();
            case Control.Join join -> session.putIn(join.room());
            case Control.Leave leave -> {
                // the past itself has seen to that
            }
        }
    }

    /// Nothing more goes to the socket from the command's record on, until the change is recorded.
    ///
    /// @param now what is done at the record itself; it gives what remains to be done where the session is used
    private void change(Place at, Supplier<Runnable> now) {
        if (session.isOver()) {
            return;
        }
        session.holdNow();
        state.waits(at);
        Runnable rest = now.get();
        listener.execute(() -> {
            try {
                state.applied(at);
                rest.run();
            } catch (LogException e) {
                // what was commanded is in the log, and is done when the socket comes back
                listener.failed();
            } finally {
                session.settle();
            }
        });
    }

    @Override
    public void behind() {
        listener.execute(session::settle);
    }

    @Override
    public void departed(RoomKey room, RoomRecord record) {
        if (session.isOver()) {
            return;
        }
        if (record.generation() <= state.now().generation()) {
            listener.execute(() -> attendance.correct(room.room()));
        } else {
            // claimed by an edge that died before it could say so: the client is to come back, which supersedes that
            listener.failed();
        }
    }
}
