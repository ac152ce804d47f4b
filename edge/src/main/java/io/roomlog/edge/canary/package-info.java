/// The canary: a client of the edge's own, over the network, that holds the edge to its promise. Knows of the edge what
/// any client knows, and how the log is. The door is [io.roomlog.edge.canary.Canary].
@NullMarked
package io.roomlog.edge.canary;

import org.jspecify.annotations.NullMarked;
