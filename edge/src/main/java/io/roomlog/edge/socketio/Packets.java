package io.roomlog.edge.socketio;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.engineio.EngineCodec;
import io.roomlog.common.engineio.EnginePacket;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.common.socketio.SocketCodec;
import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.outbound.Packet;
import io.roomlog.edge.room.DirectEvent;
import io.roomlog.edge.room.EventFrame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The packets that the server sends of itself.
final class Packets {
    private Packets() {}

    /// A Socket.IO packet as an Engine.IO message.
    static Bytes message(Bytes packet) {
        return EngineCodec.encodeText(new EnginePacket.Text(packet));
    }

    /// CONNECT's answer.
    static Outbound connect(String namespace, String sid, Optional<String> pid) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("sid", sid);
        pid.ifPresent(id -> answer.put("pid", id));
        return new Packet(
                message(SocketCodec.connect(namespace, Arguments.of(answer).raw(0))));
    }

    /// The event that says why a socket is ended.
    static Arguments closing(String code, String message) {
        Map<String, String> why = new LinkedHashMap<>();
        why.put("code", code);
        why.put("message", message);
        return Arguments.of("closing", why);
    }

    /// The same, ending with an object and no cursor: it may overtake what is queued.
    static Outbound farewell(String namespace, String code, String message) {
        return new DirectEvent(new EventFrame(namespace, closing(code, message).raw(), List.of()), null);
    }
}
