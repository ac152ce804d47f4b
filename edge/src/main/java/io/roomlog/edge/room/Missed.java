package io.roomlog.edge.room;

import java.util.Map;

/// What was let go while a socket was held, to be read back.
///
/// @param from by partition, the first offset that the socket has not had
/// @param to by partition, the first offset that is dispatched to it live
public record Missed(Map<Integer, Long> from, Map<Integer, Long> to) {
    public Missed {
        from = Map.copyOf(from);
        to = Map.copyOf(to);
    }
}
