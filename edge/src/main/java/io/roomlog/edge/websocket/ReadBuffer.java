package io.roomlog.edge.websocket;

import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PlainSocket;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.util.Optional;

/// The buffer that a connection is read into, small while little comes.
///
/// Helidon's plain socket holds one of 8 KB for as long as it lives, which is most of what an idle connection would
/// take. There is no setting for it, so it is exchanged by reflection, on the one thread that uses it. Where that
/// cannot be done, on TLS too, the buffer stays as it is.
final class ReadBuffer {
    static final int SMALL = 1024;
    static final int LARGE = 8 * 1024;

    private static final Logger LOG = System.getLogger(ReadBuffer.class.getName());
    private static final int QUIET_READS = 64;
    private static final Optional<Field> FIELD = field();

    private final HelidonSocket socket;
    private int size = LARGE;
    private int smallReads;

    /// On the thread that reads.
    ReadBuffer(HelidonSocket socket) {
        this.socket = socket;
        set(SMALL);
    }

    private static Optional<Field> field() {
        try {
            Field field = PlainSocket.class.getDeclaredField("readBuffer");
            field.setAccessible(true);
            return field.getType() == byte[].class ? Optional.of(field) : Optional.empty();
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.INFO, "connections keep read buffers of Helidon's size: {0}", e.toString());
            return Optional.empty();
        }
    }

    /// So many bytes have come in one read: it grows when they have filled it, and shrinks when for long they could
    /// have been taken by the small one.
    void read(int bytes) {
        if (bytes >= SMALL) {
            smallReads = 0;
            set(LARGE);
        } else if (size == LARGE) {
            smallReads++;
            if (smallReads == QUIET_READS) {
                set(SMALL);
            }
        }
    }

    private void set(int wanted) {
        if (size != wanted && FIELD.isPresent() && socket instanceof PlainSocket) {
            try {
                FIELD.get().set(socket, new byte[wanted]);
                size = wanted;
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("the field was made accessible", e);
            }
        }
    }

    /// Bytes that it takes.
    int size() {
        return size;
    }
}
