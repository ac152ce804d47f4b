package io.roomlog.router;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Settings;
import io.roomlog.common.kafka.KafkaAccess;
import io.roomlog.router.log.UnsentRecords;
import io.roomlog.router.store.StoreMemory;
import io.roomlog.router.store.StoreOptions;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/// How Kafka Streams runs the topology.
///
/// At least once, and what is done twice does no harm: transactions would hold up those who read `rooms`. Stores have
/// no cache in front of them: their changelogs are written in the order of processing, so that what is restored after a
/// kill is what was there at some moment.
final class StreamsSettings {
    /// The application's id, and its consumer group's.
    static final String APPLICATION = "roomlog.router";

    private static final int REQUEST_LIMIT_BYTES = 1_150_000;
    private static final int BATCH_BYTES = 64 * 1024;

    private StreamsSettings() {}

    /// @param kafka how it is reached
    /// @param id the router's
    /// @param address at which other routers reach it
    /// @param memory of its stores
    static Properties of(
            Configuration configuration, KafkaAccess kafka, String id, String address, StoreMemory memory) {
        int replicas = configuration.get(Settings.REPLICATION_FACTOR);
        Path state = configuration.get(Settings.STATE).resolve(id);
        Properties settings = new Properties();
        settings.putAll(kafka.clientSettings());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        settings.put(StreamsConfig.CLIENT_ID_CONFIG, id + "-router");
        settings.put(StreamsConfig.APPLICATION_SERVER_CONFIG, address);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toAbsolutePath().toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, replicas > 1 ? 1 : 0);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replicas);
        settings.put(
                StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG),
                Integer.toString(Math.max(1, replicas - 1)));
        settings.put(StreamsConfig.topicPrefix(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG), "false");
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        settings.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, UnsentRecords.class);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, StoreOptions.class);
        settings.put(StoreMemory.SETTING, memory);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), REQUEST_LIMIT_BYTES);
        return settings;
    }
}
