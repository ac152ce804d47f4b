/// The bench: a load generator that is not the limit, scenarios, and what they cost the servers. [Bench] is the door,
/// [Loop] the part that has to be fast.
///
/// It knows servers by their ports and process numbers alone, so that it measures any Socket.IO server with the verbs
/// `join` and `publish`; nothing of the module `edge` is used.
@NullMarked
package io.roomlog.deploy.bench;

import org.jspecify.annotations.NullMarked;
