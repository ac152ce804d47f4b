/// How Kafka is reached: its addresses, and what else its clients have to know to be let in.
///
/// [KafkaAccess] is the door. Nothing here knows what clients do once they are connected, and nobody else reads
/// secrets of Kafka.
@NullMarked
package io.roomlog.common.kafka;

import org.jspecify.annotations.NullMarked;
