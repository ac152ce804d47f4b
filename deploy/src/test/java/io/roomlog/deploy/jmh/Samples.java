package io.roomlog.deploy.jmh;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.cursor.CursorHead;
import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.deploy.bench.wire.ClientFrame;
import io.roomlog.deploy.bench.wire.Message;
import io.roomlog.edge.log.Origins;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The message that goes through them, of the size that the bench publishes.
final class Samples {
    private static final String TEXT = Message.blank(204);

    /// The event, as it stands in the log.
    static final Bytes EVENT = Bytes.utf8("[\"b\",\"" + TEXT + "\"]");

    /// A client's wish to publish it, as Engine.IO's message.
    static final Bytes PUBLISH =
            Bytes.utf8("4217[\"publish\",{\"room\":\"room-17\",\"event\":\"b\",\"args\":[\"" + TEXT + "\"]}]");

    static final String SID = "q1J8sS2cTnGgm0aWAAAB";
    static final String ID = SID + ".4f";
    static final String USER = "alice";

    /// A socket's own part of its cursors.
    static final CursorHead HEAD =
            new CursorHead(List.of(new Epoch(0x1234_5678_9abcL)), Optional.of(new SessionPointer(0, 17, 1_234_567)));

    /// One region.
    static final Origins ORIGINS = new Origins(List.of("local"), HEAD.epochs().getFirst(), 64, change -> {});

    private Samples() {}

    /// A whole frame as a client sends it.
    ///
    /// @param opcode as in RFC 6455, section 5.2
    static byte[] frame(int opcode, Bytes payload) {
        ByteBuffer frame = ByteBuffer.allocate(ClientFrame.length(payload.length()));
        ClientFrame.write(frame, opcode, payload.toArray(), 0, payload.length(), 0x37fa_213d);
        return frame.array();
    }

    /// Next offsets by partition, of so many partitions.
    static Map<Integer, Long> positions(int partitions) {
        Map<Integer, Long> positions = new TreeMap<>();
        for (int i = 0; i < partitions; i++) {
            positions.put(i, 1_000_000L + 7919L * i);
        }
        return positions;
    }
}
