/// What one client, or one address, may take for itself: counts, rates, and the addresses that they are counted by.
///
/// Knows nothing else of ours. [Limits] names them all.
@NullMarked
package io.roomlog.edge.limit;

import org.jspecify.annotations.NullMarked;
