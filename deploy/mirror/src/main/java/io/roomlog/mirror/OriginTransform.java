package io.roomlog.mirror;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.log.Origin;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/// Adds to each record where it comes from. Kafka Connect makes one for each task, and uses it on the task's thread.
public final class OriginTransform implements Transformation<SourceRecord> {
    static final String FLOW = "flow";

    private static final ConfigDef CONFIG =
            new ConfigDef().define(FLOW, ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "The flow's name.");

    private final Set<TopicPartition> begun = new HashSet<>();
    private @Nullable FlowRun flow;

    @Override
    public void configure(Map<String, ?> configs) {
        flow = FlowRun.named(String.valueOf(CONFIG.parse(configs).get(FLOW)));
    }

    @Override
    public SourceRecord apply(SourceRecord record) {
        FlowRun own = Objects.requireNonNull(flow);
        String topic = String.valueOf(record.sourcePartition().get("topic"));
        Epoch epoch = own.epochs().get(topic);
        if (epoch == null) {
            throw new ConnectException(topic + " is not mirrored");
        }
        TopicPartition place = new TopicPartition(topic, record.kafkaPartition());
        long offset = ((Number) Objects.requireNonNull(record.sourceOffset().get("offset"))).longValue();
        OptionalLong lostFrom = own.handOn(place, offset, begun.add(place));
        Headers headers = record.headers();
        Origin.HEADERS.forEach(headers::remove); // whoever wrote the record has no say in that
        new Origin(own.flow().source(), epoch, offset, lostFrom).headers().forEach(headers::addBytes);
        return record;
    }

    @Override
    public ConfigDef config() {
        return CONFIG;
    }

    @Override
    public void close() {
        // nothing is open
    }
}
