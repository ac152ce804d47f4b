package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.log.Topics;
import io.roomlog.deploy.kafka.EmbeddedKafka;
import io.roomlog.edge.EdgeMain;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Somebody deletes the topic of the rooms and makes it again while an edge runs.
@Timeout(120)
class RecreatedTopicIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    @TempDir
    Path data;

    @Test
    void theEdgeSendsItsClientsAwayAndTheSessionsAreNew() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(0, data)) {
            EdgeMain edge = CLUSTER.edge("kafka", kafka.bootstrap());
            RawClient client = RawClient.connect(edge, "member");
            client.done("join", "room");
            recreate(kafka.bootstrap());
            assertThat(edge.failure().get(30, TimeUnit.SECONDS)).contains(Topics.ROOMS);
            client.awaitEnd();
            edge.close();
            EdgeMain next = CLUSTER.edge("kafka", kafka.bootstrap());
            try (RawClient back = RawClient.resume(next, "member", client.pid(), client.lastOffset())) {
                assertThat(back.sid()).isNotEqualTo(client.sid());
                back.done("join", "room");
            }
            next.close();
        }
    }

    private static void recreate(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.deleteTopics(List.of(Topics.ROOMS)).all().get();
            NewTopic again = new NewTopic(Topics.ROOMS, Optional.of(Cluster.PARTITIONS), Optional.of((short) 1))
                    .configs(Map.of("message.timestamp.type", "LogAppendTime", "max.message.bytes", "1200000"));
            admin.createTopics(List.of(again)).all().get();
        }
    }
}
