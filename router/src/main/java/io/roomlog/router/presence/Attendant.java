package io.roomlog.router.presence;

import java.util.List;

/// A socket that is present.
///
/// @param holder incarnation of its edge
/// @param rooms the rooms that it is in, its own among them
record Attendant(String sid, String user, String namespace, String holder, List<Attendance> rooms) {}
