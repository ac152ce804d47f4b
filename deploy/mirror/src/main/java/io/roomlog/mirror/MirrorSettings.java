package io.roomlog.mirror;

import io.roomlog.common.log.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What MirrorMaker is told of a flow: how the two regions are reached, and all that decides whether the mirror is
/// exact, and quick.
final class MirrorSettings {
    private static final String TOPICS =
            Topics.MIRRORED.stream().map(topic -> topic.replace(".", "\\.")).collect(Collectors.joining("|"));
    private static final String LARGEST_REQUEST = Integer.toString(16 * 1024 * 1024);

    private MirrorSettings() {}

    /// All of it.
    static Map<String, String> of(MirrorFile file, Flow flow) {
        Map<String, String> all = new HashMap<>();
        all.put("clusters", flow.source() + "," + flow.target());
        for (String region : List.of(flow.source(), flow.target())) {
            file.client(region).forEach((key, text) -> all.put(region + '.' + key, String.valueOf(text)));
        }
        worker(file).forEach((key, text) -> all.put(flow.target() + '.' + key, text));
        connector(file, flow).forEach((key, text) -> all.put(flow + "." + key, text));
        all.put(flow + ".enabled", "true");
        all.put("emit.heartbeats.enabled", "false");
        // To look through the whole class path for plugins takes seconds.
        all.put("plugin.discovery", "service_load");
        all.put(flow.target() + ".plugin.discovery", "service_load");
        return all;
    }

    private static Map<String, String> worker(MirrorFile file) {
        Map<String, String> worker = new HashMap<>();
        String replicas = Integer.toString(file.replicationFactor());
        worker.put("exactly.once.source.support", "enabled");
        for (String kept : List.of("offset", "status", "config")) {
            worker.put(kept + ".storage.replication.factor", replicas);
        }
        worker.put("offset.storage.partitions", "1");
        worker.put("status.storage.partitions", "1");
        // One process for each flow: where it has died, the next need not wait for it any longer than it must.
        worker.put("session.timeout.ms", "6000");
        worker.put("heartbeat.interval.ms", "2000");
        worker.put("scheduled.rebalance.max.delay.ms", "0");
        worker.put("producer.linger.ms", "0");
        // A transaction that begins right behind another is told to try again.
        worker.put("producer.retry.backoff.ms", "5");
        worker.put("producer.max.request.size", LARGEST_REQUEST);
        return worker;
    }

    private static Map<String, String> connector(MirrorFile file, Flow flow) {
        Map<String, String> own = new HashMap<>();
        own.put("topics", TOPICS);
        own.put("groups", "");
        own.put("tasks.max", Integer.toString(file.tasks()));
        own.put("replication.factor", Integer.toString(file.replicationFactor()));
        own.put("exactly.once.support", "required");
        own.put("transaction.boundary", "poll");
        own.put("consumer.isolation.level", "read_committed");
        own.put("consumer.auto.offset.reset", "none");
        own.put("consumer.group.id", flow.readers());
        own.put("sync.topic.configs.enabled", "false");
        own.put("sync.topic.acls.enabled", "false");
        own.put("sync.group.offsets.enabled", "false");
        own.put("refresh.groups.enabled", "false");
        own.put("emit.checkpoints.enabled", "false");
        own.put("emit.offset-syncs.enabled", "false");
        own.put("heartbeats.replication.enabled", "false");
        own.put("transforms", "origin");
        own.put("transforms.origin.type", OriginTransform.class.getName());
        own.put("transforms.origin." + OriginTransform.FLOW, flow.toString());
        return own;
    }
}
