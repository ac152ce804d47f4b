package io.roomlog.edge.app;

import io.roomlog.edge.limit.Limit;
import io.roomlog.edge.limit.LimitEvents;
import io.roomlog.edge.limit.Limits;
import io.roomlog.edge.limit.Rates;
import io.roomlog.edge.socketio.Identity;
import io.roomlog.edge.socketio.Socket;
import java.util.Set;

/// How much of the verbs somebody may use. One for an edge; thread-safe.
public final class Quotas {
    /// A socket is in its own and its user's by itself.
    private static final int OWN_ROOMS = 2;

    private final Limits limits;
    private final LimitEvents events;
    private final Rates ofSocket;
    private final Rates ofUser;

    public Quotas(Limits limits, LimitEvents events) {
        this.limits = limits;
        this.events = events;
        this.ofSocket = new Rates(limits.publishesPerSecondOfSocket(), System::nanoTime);
        this.ofUser = new Rates(limits.publishesPerSecondOfUser(), System::nanoTime);
    }

    /// Counts a publish of a socket.
    ///
    /// @throws VerbException (rate_limited) if it is one too many
    void requirePublish(Socket socket) throws VerbException {
        if (!ofSocket.take(socket.id())) {
            throw exceeded(Limit.PUBLISHES_OF_SOCKET, "too many publishes a second");
        }
        requirePublish(socket.identity());
    }

    /// Counts a publish of a user.
    ///
    /// @throws VerbException (rate_limited) if it is one too many
    void requirePublish(Identity who) throws VerbException {
        if (!ofUser.take(who.user())) {
            throw exceeded(Limit.PUBLISHES_OF_USER, "too many publishes a second of this user");
        }
    }

    /// Lets pass whose socket may join one more room, or is in it.
    ///
    /// @throws VerbException (rate_limited) for the others
    void requireRoomFor(Socket socket, String room) throws VerbException {
        Set<String> rooms = socket.rooms();
        if (rooms.size() >= limits.rooms() + OWN_ROOMS && !rooms.contains(room)) {
            throw exceeded(Limit.ROOMS, "a socket may be in " + limits.rooms() + " rooms; leave one first");
        }
    }

    private VerbException exceeded(Limit limit, String message) {
        events.exceeded(limit);
        return new VerbException(ErrorCode.RATE_LIMITED, message);
    }
}
