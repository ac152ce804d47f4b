package io.roomlog.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomlog.common.config.ConfigurationException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MirrorFileTest {
    private static final Map<String, String> TWO = Map.of(
            "clusters", "eu, us", "eu.bootstrap.servers", "eu-kafka:9092", "us.bootstrap.servers", "us-kafka:9092");

    @Test
    void theExampleIsGood() {
        MirrorFile file = MirrorFile.read(Path.of("mirror.properties"));
        assertThat(file.regions()).containsExactly("eu", "us");
        assertThat(file.flows(List.of())).containsExactly(new Flow("eu", "us"), new Flow("us", "eu"));
    }

    @Test
    void aFlowCanBeLeftOut() {
        assertThat(with("eu->us.enabled", "false").flows(List.of())).containsExactly(new Flow("us", "eu"));
        assertThat(MirrorFile.of(TWO).flows(List.of("us"))).containsExactly(new Flow("eu", "us"));
    }

    @Test
    void aClientGetsWhatIsItsRegions() {
        assertThat(with("eu.ssl.truststore.location", "trust.p12").client("eu"))
                .containsOnly(
                        Map.entry("bootstrap.servers", "eu-kafka:9092"),
                        Map.entry("ssl.truststore.location", "trust.p12"));
    }

    @ParameterizedTest
    @CsvSource({
        "eu->us.topics, .*",
        "eu->us.emit.checkpoints.enabled, true",
        "eu.exactly.once.source.support, disabled",
        "eu.consumer.isolation.level, read_uncommitted",
        "eu.consumer.auto.offset.reset, earliest",
        "offset.storage.topic, other",
        "replication.policy.class, org.apache.kafka.connect.mirror.IdentityReplicationPolicy",
        "transforms, mine",
        "asia.bootstrap.servers, kafka:9092",
    })
    void whatWouldMakeItInexactIsRefusedByName(String key, String value) {
        assertThatThrownBy(() -> with(key, value))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(key);
    }

    @ParameterizedTest
    @CsvSource({"clusters, eu", "clusters, 'eu, EU'", "replication.factor, 0", "tasks.max, many"})
    void whatIsNoGoodIsRefusedByName(String key, String value) {
        assertThatThrownBy(() -> with(key, value))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(key);
    }

    private static MirrorFile with(String key, String value) {
        Map<String, String> entries = new HashMap<>(TWO);
        entries.put(key, value);
        return MirrorFile.of(entries);
    }
}
