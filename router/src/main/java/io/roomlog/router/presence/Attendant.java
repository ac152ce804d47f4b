package io.roomlog.router.presence;

import java.util.List;

/// A socket that is present.
///
/// @param holder its edge
/// @param rooms the rooms that it is in, its own among them
record Attendant(String sid, String user, String namespace, Holder holder, List<Attendance> rooms) {
    /// The same in these rooms.
    Attendant in(List<Attendance> its) {
        return new Attendant(sid, user, namespace, holder, its);
    }
}
