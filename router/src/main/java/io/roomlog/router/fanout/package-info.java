/// Wide emits, spread: a record of `fanout` becomes one of `rooms` for each of its rooms.
///
/// Keeps nothing. [Fanout] is the door.
@NullMarked
package io.roomlog.router.fanout;

import org.jspecify.annotations.NullMarked;
