package io.roomlog.edge.room;

import java.util.Map;

/// How far a socket, and what is for it, has come, by partition of its rooms.
///
/// @param positions the next offset that goes to it; what lies from there on is yet to come, or to be read back
/// @param seen up to where everything has been dispatched, control records among it
public record Reached(Map<Integer, Long> positions, Map<Integer, Long> seen) {
    public Reached {
        positions = Map.copyOf(positions);
        seen = Map.copyOf(seen);
    }
}
