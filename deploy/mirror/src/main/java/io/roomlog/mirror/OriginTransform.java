package io.roomlog.mirror;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.log.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/// Adds to each record where it comes from, and lets nothing by behind a loss.
///
/// MirrorMaker goes on with what there is where its source has let go of what it should mirror next. Offsets have holes
/// where nothing is lost as well; so at each hole the source is asked where it begins. For the thread of one task; Kafka
/// Connect makes one for each.
public final class OriginTransform implements Transformation<SourceRecord> {
    static final String REGION = "region";
    static final String EPOCHS = "epochs";
    static final String WATCH = "watch";

    private static final ConfigDef CONFIG = new ConfigDef()
            .define(REGION, ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "The region that the records come from.")
            .define(EPOCHS, ConfigDef.Type.LIST, ConfigDef.Importance.HIGH, "topic=epoch in hex, of each topic.")
            .define(WATCH, ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "The name of the flow's watch.");

    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final Map<String, Epoch> epochs = new HashMap<>();
    private String region = "";
    private @Nullable FlowWatch watch;

    @Override
    public void configure(Map<String, ?> configs) {
        Map<String, Object> parsed = CONFIG.parse(configs);
        region = String.valueOf(parsed.get(REGION));
        watch = FlowWatch.named(String.valueOf(parsed.get(WATCH)));
        for (Object entry : (Iterable<?>) Objects.requireNonNull(parsed.get(EPOCHS))) {
            String[] parts = String.valueOf(entry).split("=", 2);
            epochs.put(parts[0], new Epoch(Long.parseLong(parts[1], 16)));
        }
    }

    @Override
    public SourceRecord apply(SourceRecord record) {
        Object topic = record.sourcePartition().get("topic");
        Epoch epoch = topic == null ? null : epochs.get(topic.toString());
        if (epoch == null) {
            return record; // one of Connect's own
        }
        TopicPartition place = new TopicPartition(topic.toString(), record.kafkaPartition());
        long offset = ((Number) Objects.requireNonNull(record.sourceOffset().get("offset"))).longValue();
        OptionalLong lostFrom = lostBefore(place, offset);
        next.put(place, offset + 1);
        Headers headers = record.headers();
        Origin.HEADERS.forEach(headers::remove); // whoever wrote the record has no say in that
        new Origin(region, epoch, offset, lostFrom).headers().forEach(headers::addBytes);
        return record;
    }

    private OptionalLong lostBefore(TopicPartition place, long offset) {
        FlowWatch flow = Objects.requireNonNull(watch);
        Long known = next.get(place);
        OptionalLong due = known == null ? flow.due(place) : OptionalLong.of(known);
        if (due.isEmpty() || offset <= due.getAsLong() || flow.earliest(place) <= due.getAsLong()) {
            return OptionalLong.empty();
        }
        if (!flow.mayGoOnBehind(place, due.getAsLong(), offset)) {
            throw new ConnectException("the origin's log no longer holds what is due: " + place + " " + due.getAsLong());
        }
        return due;
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
