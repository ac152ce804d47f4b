/// The topics as they have to be: made where they are missing, checked where they exist. What of them could lose what
/// was acked is `SafeLog`'s to say.
///
/// Used once, at the start of each process. Knows Kafka's admin client, and none that reads or writes.
@NullMarked
package io.roomlog.common.topics;

import org.jspecify.annotations.NullMarked;
