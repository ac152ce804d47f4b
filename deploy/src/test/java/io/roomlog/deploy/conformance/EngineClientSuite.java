package io.roomlog.deploy.conformance;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.edge.engineio.CloseReason;
import io.roomlog.edge.engineio.EngineError;
import io.roomlog.edge.engineio.EngineHandler;
import io.roomlog.edge.engineio.EngineListener;
import io.roomlog.edge.engineio.EngineRequest;
import io.roomlog.edge.engineio.EngineSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What engine.io-client's suite asks of its server.
final class EngineClientSuite implements EngineHandler {
    private static final List<String> COOKIES = List.of(
            "1=1; Max-Age=86400",
            "2=2; Path=/; HttpOnly; Secure; SameSite=Strict",
            "3=3; Max-Age=0",
            "4=4; Expires=Thu, 01 Jan 2026 00:00:00 GMT");

    @Override
    public Optional<EngineError> refuse(EngineRequest request) {
        return request.query().containsKey("deny") ? Optional.of(EngineError.FORBIDDEN) : Optional.empty();
    }

    @Override
    public Map<String, List<String>> handshakeHeaders(EngineRequest request) {
        return Map.of("set-cookie", COOKIES);
    }

    @Override
    public EngineListener open(EngineSession session) {
        session.sendText(Bytes.utf8("hi"));
        return new EngineListener() {
            @Override
            public void onText(Bytes text) {
                switch (text.utf8()) {
                    case "give binary" -> session.sendBinary(Bytes.of(new byte[] {0, 1, 2, 3, 4}));
                    case "give utf8" -> session.sendText(Bytes.utf8("пойду спать всем спокойной ночи"));
                    case "sendHeaders" -> session.sendText(headers(session.currentPost()));
                    default -> session.sendText(text);
                }
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

    private static Bytes headers(EngineRequest post) {
        Map<String, Object> first = new LinkedHashMap<>();
        if (post != null) {
            post.headers().forEach((name, values) -> first.put(name, values.getFirst()));
        }
        return Arguments.of(first).raw(0);
    }
}
