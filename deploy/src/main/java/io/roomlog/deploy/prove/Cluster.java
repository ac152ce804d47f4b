package io.roomlog.deploy.prove;

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
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Brokers, edges and routers, each in a process of its own brokers and edges behind a proxy of its own.
final class Cluster implements AutoCloseable {
    static final int PARTITIONS = 16;
    static final int SESSION_PARTITIONS = 8;
    static final Duration LEASE = Duration.ofSeconds(5);

    private static final String ROUTERS_GROUP = "roomlog.router";
    private static final Duration BROKERS_START_WITHIN = Duration.ofSeconds(60);

    private final List<Broker> brokers = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final List<Router> routers = new ArrayList<>();

    private Cluster() {}

    /// The parts, nothing of which runs yet.
    ///
    /// @param secret of tokens
    /// @param folder of data and logs
    static Cluster of(Plan plan, String secret, Path folder) throws IOException {
        Cluster cluster = new Cluster();
        List<Integer> controllers = new ArrayList<>();
        for (int i = 0; plan.brokers() > 1 && i < plan.brokers(); i++) {
            controllers.add(FreePorts.take());
        }
        for (int id = 1; id <= plan.brokers(); id++) {
            cluster.brokers.add(Broker.of(id, controllers, folder));
        }
        for (int number = 1; number <= plan.edges(); number++) {
            cluster.edges.add(Edge.of(number, cluster.bootstrap(), plan.brokers(), secret, folder));
        }
        for (int number = 1; number <= plan.routers(); number++) {
            cluster.routers.add(Router.of(number, cluster.bootstrap(), plan.brokers(), folder));
        }
        return cluster;
    }

    /// A JVM that is small and starts quickly.
    ///
    /// @param heap its -Xmx
    static List<String> jvm(String heap) {
        return List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+UseCompactObjectHeaders");
    }

    /// Starts everything, the brokers first.
    void start() throws IOException, InterruptedException {
        for (Broker broker : brokers) {
            broker.process().start();
        }
        awaitBrokers();
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
        Objects.requireNonNull(admin.describeTopics(List.of(Topics.FANOUT))
                        .allTopicNames()
                        .get(10, TimeUnit.SECONDS)
                        .get(Topics.FANOUT))
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

    /// The processes that have ended by themselves.
    List<String> failed() {
        List<String> failed = new ArrayList<>();
        brokers.stream().map(Broker::process).filter(Child::hasFailed).forEach(process -> failed.add(process.name()));
        routers.stream().map(Router::process).filter(Child::hasFailed).forEach(process -> failed.add(process.name()));
        edges.stream().map(Edge::process).filter(Child::hasFailed).forEach(process -> failed.add(process.name()));
        return failed;
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
