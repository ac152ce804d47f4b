package io.roomlog.router.presence;

import io.roomlog.common.log.Topics;
import io.roomlog.router.log.PartitionOffsets;
import io.roomlog.router.log.Progress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/// The sessions of all regions, as a task reads them. For the task's thread.
final class Inflows {
    /// How long what other regions have said is waited for: what concerns this one does not depend on it for ever.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Inflow own;
    private final Map<String, Inflow> byTopic = new LinkedHashMap<>();

    Inflows(Regions regions, int partition, PartitionOffsets offsets) {
        own = new Inflow(regions.own(), false, progress(Topics.SESSIONS, partition, offsets));
        byTopic.put(Topics.SESSIONS, own);
        for (String region : regions.mirrored()) {
            String topic = Topics.mirrored(region, Topics.SESSIONS);
            byTopic.put(topic, new Inflow(region, true, progress(topic, partition, offsets)));
        }
    }

    private static Progress progress(String topic, int partition, PartitionOffsets offsets) {
        return new Progress(new TopicPartition(topic, partition), offsets);
    }

    /// This region's.
    Inflow own() {
        return own;
    }

    Inflow ofTopic(String topic) {
        return Objects.requireNonNull(byTopic.get(topic));
    }

    /// That of another region; empty where its records are not mirrored any more.
    Optional<Inflow> ofRegion(String region) {
        return Optional.ofNullable(byTopic.get(Topics.mirrored(region, Topics.SESSIONS)));
    }

    /// Where all of them end now.
    Ends ends(long nowMs) {
        return new Ends(
                own.progress().mark(),
                byTopic.values().stream()
                        .filter(Inflow::isMirrored)
                        .map(inflow -> inflow.progress().mark())
                        .toList(),
                nowMs);
    }

    /// See [Progress#refresh].
    void refresh() {
        byTopic.values().forEach(inflow -> inflow.progress().refresh());
    }

    /// Ends that were asked for.
    record Ends(Progress.Mark own, List<Progress.Mark> mirrored, long askedMs) {
        /// Whether there will be no answer.
        boolean areLost() {
            return own.isLost();
        }

        /// Whether everything before them has been processed.
        boolean arePassed(long nowMs) {
            return own.isPassed()
                    && (nowMs - askedMs > PATIENCE.toMillis()
                            || mirrored.stream().allMatch(mark -> mark.isPassed() || mark.isLost()));
        }
    }
}
