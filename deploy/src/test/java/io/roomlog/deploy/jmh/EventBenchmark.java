package io.roomlog.deploy.jmh;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.room.CursorTrail;
import io.roomlog.edge.room.EventFrame;
import io.roomlog.edge.room.Subscriber;
import io.roomlog.edge.room.SubscriberListener;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/// A message's way out to the sockets.
public class EventBenchmark extends CodecBenchmark {
    private final Bytes event = Samples.EVENT;
    private final FrameSink sink = new FrameSink();
    private final Outbound delivery = delivery();

    /// The event as all sockets share it: once for each message and edge.
    @Benchmark
    public EventFrame share() {
        return new EventFrame("/", event, List.of());
    }

    /// The event written for one socket, with its cursor: once for each socket that gets the message.
    @Benchmark
    public int write() {
        sink.clear();
        delivery.writeTo(sink);
        return sink.length();
    }

    /// What is queued for a socket that has its position.
    private Outbound delivery() {
        Sent sent = new Sent(new ArrayList<>());
        var subscriber = new Subscriber(
                Samples.SID, "user:" + Samples.USER, new CursorTrail(Samples.ORIGINS), Samples.ORIGINS.slots(), sent);
        subscriber.locate(Samples.HEAD.session(), Samples.positions(3));
        subscriber.send(new EventFrame("/", event, List.of()), Samples.positions(3));
        sent.items.getFirst().writeTo(sink);
        return sent.items.getLast();
    }

    private record Sent(List<Outbound> items) implements SubscriberListener {
        @Override
        public void send(Outbound item) {
            items.add(item);
        }

        @Override
        public void control(RoomRecord record, Place at) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void behind() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void departed(RoomKey room, RoomRecord record) {
            throw new UnsupportedOperationException();
        }
    }
}
