package io.roomlog.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaAccessTest {
    private static final String PASSWORD = "hush-hush";
    private static final String LOGIN = """
            security.protocol = SASL_SSL
            sasl.mechanism = SCRAM-SHA-512
            sasl.jaas.config = org.apache.kafka.common.security.scram.ScramLoginModule required \\
              username="roomlog" password="%s";
            client.rack = a
            """;
    private static final String PROVIDER = """
            config.providers = file
            config.providers.file.class = org.apache.kafka.common.config.provider.FileConfigProvider
            """;

    @TempDir
    Path folder;

    @Test
    void withoutAFileConnectionsArePlain() {
        KafkaAccess access = KafkaAccess.of(Configuration.of(Map.of("kafka", "a:1,b:2")));
        assertThat(access.clientSettings()).isEqualTo(Map.of("bootstrap.servers", "a:1,b:2"));
        assertThat(access).hasToString("a:1,b:2 over PLAINTEXT");
    }

    @Test
    void whatConcernsTheConnectionIsGivenToClients() throws IOException {
        KafkaAccess access = access(LOGIN.formatted(PASSWORD));
        assertThat(access.protocol()).isEqualTo("SASL_SSL");
        assertThat(access.clientSettings())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("client.rack", "a")
                .containsKeys("sasl.mechanism", "sasl.jaas.config");
    }

    @Test
    void aSecretMayLieInAFileOfItsOwn() throws IOException {
        Path secrets = write("password=" + PASSWORD);
        Map<String, Object> settings = access(LOGIN.formatted("${file:" + secrets + ":password}") + PROVIDER)
                .clientSettings();
        assertThat(new ProducerConfig(withSerializers(settings)).originals().get("sasl.jaas.config"))
                .asString()
                .contains("password=\"" + PASSWORD + "\"");
        assertThat(settings.toString()).doesNotContain(PASSWORD);
    }

    @Test
    void aSecretThatIsNotThereStopsTheStart() throws IOException {
        Path secrets = write("passwort=" + PASSWORD);
        String reference = LOGIN.formatted("${file:" + secrets + ":password}");
        assertThatThrownBy(() -> access(reference + PROVIDER))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("kafka-client-config: sasl.jaas.config in ")
                .hasMessageContaining("refers to is not there");
        assertThatThrownBy(() -> access(reference)).hasMessageContaining("its provider named by config.providers");
        assertThatThrownBy(() -> access(LOGIN.formatted("${file:/nowhere:x}") + PROVIDER))
                .hasMessageContaining("Could not read properties from file /nowhere");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acks",
                "enable.idempotence",
                "isolation.level",
                "auto.offset.reset",
                "bootstrap.servers",
                "metadata.recovery.strategy",
                "client.id",
                "linger.ms"
            })
    void whatPromisesRestOnCannotBeSet(String key) {
        assertThatThrownBy(() -> access(key + "=1\nsecurity.protocol=SSL"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("kafka-client-config: " + key + " in ")
                .hasMessageContaining("cannot be set: only the connection can");
    }

    @Test
    void allThatCannotBeSetIsToldAtOnce() {
        assertThatThrownBy(() -> access("acks=1\nretries=0")).hasMessageContaining(": acks, retries in ");
    }

    @Test
    void aSettingThatThereIsNotOrThatIsMalformedIsToldByName() {
        assertThatThrownBy(() -> access("ssl.trustore.location=/a"))
                .hasMessageContaining("ssl.trustore.location in ")
                .hasMessageContaining("no such setting");
        assertThatThrownBy(() -> access("security.protocol=TLS"))
                .hasMessageContaining("kafka-client-config: ")
                .hasMessageContaining("security.protocol");
        assertThatThrownBy(() -> KafkaAccess.of(Configuration.of(Map.of("kafka-client-config", "/nowhere"))))
                .hasMessageContaining("kafka-client-config: cannot read /nowhere");
    }

    @Test
    void anEntryOfWhichNoClientCanBeMadeIsTold() throws IOException {
        KafkaAccess access = access(
                "security.protocol=SSL\nssl.truststore.location=/nowhere\n" + "ssl.truststore.password=" + PASSWORD);
        assertThatThrownBy(() -> access.admin(access.clientSettings()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("kafka-client-config: no client can be made with it")
                .hasMessageContaining("/nowhere")
                .hasMessageNotContaining(PASSWORD);
    }

    @Test
    void secretsAreInNoText() throws IOException {
        KafkaAccess access = access(LOGIN.formatted(PASSWORD));
        assertThat(access.toString()).doesNotContain(PASSWORD);
        assertThat(new ProducerConfig(withSerializers(access.clientSettings()))
                        .values()
                        .toString())
                .contains("sasl.jaas.config=[hidden]")
                .doesNotContain(PASSWORD);
    }

    private static Map<String, Object> withSerializers(Map<String, Object> settings) {
        settings.put("key.serializer", "org.apache.kafka.common.serialization.ByteArraySerializer");
        settings.put("value.serializer", "org.apache.kafka.common.serialization.ByteArraySerializer");
        return settings;
    }

    private KafkaAccess access(String text) throws IOException {
        return KafkaAccess.of(
                Configuration.of(Map.of("kafka-client-config", write(text).toString())));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "client", ".properties"), text);
    }
}
