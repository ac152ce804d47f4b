package io.roomlog.deploy.prove;

import io.roomlog.common.engineio.EnginePacket;
import java.io.IOException;
import java.util.List;

/// An Engine.IO connection, as a client has it.
public interface Transport extends AutoCloseable {
    /// Waits for what comes next. One thread.
    ///
    /// @throws IOException if the connection is lost, or nothing comes for so long that it counts as lost
    List<EnginePacket> receive() throws IOException;

    /// Sends a packet. Any thread.
    ///
    /// @throws IOException if the connection is lost
    void send(EnginePacket packet) throws IOException;

    /// Ends it without a word. Any thread.
    @Override
    void close();
}
