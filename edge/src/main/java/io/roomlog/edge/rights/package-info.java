/// What a token allows in which rooms.
///
/// Knows nothing else of ours. [Rights] is the door.
@NullMarked
package io.roomlog.edge.rights;

import org.jspecify.annotations.NullMarked;
