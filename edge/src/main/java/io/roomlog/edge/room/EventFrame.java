package io.roomlog.edge.room;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.engineio.EngineCodec;
import io.roomlog.common.engineio.EnginePacket;
import io.roomlog.common.socketio.SocketCodec;
import io.roomlog.edge.outbound.PacketSink;
import io.roomlog.edge.outbound.SharedBytes;
import io.roomlog.edge.outbound.WriteTimes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event encoded once for all sockets that get it: everything but the cursor and the closing bracket.
public final class EventFrame {
    private static final byte[] END = {']'};
    private static final long NOT_LIVE = -1;

    private final SharedBytes open;
    private final List<SharedBytes> attachments;
    private final int size;
    private final long stampMillis;
    private final long dispatchedNanos;

    /// An event that is not, or no longer, live.
    ///
    /// @param namespace the Socket.IO namespace
    /// @param event `["event",arg,...]`
    public EventFrame(String namespace, Bytes event, List<Bytes> attachments) {
        this(namespace, event, attachments, NOT_LIVE, 0);
    }

    /// A live one.
    ///
    /// @param stampMillis when the log took it, since 1970
    /// @param dispatchedNanos when it was dispatched here, as [System#nanoTime()] tells
    EventFrame(String namespace, Bytes event, List<Bytes> attachments, long stampMillis, long dispatchedNanos) {
        this.stampMillis = stampMillis;
        this.dispatchedNanos = dispatchedNanos;
        Bytes start = EngineCodec.encodeText(
                new EnginePacket.Text(SocketCodec.event(namespace, -1, Bytes.EMPTY, attachments.size())));
        byte[] beginning = new byte[start.length() + event.length() - 1];
        start.copyTo(beginning, 0);
        event.slice(0, event.length() - 1).copyTo(beginning, start.length());
        this.open = new SharedBytes(Bytes.of(beginning));
        this.attachments = attachments.isEmpty()
                ? List.of()
                : attachments.stream().map(SharedBytes::new).toList();
        int bytes = beginning.length + 64;
        for (Bytes attachment : attachments) {
            bytes += attachment.length() + 16;
        }
        this.size = bytes;
    }

    /// A socket's connection has written it.
    void written(WriteTimes times) {
        if (stampMillis != NOT_LIVE) {
            times.live(stampMillis, dispatchedNanos);
        }
    }

    int size() {
        return size;
    }

    /// Writes the event with the trail's cursor as one more argument; without one where there is none yet, or no trail.
    void writeTo(PacketSink sink, @Nullable CursorTrail trail) {
        if (trail == null || !trail.isLocated()) {
            sink.text(open, END);
        } else {
            sink.text(open, trail.head(), trail.vector());
        }
        for (SharedBytes attachment : attachments) {
            sink.binary(attachment);
        }
    }
}
