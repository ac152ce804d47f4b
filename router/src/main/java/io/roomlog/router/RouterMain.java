package io.roomlog.router;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.ConfigurationException;
import io.roomlog.common.config.Settings;
import io.roomlog.common.kafka.KafkaAccess;
import io.roomlog.common.log.LeaseRecord.Role;
import io.roomlog.common.log.Topics;
import io.roomlog.common.topics.TopicSettings;
import io.roomlog.common.topics.TopicSetup;
import io.roomlog.common.trace.Tracing;
import io.roomlog.router.fanout.Fanout;
import io.roomlog.router.index.IndexQueries;
import io.roomlog.router.index.RoomIndex;
import io.roomlog.router.lease.LeaseConfig;
import io.roomlog.router.lease.Leases;
import io.roomlog.router.log.LogOffsets;
import io.roomlog.router.metrics.RouterMetrics;
import io.roomlog.router.presence.Presence;
import io.roomlog.router.presence.PresenceViews;
import io.roomlog.router.presence.Regions;
import io.roomlog.router.query.QueryServer;
import io.roomlog.router.store.LocalStores;
import io.roomlog.router.store.StoreMemory;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/// One router: the list of its parts, in the order in which they start; they stop in reverse.
public final class RouterMain implements AutoCloseable {
    private static final Duration LOG_PATIENCE = Duration.ofSeconds(30);
    private static final Duration STREAMS_PATIENCE = Duration.ofMillis(1_500);
    private static final Duration PRUNE_EVERY = Duration.ofMinutes(10);
    private static final long STORE_MEMORY_BYTES = 32L * 1024 * 1024;

    private final Configuration configuration;
    private final KafkaAccess kafka;
    private final RouterMetrics metrics;
    private final StoreMemory memory = new StoreMemory(STORE_MEMORY_BYTES);
    private final PresenceViews views = new PresenceViews();
    private final QueryServer server;
    private final Admin admin;
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private volatile Optional<String> stopped = Optional.empty();
    private @Nullable Leases leases;
    private Tracing tracing = Tracing.off();
    private volatile @Nullable KafkaStreams streams;

    /// Starts a router. It is ready, see `/health/ready`, when it has its share of the partitions.
    ///
    /// @throws ConfigurationException if the settings for Kafka's clients are not good
    /// @throws IllegalStateException if the log cannot be reached, or is not safe
    /// @throws RuntimeException if the port is taken
    public static RouterMain start(Configuration configuration) throws InterruptedException {
        RouterMain router = new RouterMain(configuration);
        try {
            router.open();
            return router;
        } catch (InterruptedException | RuntimeException e) {
            router.close();
            throw e;
        }
    }

    private RouterMain(Configuration configuration) {
        this.configuration = configuration;
        kafka = KafkaAccess.of(configuration);
        metrics = new RouterMetrics(configuration.get(Settings.REGION));
        server = new QueryServer(
                configuration.get(Settings.HOST),
                configuration.get(Settings.ROUTER_PORT),
                this::notReady,
                metrics::scrape,
                metrics);
        Map<String, Object> settings = kafka.clientSettings();
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "router-admin");
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        admin = kafka.admin(settings);
    }

    private void open() throws InterruptedException {
        server.start();
        String id = configuration.edgeId(port());
        String address = configuration.routerAddress(port());
        tracing = Tracing.of(configuration, "roomlog-router", id);
        Map<String, TopicDescription> topics =
                new TopicSetup(admin, kafka, TopicSettings.of(configuration), LOG_PATIENCE).ensure();
        int roomPartitions = partitions(topics, Topics.ROOMS);
        LogOffsets offsets = new LogOffsets(admin, StreamsSettings.APPLICATION);
        String region = configuration.get(Settings.REGION);
        List<String> mirrored = configuration.get(Settings.MIRRORED_REGIONS);
        Leases living = new Leases(
                new LeaseConfig(kafka, id, address, region, mirrored, configuration.get(Settings.LEASE)),
                () -> Long.toHexString(new SecureRandom().nextLong()),
                metrics,
                () -> failure.complete("the leases' thread has ended by an error"));
        leases = living;
        living.start();
        RoomIndex index = new RoomIndex(roomPartitions, mirrored, offsets, PRUNE_EVERY, metrics);
        Presence presence = new Presence(
                configuration.get(Settings.SESSION_RETENTION),
                configuration.get(Settings.SESSION_RENEWAL).multipliedBy(5).dividedBy(2),
                offsets,
                living::isOver,
                new Regions(region, mirrored, living::isAway),
                views,
                metrics);
        Topology topology = new Topology();
        Fanout.addTo(topology, roomPartitions, tracing, metrics);
        index.addTo(topology);
        presence.addTo(topology);
        KafkaStreams running =
                new KafkaStreams(topology, StreamsSettings.of(configuration, kafka, id, address, memory));
        streams = running;
        running.setUncaughtExceptionHandler(this::onDeath);
        running.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.ERROR) {
                failure.complete("the topology has ended by an error");
            }
        });
        running.start();
        LocalStores stores = new LocalStores(running);
        server.open(new QueryServer.Sources(
                running,
                stores,
                Objects.requireNonNull(HostInfo.buildFromEndpoint(address)),
                new IndexQueries(index, partition -> stores.of(RoomIndex.STORE, partition)),
                views,
                roomPartitions,
                partitions(topics, Topics.SESSIONS)));
        metrics.ready(() -> notReady().isEmpty());
        metrics.topology(running, read(mirrored));
        metrics.present(() -> views.count(region), () -> living.living(Role.EDGE), () -> living.living(Role.ROUTER));
        mirrored.forEach(name -> metrics.region(name, () -> views.count(name), () -> living.unheard(name)));
    }

    /// The topics that the topology reads.
    private static List<String> read(List<String> mirrored) {
        List<String> topics = new ArrayList<>(List.of(Topics.ROOMS, Topics.FANOUT, Topics.SESSIONS));
        for (String region : mirrored) {
            topics.add(Topics.mirrored(region, Topics.ROOMS));
            topics.add(Topics.mirrored(region, Topics.SESSIONS));
        }
        return topics;
    }

    private static int partitions(Map<String, TopicDescription> topics, String name) {
        return Objects.requireNonNull(topics.get(name)).partitions().size();
    }

    private StreamThreadExceptionResponse onDeath(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof RetriableException) {
                return StreamThreadExceptionResponse.REPLACE_THREAD;
            }
        }
        failure.complete("the topology has ended by an error: " + cause);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private Optional<String> notReady() {
        if (failure.isDone()) {
            return Optional.of(failure.join());
        }
        KafkaStreams running = streams;
        return stopped.or(() -> running != null && running.state() == KafkaStreams.State.RUNNING
                ? Optional.empty()
                : Optional.of("it has not got its partitions yet"));
    }

    /// What this router cannot go on with; the process is to be ended.
    ///
    /// @return completed with the reason, on a thread that must not block
    public CompletableFuture<String> failure() {
        return failure.copy();
    }

    /// The port of the query API, health and metrics, once started.
    public int port() {
        return server.port();
    }

    /// Stops the parts in reverse order. Takes 4 s or less.
    @Override
    public void close() {
        stopped = Optional.of("stopping");
        if (leases != null) {
            leases.close();
        }
        KafkaStreams running = streams;
        boolean storesAreClosed = running == null
                || running.close(CloseOptions.timeout(STREAMS_PATIENCE)
                        .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        tracing.close();
        admin.close(Duration.ofMillis(500));
        server.close();
        if (storesAreClosed) {
            memory.close(); // it is not the heap's: what is open would still write to it
        }
        metrics.close();
    }
}
