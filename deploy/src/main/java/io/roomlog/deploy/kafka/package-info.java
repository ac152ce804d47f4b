/// A Kafka broker inside this process, for development, tests and small installations: [EmbeddedKafka] is the door.
///
/// It is the real one, broker and KRaft controller, on a folder that keeps its data from run to run. Nothing here knows
/// what the topics hold; clients reach it over its port, as any other Kafka.
@NullMarked
package io.roomlog.deploy.kafka;

import org.jspecify.annotations.NullMarked;
