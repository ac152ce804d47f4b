package io.roomlog.router.fanout;

import io.opentelemetry.api.trace.SpanKind;
import io.roomlog.common.log.FanoutRecord;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.trace.Step;
import io.roomlog.common.trace.Tracing;
import io.roomlog.router.log.RecordProcessor;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/// Copies a wide emit to its rooms. The copies are the same each time, so that readers recognise them where a record
/// is processed again.
final class FanoutProcessor extends RecordProcessor {
    private final int roomPartitions;
    private final Tracing tracing;
    private final FanoutEvents events;

    FanoutProcessor(int roomPartitions, Tracing tracing, FanoutEvents events) {
        super(Fanout.NAME, events);
        this.roomPartitions = roomPartitions;
        this.tracing = tracing;
        this.events = events;
    }

    @Override
    protected void process(Record<byte[], byte[]> record, RecordMetadata place) {
        FanoutRecord.read(record.value(), record.headers())
                .ifPresentOrElse(
                        emit -> spread(emit, record.timestamp()), () -> setAside(record, place, "no wide emit"));
    }

    private void spread(FanoutRecord emit, long timestamp) {
        byte[] value = emit.record().value().toArray();
        List<RoomKey> targets = emit.targets(roomPartitions);
        Step step = tracing.begin("spread", SpanKind.CONSUMER, emit.record().traceparent(), timestamp)
                .with("roomlog.rooms", targets.size());
        Headers headers = emit.record().tracedAs(step.traceparent()).headers();
        targets.forEach(target -> toRooms(new Record<>(target.bytes(), value, timestamp, headers)));
        step.end();
        events.spread(targets.size(), timestamp);
        // what was spread is not to be spread again after a long absence of all routers: readers recognise copies for
        // some minutes only
        context().commit();
    }
}
