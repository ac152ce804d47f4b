/// The mirror between regions: Kafka's MirrorMaker 2, with what makes it exact. Knows topics and origins, nothing of
/// what records say. The door is [io.roomlog.mirror.Mirror].
@NullMarked
package io.roomlog.mirror;

import org.jspecify.annotations.NullMarked;
