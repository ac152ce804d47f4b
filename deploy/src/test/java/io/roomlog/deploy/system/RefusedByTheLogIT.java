package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomlog.common.log.Topics;
import io.roomlog.deploy.system.RawClient.Received;
import io.roomlog.edge.EdgeMain;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A change of rooms of which the log takes the session's record and refuses what announces it.
@Timeout(120)
class RefusedByTheLogIT {
    @RegisterExtension
    static final Cluster CLUSTER = Cluster.alone();

    @Test
    void aLeaveThatCouldNotBeAnnouncedHoldsAndIsAnnouncedByTheNext() throws Exception {
        EdgeMain edge = CLUSTER.edge();
        EdgeMain other = CLUSTER.edge();
        String kept = Cluster.room(1);
        String leaving = Cluster.room(3);
        try (RawClient client = RawClient.connect(edge, "leaver");
                RawClient observer = RawClient.connect(other, "observer")) {
            client.done("join", kept);
            client.done("join", leaving);
            observer.done("join", leaving);
            observer.done("publish", leaving, "message", "early", true);
            client.awaitEvent("message", "early");

            limitRooms("1");
            await("refusals")
                    .until(() -> !observer.ask("publish", kept, "message", "probe", true)
                            .join()
                            .get("ok")
                            .asBoolean());
            assertThat(client.ask("leave", leaving).join().get("ok").asBoolean())
                    .isFalse();
            limitRooms("1000000");
            await("acks")
                    .until(() -> observer.ask("publish", kept, "message", "live", true)
                            .join()
                            .get("ok")
                            .asBoolean());
            client.awaitEvent("message", "live");
            assertThat(observer.events("user-left")).isEmpty();
            client.done("leave", leaving);
            observer.await("user-left", packet -> packet.is("user-left"));
            client.cut();

            // as it was before the second leave: its cursor stands under the record of the first
            String offset = client.awaitEvent("message", "live").offset();
            observer.done("publish", leaving, "message", "late", true);
            try (RawClient back = RawClient.resume(other, "leaver", client.pid(), offset)) {
                observer.done("publish", kept, "message", "end", true);
                back.awaitEvent("message", "end");
                assertThat(back.sid()).isEqualTo(client.sid());
                assertThat(back.events("message"))
                        .extracting(RefusedByTheLogIT::text)
                        .containsExactly("end");
            }
        }
    }

    private static String text(Received event) {
        return event.arguments().get(0).asText();
    }

    /// Sets the largest batch of records, in bytes, that the topic of the rooms takes.
    private static void limitRooms(String bytes) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.ROOMS);
        AlterConfigOp limit = new AlterConfigOp(
                new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, bytes), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", CLUSTER.bootstrap()))) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(limit))).all().get();
        }
    }
}
