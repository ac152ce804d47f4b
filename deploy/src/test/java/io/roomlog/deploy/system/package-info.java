/// Whole edges on a real broker, all in this process, seen by clients and in the log.
///
/// [Cluster] is the fixture, [RawClient] a client that keeps every frame in order, [RoomsTopic] what stands in the log.
package io.roomlog.deploy.system;
