package io.roomlog.router.lease;

import io.roomlog.common.log.LeaseRecord;
import io.roomlog.common.log.LeaseRecord.Role;
import io.roomlog.common.log.LeaseRecord.State;
import io.roomlog.common.log.Origin;
import io.roomlog.common.log.Topics;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Reads `edges`, here and of other regions, says here that this router lives, and whose lease has run out. One thread,
/// with a consumer and a
/// producer of its own; what it knows is asked on any.
public final class Leases implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Leases.class.getName());
    private static final TopicPartition EDGES = new TopicPartition(Topics.EDGES, 0);
    /// A beat is written so often in a lease that one may be late without breaking the watch.
    private static final int BEATS = 5;

    private static final Duration BACK_OFF = Duration.ofMillis(200);
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(1);
    private static final int DELIVERY_MS = 5_000;
    private static final int REQUEST_MS = 3_000;

    private final LeaseConfig config;
    private final Supplier<String> nonces;
    private final LeaseEvents events;
    private final Runnable onDeath;
    private final LeaseState state;
    private final RegionLeases regions;
    private final Map<TopicPartition, String> mirrored;
    private final List<TopicPartition> all;
    private final long beatNanos;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Map<String, Long> endings = new HashMap<>();
    private LeaseRecord own;
    private volatile boolean running = true;

    /// @param nonces what an incarnation is told from others by, another each time
    /// @param onDeath told when the thread ends by an error that it cannot go on from
    public Leases(LeaseConfig config, Supplier<String> nonces, LeaseEvents events, Runnable onDeath) {
        this.config = config;
        this.nonces = nonces;
        this.events = events;
        this.onDeath = onDeath;
        this.state = new LeaseState(config.lease());
        this.regions = new RegionLeases(config.mirrored(), config.lease(), System.nanoTime());
        this.mirrored = config.mirrored().stream()
                .collect(Collectors.toMap(
                        region -> new TopicPartition(Topics.mirrored(region, Topics.EDGES), 0), region -> region));
        this.all = Stream.concat(Stream.of(EDGES), mirrored.keySet().stream()).toList();
        this.beatNanos = config.lease().toNanos() / BEATS;
        this.own = incarnate();
        this.consumer = new KafkaConsumer<>(consuming(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(producing(), new ByteArraySerializer(), new ByteArraySerializer());
        this.thread = Thread.ofPlatform().name("router-leases").unstarted(this::follow);
    }

    private LeaseRecord incarnate() {
        return new LeaseRecord(
                Role.ROUTER,
                LeaseRecord.incarnation(config.id(), nonces.get()),
                State.LIVE,
                config.address(),
                config.region());
    }

    private Map<String, Object> consuming() {
        Map<String, Object> settings = shared();
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return settings;
    }

    private Map<String, Object> producing() {
        Map<String, Object> settings = shared();
        settings.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BACK_OFF.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MS);
        return settings;
    }

    private Map<String, Object> shared() {
        Map<String, Object> settings = config.kafka().clientSettings();
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, config.id() + "-leases");
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50L);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
        return settings;
    }

    public void start() {
        thread.start();
    }

    /// Whether an edge is no longer to be reckoned with: see [LeaseState#isOver].
    public boolean isOver(String incarnation) {
        return state.isOver(incarnation);
    }

    /// Whether an edge of another region is not to be reckoned with: see [RegionLeases#isAway].
    public boolean isAway(String region, String incarnation) {
        return regions.isAway(region, incarnation);
    }

    /// For how long nothing has come of another region's leases.
    public Duration unheard(String region) {
        return regions.unheard(region, System.nanoTime());
    }

    /// How many processes of a role live in this region, as far as is known.
    public long living(Role role) {
        return state.living(role);
    }

    private void follow() {
        consumer.assign(all);
        consumer.seekToBeginning(all);
        long beaten = System.nanoTime() - beatNanos;
        try {
            while (running) {
                try {
                    long now = System.nanoTime();
                    if (now - beaten >= beatNanos) {
                        beaten = now;
                        write(own);
                    }
                    sayWhoHasRunOut(now);
                    read(Duration.ofNanos(Math.max(0, beaten + beatNanos - now)));
                } catch (WakeupException e) {
                    // it is to stop
                } catch (InvalidOffsetException e) {
                    consumer.seekToBeginning(e.partitions());
                } catch (KafkaException e) {
                    LOG.log(Level.WARNING, "leases wait for the log: {0}", e.toString());
                    LockSupport.parkNanos(this, BACK_OFF.toNanos());
                }
            }
            write(own.in(State.STOPPED));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the leases' thread has ended by an error", e);
            throw e;
        } finally {
            consumer.close(CloseOptions.timeout(CLOSES_WITHIN));
            ended.countDown();
            if (running) {
                onDeath.run();
            }
        }
    }

    private void read(Duration wait) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            Optional<LeaseRecord> read = LeaseRecord.decode(record.value());
            String region = mirrored.get(new TopicPartition(record.topic(), record.partition()));
            if (region != null) {
                readMirrored(region, record, read);
            } else if (read.isPresent()) {
                read(read.get());
            } else if (record.key() != null && record.value() == null) {
                state.forget(key(record));
            }
        }
        regions.look(state);
    }

    private void readMirrored(String region, ConsumerRecord<byte[], byte[]> record, Optional<LeaseRecord> read) {
        if (record.key() != null && (read.isPresent() || record.value() == null)) {
            Origin.read(record.headers())
                    .ifPresent(origin -> regions.read(region, origin, read, key(record), System.nanoTime()));
        }
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private void read(LeaseRecord record) {
        boolean mine = record.incarnation().equals(own.incarnation()) && record.role() == Role.ROUTER;
        state.read(record, mine, System.nanoTime());
        endings.remove(record.incarnation());
        if (mine && record.state() == State.ENDED) {
            LOG.log(Level.WARNING, "this router was taken for dead incarnation={0}", own.incarnation());
            own = incarnate();
        }
    }

    private void sayWhoHasRunOut(long now) {
        for (LeaseRecord record : state.runOut()) {
            Long said = endings.get(record.incarnation());
            if (said == null || now - said >= beatNanos) {
                if (said == null) {
                    LOG.log(Level.WARNING, "lease has run out incarnation={0}", record.incarnation());
                    events.ended();
                }
                endings.put(record.incarnation(), now);
                write(record);
            }
        }
    }

    /// Nobody waits for the end: what has not come is written again, and what comes late does no harm.
    private void write(LeaseRecord record) {
        var _ = producer.send(
                new ProducerRecord<>(Topics.EDGES, 0, record.key().getBytes(StandardCharsets.UTF_8), record.encode()),
                (place, failure) -> {
                    if (failure != null && running) {
                        LOG.log(Level.DEBUG, "a lease was not written: {0}", failure.toString());
                    }
                });
    }

    /// Says that this router stops, and waits for that, up to 2 s in all.
    @Override
    public void close() {
        running = false;
        consumer.wakeup();
        try {
            if (thread.getState() == Thread.State.NEW) {
                consumer.close(CloseOptions.timeout(CLOSES_WITHIN));
            } else if (!ended.await(CLOSES_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(Level.WARNING, "leases did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSES_WITHIN.dividedBy(2));
    }
}
