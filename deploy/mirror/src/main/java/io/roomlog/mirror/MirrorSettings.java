package io.roomlog.mirror;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.log.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What MirrorMaker is told on top of the operator's file: all that decides whether the mirror is exact.
final class MirrorSettings {
    private static final String TOPICS =
            Topics.MIRRORED.stream().map(topic -> topic.replace(".", "\\.")).collect(Collectors.joining("|"));

    private MirrorSettings() {}

    /// Where MirrorMaker notes, in the target, what it has mirrored.
    static String offsetsTopic(Flow flow) {
        return "mm2-offsets." + flow.source() + ".internal";
    }

    /// All of it.
    ///
    /// @param epochs of the topics, by region and name
    /// @param watches the names of the flows' watches
    static Map<String, String> of(
            MirrorFile file, List<Flow> flows, Map<String, Map<String, Epoch>> epochs, Map<Flow, String> watches) {
        Map<String, String> all = new HashMap<>(file.entries());
        all.put("emit.heartbeats.enabled", "false");
        file.regions().forEach(region -> addRegion(region, file, all));
        file.flows(List.of()).stream()
                .filter(flow -> !flows.contains(flow))
                .forEach(flow -> all.put(flow + ".enabled", "false"));
        flows.forEach(flow -> addFlow(
                flow,
                file,
                epochs.getOrDefault(flow.source(), Map.of()),
                watches.getOrDefault(flow, ""),
                all));
        return all;
    }

    private static void addRegion(String region, MirrorFile file, Map<String, String> all) {
        String replicas = Integer.toString(file.replicationFactor());
        all.put(region + ".exactly.once.source.support", "enabled");
        all.put(region + ".consumer.isolation.level", "read_committed");
        for (String kept : List.of("offset", "status", "config")) {
            all.put(region + '.' + kept + ".storage.replication.factor", replicas);
        }
        all.put(region + ".offset.storage.partitions", "1");
        all.put(region + ".status.storage.partitions", "1");
        all.put(region + ".offset.flush.interval.ms", "1000");
    }

    private static void addFlow(
            Flow flow, MirrorFile file, Map<String, Epoch> epochs, String watch, Map<String, String> all) {
        Map<String, String> own = new HashMap<>();
        own.put("enabled", "true");
        own.put("topics", TOPICS);
        own.put("replication.factor", Integer.toString(file.replicationFactor()));
        own.put("tasks.max", file.entries().getOrDefault("tasks.max", "1"));
        own.put("exactly.once.support", "required");
        own.put("transaction.boundary", "poll");
        own.put("sync.topic.configs.enabled", "false");
        own.put("sync.topic.acls.enabled", "false");
        own.put("sync.group.offsets.enabled", "false");
        own.put("refresh.groups.enabled", "false");
        own.put("emit.checkpoints.enabled", "false");
        own.put("emit.offset-syncs.enabled", "false");
        own.put("transforms", "origin");
        own.put("transforms.origin.type", OriginTransform.class.getName());
        own.put("transforms.origin." + OriginTransform.REGION, flow.source());
        own.put("transforms.origin." + OriginTransform.WATCH, watch);
        own.put(
                "transforms.origin." + OriginTransform.EPOCHS,
                epochs.entrySet().stream()
                        .map(entry -> entry.getKey() + '=' + Long.toHexString(entry.getValue().value()))
                        .sorted()
                        .collect(Collectors.joining(",")));
        own.forEach((key, text) -> all.put(flow + "." + key, text));
    }
}
