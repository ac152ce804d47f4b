/// What waits to be written to one connection, and the form that transports give it.
///
/// Knows neither Socket.IO nor Kafka, nor how bytes reach the network. [Outbound] is the door.
@NullMarked
package io.roomlog.edge.outbound;

import org.jspecify.annotations.NullMarked;
