package io.roomlog.edge.log;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Settings;
import io.roomlog.common.kafka.KafkaAccess;
import io.roomlog.common.topics.TopicSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/// What the edge needs to know about its Kafka cluster.
///
/// @param kafka how it is reached
/// @param region name of the cluster's region
/// @param clientId prefix of the clients' ids, seen in the brokers' logs and quotas
/// @param publishTimeout after which an append is reported as unknown
/// @param topics how they are made where they are missing
/// @param clients told of each client that is opened
public record LogConfig(
        KafkaAccess kafka,
        String region,
        String clientId,
        Duration publishTimeout,
        TopicSettings topics,
        ClientEvents clients) {

    /// What is configured.
    ///
    /// @param id the edge's
    public static LogConfig of(Configuration configuration, String id, ClientEvents clients) {
        return new LogConfig(
                KafkaAccess.of(configuration),
                configuration.get(Settings.REGION),
                id,
                configuration.get(Settings.PUBLISH_TIMEOUT),
                TopicSettings.of(configuration),
                clients);
    }

    /// Settings that all of the edge's Kafka clients share.
    ///
    /// @param name of the client, behind the prefix
    Map<String, Object> clientSettings(String name) {
        Map<String, Object> settings = kafka.clientSettings();
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId + '-' + name);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50L);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000L);
        return settings;
    }

    /// Settings of the consumers: each goes where it is told, commits nothing, and reads what is committed.
    ///
    /// @param name of the client, behind the prefix
    Map<String, Object> consumerSettings(String name) {
        Map<String, Object> settings = clientSettings(name);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return settings;
    }
}
