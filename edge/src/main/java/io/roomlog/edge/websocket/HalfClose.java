package io.roomlog.edge.websocket;

import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PlainSocket;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.net.Socket;
import java.util.Optional;

/// Ends what is sent on a connection while it is still read. Helidon has no way to, so its socket's own is reached
/// by reflection; where that cannot be done a connection has no such end.
final class HalfClose {
    private static final Logger LOG = System.getLogger(HalfClose.class.getName());
    private static final Optional<Field> FIELD = field();

    private HalfClose() {}

    private static Optional<Field> field() {
        try {
            Field field = PlainSocket.class.getDeclaredField("delegate");
            field.setAccessible(true);
            return field.getType() == Socket.class ? Optional.of(field) : Optional.empty();
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.INFO, "connections are closed in both directions at once: {0}", e.toString());
            return Optional.empty();
        }
    }

    /// Says to the peer that nothing more will come.
    ///
    /// @return false if that cannot be said
    static boolean of(HelidonSocket connection) {
        if (FIELD.isEmpty() || !(connection instanceof PlainSocket)) {
            return false;
        }
        try {
            ((Socket) FIELD.get().get(connection)).shutdownOutput();
            return true;
        } catch (IOException e) {
            LOG.log(Level.TRACE, "the peer has gone", e);
            return false;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the field was made accessible", e);
        }
    }
}
