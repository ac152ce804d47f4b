package io.roomlog.edge.outbound;

/// One or more packets that go to a connection as a unit, nothing between them.
///
/// Shared by threads and, where it carries nothing of one socket, by connections.
public interface Outbound {
    /// About how many bytes it holds while it waits; counted against the connection's bound.
    int size();

    /// Writes its packets. Called once for each connection, in queue order, by whoever writes to the connection.
    void writeTo(PacketSink sink);

    /// Its packets have been written: on a WebSocket given to the network, in a poll put into its answer. What
    /// counts as a live delivery says so.
    default void written(WriteTimes times) {}
}
