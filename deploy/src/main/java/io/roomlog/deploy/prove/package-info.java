/// The proof harness: a cluster of processes of its own, clients that keep what they receive, faults while they do, and
/// a judge that holds it all against the log. [Proof] is the door, [Judge] the part that decides.
///
/// It knows edges by their ports alone, and speaks to them as stock clients do; nothing of the module `edge` is used.
@NullMarked
package io.roomlog.deploy.prove;

import org.jspecify.annotations.NullMarked;
