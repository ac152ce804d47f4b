package io.roomlog.deploy.conformance;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.edge.engineio.CloseReason;
import io.roomlog.edge.engineio.EngineHandler;
import io.roomlog.edge.engineio.EngineListener;
import io.roomlog.edge.engineio.EngineSession;

/// Sends every message back as it came.
final class EchoEngine implements EngineHandler {
    @Override
    public EngineListener open(EngineSession session) {
        return new EngineListener() {
            @Override
            public void onText(Bytes text) {
                session.sendText(text);
            }

            @Override
            public void onBinary(Bytes data) {
                session.sendBinary(data);
            }

            @Override
            public void onClose(CloseReason reason) {
                // nothing to undo
            }
        };
    }
}
