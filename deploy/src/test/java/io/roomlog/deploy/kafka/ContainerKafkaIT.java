package io.roomlog.deploy.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.edge.EdgeMain;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/// An edge on Kafka's own image, where a Docker engine answers.
@Timeout(300)
class ContainerKafkaIT {
    private static final String IMAGE = "apache/kafka:4.1.0";

    @Test
    void anEdgeMakesItsTopicsAndAppends() throws Exception {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker engine answers");
        try (KafkaContainer kafka = new KafkaContainer(IMAGE)) {
            kafka.start();
            Configuration configuration = Configuration.of(Map.of(
                    "port", "0",
                    "admin-port", "0",
                    "kafka", kafka.getBootstrapServers(),
                    "replication-factor", "1",
                    "allow-unsafe-log", "true"));
            try (EdgeMain edge = EdgeMain.start(configuration, it -> {})) {
                RoomRecord record = RoomRecord.event(Arguments.of("hello").raw(), List.of());
                assertThat(edge.rooms()
                                .append(new RoomKey("/", "lobby"), record)
                                .get(30, TimeUnit.SECONDS))
                        .isNotEmpty();
            }
        }
    }
}
