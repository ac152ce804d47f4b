/// Who is in which room, from the records of sessions; and the departure of those whose edge has died.
///
/// Knows no HTTP, and of leases only whether one is over. [Presence] and [PresenceViews] are the doors.
@NullMarked
package io.roomlog.router.presence;

import org.jspecify.annotations.NullMarked;
