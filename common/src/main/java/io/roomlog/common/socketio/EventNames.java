package io.roomlog.common.socketio;

import java.util.Optional;
import java.util.Set;

/// Which events may be sent: a name that a stock client refuses makes it drop its connection, again after each
/// recovery.
public final class EventNames {
    /// Names that clients and servers keep for themselves (`RESERVED_EVENTS` of socket.io-parser).
    public static final Set<String> RESERVED =
            Set.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    private EventNames() {}

    public static boolean isReserved(String name) {
        return RESERVED.contains(name);
    }

    /// Why `arguments` cannot be an event's, or empty if they can: the first must be a string that is not reserved,
    /// or a number.
    public static Optional<String> problemWithEvent(Arguments arguments) {
        if (arguments.size() == 0) {
            return Optional.of("event without a name");
        }
        byte first = arguments.raw(0).at(0);
        if (first == '-' || (first >= '0' && first <= '9')) {
            return Optional.empty();
        }
        return arguments
                .string(0)
                .map(name -> isReserved(name) ? Optional.of("reserved event name " + name) : Optional.<String>empty())
                .orElse(Optional.of("event name is neither a string nor a number"));
    }
}
