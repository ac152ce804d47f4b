package io.roomlog.deploy.jmh;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.engineio.EngineCodec;
import io.roomlog.common.engineio.EnginePacket;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.common.socketio.SocketCodec;
import io.roomlog.common.socketio.SocketPacket;
import io.roomlog.common.websocket.FrameDecoder;
import io.roomlog.common.websocket.WebSocketMessage;
import io.roomlog.deploy.bench.wire.ClientFrame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;

/// What a publish costs at the edge that takes it: once for each message, on the connection's reader and on the
/// producer's thread.
public class PublishBenchmark extends CodecBenchmark {
    private static final long ACK = 17;

    private final FrameDecoder decoder = new FrameDecoder(1_000_000);
    private final byte[] frame = Samples.frame(ClientFrame.TEXT, Samples.PUBLISH);
    // not final, or the compiler would write the ack
    private String offset = "EgABAgMEBQ.AAEAwIQ9";
    private String id = Samples.ID;

    /// From the frame to the checked arguments that the handler gets.
    @Benchmark
    public Arguments decode() {
        var message =
                (WebSocketMessage.Text) decoder.feed(frame, 0, frame.length).getFirst();
        var packet = (EnginePacket.Text) EngineCodec.decodeText(message.data());
        var event = (SocketPacket.Event) SocketCodec.decode(packet.data());
        return (Arguments) Arguments.parse(event.data(), List.of());
    }

    /// The ack as an application gives it, a map that is written by the mapper.
    @Benchmark
    public Bytes ackOfMap() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ok", true);
        answer.put("offset", offset);
        answer.put("id", id);
        return SocketCodec.ack("/", ACK, Arguments.of(answer).raw(), 0);
    }

    /// The same ack put together from text, as `publish` does it.
    @Benchmark
    public Bytes ackWritten() {
        Bytes answer = Bytes.utf8("[{\"ok\":true,\"offset\":\"" + offset + "\",\"id\":\"" + id + "\"}]");
        return SocketCodec.ack("/", ACK, answer, 0);
    }
}
