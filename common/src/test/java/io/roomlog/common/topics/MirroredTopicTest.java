package io.roomlog.common.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.log.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class MirroredTopicTest {
    private static final Config HERE = new Config(List.of(
            new ConfigEntry("cleanup.policy", "delete"),
            new ConfigEntry("retention.ms", "86400000"),
            new ConfigEntry("retention.bytes", "-1"),
            new ConfigEntry("max.message.bytes", "1200000"),
            new ConfigEntry("message.timestamp.type", "LogAppendTime"),
            new ConfigEntry("min.insync.replicas", "1")));

    @Test
    void itIsKeptAsThisRegionsOwnWithTheStampsOfItsOrigin() {
        NewTopic topic = MirroredTopic.of("us", Topics.SESSIONS, 16, 3, HERE);
        assertThat(topic.name()).isEqualTo("us.roomlog.sessions");
        assertThat(topic.numPartitions()).isEqualTo(16);
        assertThat(topic.replicationFactor()).isEqualTo((short) 3);
        assertThat(topic.configs())
                .isEqualTo(Map.of(
                        "cleanup.policy",
                        "delete",
                        "retention.ms",
                        "86400000",
                        "retention.bytes",
                        "-1",
                        "max.message.bytes",
                        "1200000",
                        "message.timestamp.type",
                        "CreateTime",
                        "unclean.leader.election.enable",
                        "false",
                        "min.insync.replicas",
                        "2"));
    }

    @Test
    void aMirroredTopicIsKnownByItsName() {
        assertThat(Topics.original("us.roomlog.rooms")).isEqualTo(Topics.ROOMS);
        assertThat(Topics.original("roomlog.roomlog.edges")).isEqualTo(Topics.EDGES);
        assertThat(Topics.original(Topics.ROOMS)).isEqualTo(Topics.ROOMS);
        assertThat(Topics.original(Topics.FANOUT)).isEqualTo(Topics.FANOUT);
        assertThat(MirroredTopic.stamps("us.roomlog.rooms")).isEqualTo("CreateTime");
        assertThat(MirroredTopic.stamps(Topics.ROOMS)).isEqualTo("LogAppendTime");
    }
}
