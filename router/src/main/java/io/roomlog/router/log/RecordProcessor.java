package io.roomlog.router.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// A part's step for each record of its topic. Whatever a record is made of, the next one is processed: what cannot be
/// used is put among the dead letters. Only what the log or a store says ends the task.
public abstract class RecordProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Logger LOG = System.getLogger(RecordProcessor.class.getName());

    private final String part;
    private final RecordEvents events;
    private @Nullable ProcessorContext<byte[], byte[]> context;

    /// @param part the name that its sinks have, see [Sinks]
    protected RecordProcessor(String part, RecordEvents events) {
        this.part = part;
        this.events = events;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> given) {
        context = given;
    }

    protected final ProcessorContext<byte[], byte[]> context() {
        return Objects.requireNonNull(context);
    }

    /// The task's partition.
    protected final int partition() {
        return context().taskId().partition();
    }

    @Override
    public final void process(Record<byte[], byte[]> record) {
        RecordMetadata place = context().recordMetadata().orElseThrow();
        try {
            process(record, place);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a record was not processed, by a fault of ours", e);
            setAside(record, place, e.getClass().getSimpleName());
        }
        processed(place);
    }

    protected abstract void process(Record<byte[], byte[]> record, RecordMetadata place);

    /// Nothing more will be done with the record at this place.
    protected void processed(RecordMetadata place) {
        // some parts keep no progress
    }

    /// Puts a record among the dead letters, as it is, with the headers `reason`, `topic`, `partition`, `offset`.
    protected final void setAside(Record<byte[], byte[]> record, RecordMetadata place, String reason) {
        events.deadLettered(place.topic());
        LOG.log(
                Level.WARNING,
                "record set aside topic={0} partition={1} offset={2} reason={3}",
                place.topic(),
                Integer.toString(place.partition()),
                Long.toString(place.offset()),
                reason);
        Headers headers = new RecordHeaders(record.headers());
        add(headers, "reason", reason);
        add(headers, "topic", place.topic());
        add(headers, "partition", Integer.toString(place.partition()));
        add(headers, "offset", Long.toString(place.offset()));
        context().forward(record.withHeaders(headers), Sinks.deadLetters(part));
    }

    /// Appends a record to `rooms`.
    protected final void toRooms(Record<byte[], byte[]> record) {
        context().forward(record, Sinks.rooms(part));
    }

    protected static void add(Headers headers, String key, String text) {
        headers.add(key, text.getBytes(StandardCharsets.UTF_8));
    }
}
