package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.kafka.KafkaAccess;
import io.roomlog.deploy.kafka.EmbeddedKafka;
import io.roomlog.edge.EdgeMain;
import io.roomlog.router.RouterMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A Kafka that speaks TLS only, and asks for a password.
@Timeout(120)
class KafkaSecurityIT {
    private static final String PASSWORD = "only for this test";
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    static Path folder;

    private static Certificates certificates;
    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start() throws Exception {
        certificates = Certificates.make(folder, "broker");
        kafka = EmbeddedKafka.start(
                0,
                folder.resolve("kafka"),
                Map.of(
                        "listener.security.protocol.map",
                        "CLIENTS:SASL_SSL,BROKERS:PLAINTEXT,CONTROLLER:PLAINTEXT",
                        "listener.name.clients.sasl.enabled.mechanisms",
                        "PLAIN",
                        "listener.name.clients.plain.sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required user_roomlog=\"" + PASSWORD
                                + "\" user_stranger=\"" + PASSWORD + "\" user_operator=\"" + PASSWORD + "\";",
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users",
                        "User:ANONYMOUS;User:operator",
                        "listener.name.clients.ssl.keystore.type",
                        "PKCS12",
                        "listener.name.clients.ssl.keystore.location",
                        certificates.keyStore().toString(),
                        "listener.name.clients.ssl.keystore.password",
                        Certificates.PASSWORD,
                        "listener.name.clients.ssl.key.password",
                        Certificates.PASSWORD));
        allow();
    }

    /// What SECURITY.md says that the user needs.
    private static void allow() throws Exception {
        ResourcePattern topics = new ResourcePattern(ResourceType.TOPIC, "roomlog.", PatternType.PREFIXED);
        ResourcePattern group = new ResourcePattern(ResourceType.GROUP, "roomlog.router", PatternType.LITERAL);
        List<AclBinding> bindings = new ArrayList<>();
        for (AclOperation each :
                List.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS, AclOperation.CREATE)) {
            bindings.add(binding(topics, each));
        }
        bindings.add(binding(group, AclOperation.READ));
        KafkaAccess access = KafkaAccess.of(configuration(client("operator", PASSWORD, certificates)));
        try (Admin admin = access.admin(access.clientSettings())) {
            admin.createAcls(bindings).all().get();
        }
    }

    private static AclBinding binding(ResourcePattern resource, AclOperation operation) {
        return new AclBinding(
                resource, new AccessControlEntry("User:roomlog", "*", operation, AclPermissionType.ALLOW));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void edgeAndRouterWithTheRightPasswordDoAllThatTheyDo() throws Exception {
        Path secrets = Files.writeString(folder.resolve("secrets"), "password=" + PASSWORD);
        Path file = client("${file:" + secrets + ":password}", certificates);
        try (EdgeMain edge = EdgeMain.start(configuration(file));
                RouterMain router = RouterMain.start(configuration(file))) {
            assertThat(router.port()).isPositive();
            try (RawClient alice = RawClient.connect(edge, "alice");
                    RawClient bob = RawClient.connect(edge, "bob")) {
                alice.done("join", "lobby");
                bob.done("join", "lobby");
                alice.done("publish", "lobby", "message", 1);
                bob.awaitEvent("message", 1);
                assertThat(bob.done("history", "lobby").path("messages")).hasSize(1);
                await("the router")
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(bob.ask("members", "lobby")
                                        .join()
                                        .path("count")
                                        .asInt())
                                .isEqualTo(2));
                bob.done(
                        "publish",
                        Map.of("rooms", new String[] {"lobby", "hall"}, "event", "message", "args", new int[] {2}));
                alice.awaitEvent("message", 2);
            }
        }
    }

    @Test
    void aWrongPasswordIsToldInTime() throws Exception {
        Path file = client("wrong", certificates);
        assertRefused(() -> EdgeMain.start(configuration(file), it -> {}), "Authentication failed");
        assertRefused(() -> RouterMain.start(configuration(file)), "Authentication failed");
    }

    @Test
    void aBrokerThatNobodyVouchesForIsToldInTime() throws Exception {
        Path file = client(PASSWORD, Certificates.make(folder, "another"));
        assertRefused(() -> EdgeMain.start(configuration(file), it -> {}), "SSL handshake failed");
        assertRefused(() -> RouterMain.start(configuration(file)), "SSL handshake failed");
    }

    @Test
    void aUserWithoutRightsIsToldOfTheTopic() throws Exception {
        Path file = client("stranger", PASSWORD, certificates);
        for (Start start : List.<Start>of(
                () -> EdgeMain.start(configuration(file), it -> {}), () -> RouterMain.start(configuration(file)))) {
            assertThatThrownBy(start::start)
                    .hasMessageContaining("topic roomlog.")
                    .hasMessageContaining("Topic authorization failed");
        }
    }

    private interface Start {
        AutoCloseable start() throws Exception;
    }

    private static void assertRefused(Start start, String reason) {
        long begin = System.nanoTime();
        assertThatThrownBy(start::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Kafka at " + kafka.bootstrap() + " over SASL_SSL does not let this process in,"
                        + " authentication failed (see kafka-client-config): ")
                .hasMessageContaining(reason)
                .hasMessageNotContaining(PASSWORD);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(TOLD_WITHIN);
    }

    private static Path client(String password, Certificates trusted) throws IOException {
        return client("roomlog", password, trusted);
    }

    private static Path client(String user, String password, Certificates trusted) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "client", ".properties"), """
                security.protocol=SASL_SSL
                sasl.mechanism=PLAIN
                sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\
                  username="%s" password="%s";
                ssl.truststore.type=PEM
                ssl.truststore.location=%s
                config.providers=file
                config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider
                """.formatted(
                        user, password, trusted.certificate()));
    }

    private static Configuration configuration(Path client) {
        Map<String, String> texts = new HashMap<>(Cluster.common());
        texts.put("kafka", kafka.bootstrap());
        texts.put("kafka-client-config", client.toString());
        texts.put("state", folder.resolve("state").toString());
        return Configuration.of(texts);
    }
}
