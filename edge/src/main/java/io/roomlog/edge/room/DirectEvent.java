package io.roomlog.edge.room;

import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.outbound.PacketSink;
import io.roomlog.edge.outbound.WriteTimes;
import org.jspecify.annotations.Nullable;

/// An event that is not in the log. To a socket with a cursor it ends with the position that the socket has anyway:
/// the stock client would take any other last string for its offset.
///
/// @param trail null for a socket without a cursor
public record DirectEvent(EventFrame frame, @Nullable CursorTrail trail) implements Outbound {
    @Override
    public int size() {
        return frame.size();
    }

    @Override
    public void writeTo(PacketSink sink) {
        frame.writeTo(sink, trail);
    }

    @Override
    public void written(WriteTimes times) {
        frame.written(times);
    }
}
