/// Which edges and routers live, by what they say in `edges`; and this router's own lease.
///
/// [Leases] is the door; [LeaseState] is what it goes by, without Kafka.
@NullMarked
package io.roomlog.router.lease;

import org.jspecify.annotations.NullMarked;
