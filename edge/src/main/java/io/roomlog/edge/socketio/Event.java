package io.roomlog.edge.socketio;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.socketio.Arguments;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// An event that a client has sent.
public final class Event {
    private final Socket socket;
    private final String name;
    private final Arguments arguments;
    private final long ackId;
    private final long arrivedNanos;
    private final AtomicBoolean acked = new AtomicBoolean();
    private volatile @Nullable Runnable onAck;

    /// @param ackId negative where no ack is wanted
    /// @param arrivedNanos when it came, as [System#nanoTime()] tells
    Event(Socket socket, String name, Arguments arguments, long ackId, long arrivedNanos) {
        this.arrivedNanos = arrivedNanos;
        this.socket = socket;
        this.name = name;
        this.arguments = arguments;
        this.ackId = ackId;
    }

    public Socket socket() {
        return socket;
    }

    public String name() {
        return name;
    }

    /// What came behind the name.
    public Arguments arguments() {
        return arguments;
    }

    /// When it came, as [System#nanoTime()] tells.
    public long arrivedNanos() {
        return arrivedNanos;
    }

    /// Has somebody told when it is answered, whether the client waits for that or not: once, by whoever answers. To be
    /// set before.
    public void onAck(Runnable told) {
        onAck = told;
    }

    private boolean isFirstAck() {
        if (!acked.compareAndSet(false, true)) {
            return false;
        }
        Runnable told = onAck;
        if (told != null) {
            told.run();
        }
        return wantsAck();
    }

    /// Whether the client waits for an ack.
    public boolean wantsAck() {
        return ackId >= 0;
    }

    /// Answers, from any thread. The first answer counts; without a wish for one nothing is sent.
    ///
    /// @param values anything that can be JSON, byte arrays among it
    /// @throws IllegalArgumentException if a value cannot be sent
    public void ack(@Nullable Object... values) {
        if (isFirstAck()) {
            Arguments answer = Arguments.of(values);
            socket.sendAck(ackId, answer.raw(), answer.attachments());
        }
    }

    /// The same with an answer that is JSON already, and has no attachments.
    ///
    /// @param array the values, from bracket to bracket
    public void ackWritten(Bytes array) {
        if (isFirstAck()) {
            socket.sendAck(ackId, array, List.of());
        }
    }
}
