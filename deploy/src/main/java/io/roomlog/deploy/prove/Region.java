package io.roomlog.deploy.prove;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.log.Topics;
import io.roomlog.deploy.process.Child;
import io.roomlog.deploy.process.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// A region's brokers, edges and routers, each in a process of its own, brokers and edges behind a proxy of their own.
final class Region implements AutoCloseable {
    private static final String ROUTERS_GROUP = "roomlog.router";
    private static final Duration BROKERS_START_WITHIN = Duration.ofSeconds(60);

    private final int index;
    private final String name;
    private final String prefix;
    private final List<String> others;
    private final List<Broker> brokers = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final List<Router> routers = new ArrayList<>();

    private Region(int index, List<String> all) {
        this.index = index;
        this.name = all.get(index);
        this.prefix = all.size() > 1 ? name + "-" : "";
        this.others = all.stream().filter(each -> !each.equals(name)).toList();
    }

    /// The parts, nothing of which runs yet.
    ///
    /// @param index which of the plan's regions
    /// @param secret of tokens
    /// @param folder of data and logs
    static Region of(int index, Plan plan, String secret, Path folder) throws IOException {
        Region region = new Region(index, plan.regions());
        List<Integer> controllers = new ArrayList<>();
        for (int i = 0; plan.brokers() > 1 && i < plan.brokers(); i++) {
            controllers.add(FreePorts.take());
        }
        for (int id = 1; id <= plan.brokers(); id++) {
            region.brokers.add(Broker.of(id, region.prefix, controllers, folder));
        }
        for (int number = 1; number <= plan.edges(); number++) {
            region.edges.add(Edge.of(plan, number, region, secret, folder));
        }
        for (int number = 1; number <= plan.routers(); number++) {
            region.routers.add(Router.of(number, region, folder));
        }
        return region;
    }

    /// Its place among the plan's, from 0.
    int index() {
        return index;
    }

    String name() {
        return name;
    }

    /// What the names of its processes begin with; empty where it is the only one.
    String prefix() {
        return prefix;
    }

    /// The settings that its edges and routers have in common.
    List<String> arguments() {
        int replicas = brokers.size();
        return List.of(
                "--region=" + name,
                "--mirrored-regions=" + String.join(",", others),
                "--kafka=" + bootstrap(),
                "--replication-factor=" + replicas,
                "--allow-unsafe-log=" + (replicas == 1),
                "--partitions=" + Cluster.PARTITIONS,
                "--session-partitions=" + Cluster.SESSION_PARTITIONS,
                "--lease=" + Cluster.LEASE.toMillis() + "ms");
    }

    /// Starts its brokers.
    void startBrokers() throws IOException, InterruptedException {
        for (Broker broker : brokers) {
            broker.process().start();
        }
        awaitBrokers();
    }

    /// Starts its edges and routers.
    void start() throws IOException, InterruptedException {
        for (Edge edge : edges) {
            edge.start();
        }
        for (Router router : routers) {
            router.start();
        }
        for (Router router : routers) {
            router.awaitReady();
        }
    }

    /// This life of its `rooms`.
    Epoch epoch() throws IOException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            String topicId = describe(admin, Topics.ROOMS).topicId().toString();
            return Epoch.of(name, topicId, Cluster.PARTITIONS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException("the brokers do not tell of the topic of the rooms", failed);
        }
    }

    /// The broker that leads a partition of `rooms`.
    Broker leader(int partition) throws IOException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            int leader = describe(admin, Topics.ROOMS)
                    .partitions()
                    .get(partition)
                    .leader()
                    .id();
            return brokers.get(leader - 1);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException("nobody knows who leads partition " + partition, failed);
        }
    }

    private static TopicDescription describe(Admin admin, String topic)
            throws ExecutionException, InterruptedException, TimeoutException {
        return Objects.requireNonNull(admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get(10, TimeUnit.SECONDS)
                .get(topic));
    }

    /// Waits until the routers have spread everything that had been emitted when this was called.
    ///
    /// @return whether they have in time
    boolean awaitSpread(Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            Map<TopicPartition, Long> ends = fanoutEnds(admin);
            while (!isRead(admin, ends)) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
                Thread.sleep(200);
            }
            return true;
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException("the brokers do not say how far the routers are", failed);
        }
    }

    private static Map<TopicPartition, Long> fanoutEnds(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        describe(admin, Topics.FANOUT)
                .partitions()
                .forEach(each -> wanted.put(new TopicPartition(Topics.FANOUT, each.partition()), OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(wanted)
                .all()
                .get(10, TimeUnit.SECONDS)
                .forEach((partition, info) -> ends.put(partition, info.offset()));
        return ends;
    }

    private static boolean isRead(Admin admin, Map<TopicPartition, Long> ends)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetAndMetadata> read = admin.listConsumerGroupOffsets(ROUTERS_GROUP)
                .partitionsToOffsetAndMetadata()
                .get(10, TimeUnit.SECONDS);
        return ends.entrySet().stream()
                .allMatch(end -> end.getValue() == 0
                        || Optional.ofNullable(read.get(end.getKey()))
                                .map(at -> at.offset() >= end.getValue())
                                .orElse(false));
    }

    /// Waits until all brokers are there.
    void awaitBrokers() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + BROKERS_START_WITHIN.toNanos();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            while (!allBrokersAnswer(admin)) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("the brokers have not started; see their logs");
                }
                Thread.sleep(200);
            }
        }
    }

    private boolean allBrokersAnswer(Admin admin) throws InterruptedException {
        try {
            return admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).size() == brokers.size();
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        }
    }

    String bootstrap() {
        return brokers.stream().map(Broker::address).collect(Collectors.joining(","));
    }

    List<Broker> brokers() {
        return brokers;
    }

    List<Router> routers() {
        return routers;
    }

    List<Edge> edges() {
        return edges;
    }

    /// All of its processes.
    List<Child> processes() {
        return Stream.of(
                        brokers.stream().map(Broker::process),
                        routers.stream().map(Router::process),
                        edges.stream().map(Edge::process))
                .flatMap(each -> each)
                .toList();
    }

    /// Kills everything. Any thread, and more than once.
    @Override
    public void close() {
        edges.forEach(edge -> edge.process().end());
        routers.forEach(router -> router.process().end());
        brokers.forEach(broker -> broker.process().end());
        edges.forEach(edge -> edge.proxy().close());
        brokers.forEach(broker -> broker.proxy().close());
    }
}
