package io.roomlog.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    private static final String SECRET = "a secret of the test, 32 bytes or more";

    @TempDir
    Path folder;

    @Test
    void everySettingHasADefaultThatItsOwnCheckAllows() {
        Configuration defaults = Configuration.defaults();
        assertThat(Settings.all())
                .isNotEmpty()
                .allSatisfy(
                        setting -> assertThat((Object) defaults.get(setting)).isNotNull());
        assertThat(defaults.get(Settings.PORT)).isEqualTo(3000);
        assertThat(defaults.get(Settings.PING_INTERVAL)).isEqualTo(Duration.ofSeconds(25));
        assertThat(defaults.get(Settings.MAX_QUEUE_BYTES)).isEqualTo(4 * 1024 * 1024);
        assertThat(defaults.get(Settings.CORS_ORIGINS)).isEmpty();
        assertThat(defaults.jwtSecrets()).isEmpty();
    }

    @Test
    void keysAreUniqueAndWrittenInOneWay() {
        assertThat(Settings.all())
                .extracting(Setting::key)
                .doesNotHaveDuplicates()
                .allMatch(key -> key.matches("[a-z]+(-[a-z]+)*"));
        assertThat(Settings.PING_INTERVAL.flag()).isEqualTo("--ping-interval");
        assertThat(Settings.PING_INTERVAL.variable()).isEqualTo("ROOMLOG_PING_INTERVAL");
    }

    @Test
    void aFlagGoesBeforeAVariableAndThatBeforeTheFileAndThatBeforeTheDefault() throws IOException {
        Path file = write("port=1\nadmin-port=1\npartitions=1");
        Configuration configuration = Configuration.resolve(
                Command.UP,
                Map.of("config", file.toString(), "port", "3"),
                Map.of("ROOMLOG_PORT", "2", "ROOMLOG_ADMIN_PORT", "2"));
        assertThat(configuration.get(Settings.PORT)).isEqualTo(3);
        assertThat(configuration.get(Settings.ADMIN_PORT)).isEqualTo(2);
        assertThat(configuration.get(Settings.PARTITIONS)).isEqualTo(1);
        assertThat(configuration.get(Settings.SESSION_PARTITIONS)).isEqualTo(16);
    }

    @Test
    void aVariableMayNameTheFileAndAnEmptyOneCountsAsAbsent() throws IOException {
        Path file = write("ping-interval = 300ms \n# a comment\n");
        Configuration configuration = resolve(Map.of("ROOMLOG_CONFIG", file.toString(), "ROOMLOG_PING_INTERVAL", ""));
        assertThat(configuration.get(Settings.PING_INTERVAL)).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void theRegionsThatAreMirroredAreTheOthersEachOnce() {
        Configuration configuration = Configuration.of(Map.of("region", "eu", "mirrored-regions", "us, ap-1"));
        assertThat(configuration.get(Settings.MIRRORED_REGIONS)).containsExactly("us", "ap-1");
        assertThat(Configuration.defaults().get(Settings.MIRRORED_REGIONS)).isEmpty();
        assertThatThrownBy(() -> Configuration.of(Map.of("region", "eu", "mirrored-regions", "us,eu")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("mirrored-regions: 'eu' is the region that this process is in (region);"
                        + " name the others alone");
        assertThatThrownBy(() -> Configuration.of(Map.of("mirrored-regions", "us,us")))
                .hasMessage("mirrored-regions: 'us,us' names a region twice");
        assertThatThrownBy(() -> Configuration.of(Map.of("mirrored-regions", "us.east")))
                .hasMessageContaining("must be names of up to 32 of a-z 0-9 -");
    }

    @Test
    void settingsOfOtherCommandsAreNotLookedAt() {
        Configuration configuration =
                Configuration.resolve(Command.TOKEN, Map.of(), Map.of("ROOMLOG_PORT", "not a port"));
        assertThat(configuration.get(Settings.PORT)).isEqualTo(3000);
    }

    @Test
    void aBadValueIsToldWithItsKeyItselfAndWhereItCameFrom() throws IOException {
        assertThatThrownBy(() -> Configuration.resolve(Command.UP, Map.of("port", "70000"), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("port: '70000' (from flag --port) must be a number from 0 to 65535");
        assertThatThrownBy(() -> resolve(Map.of("ROOMLOG_PING_TIMEOUT", "20")))
                .hasMessage("ping-timeout: '20' (from variable ROOMLOG_PING_TIMEOUT)"
                        + " must be a number with a unit, as 300ms, 25s, 10m, 1h or 7d");
        Path file = write("publish-timeout=5m");
        assertThatThrownBy(() -> resolve(Map.of("ROOMLOG_CONFIG", file.toString())))
                .hasMessage("publish-timeout: '5m' (from file " + file + ") must be a time from 5s to 4m");
    }

    @Test
    void aSecretIsNeverTold() {
        String tooShort = "only 22 bytes, secret!";
        assertThatThrownBy(() -> resolve(Map.of("ROOMLOG_JWT_SECRET", tooShort)))
                .hasMessageContaining("jwt-secret: (from variable ROOMLOG_JWT_SECRET) must have at least 32 bytes")
                .hasMessageNotContaining(tooShort);
        assertThat(Secret.of(SECRET)).asString().doesNotContain("test");
    }

    @Test
    void anUnknownKeyOrAFileThatIsNotThereStopsTheStart() throws IOException {
        Path file = write("prot=1");
        assertThatThrownBy(() -> resolve(Map.of("ROOMLOG_CONFIG", file.toString())))
                .hasMessage("prot (from file " + file + ") is not a setting");
        assertThatThrownBy(() -> resolve(Map.of("ROOMLOG_CONFIG", "nowhere")))
                .hasMessageContaining("config: cannot read 'nowhere' (from variable ROOMLOG_CONFIG)");
    }

    @Test
    void theSecretMayStandInAFile() throws IOException {
        Path file = write(SECRET + "\n");
        Configuration configuration = resolve(Map.of("ROOMLOG_JWT_SECRET_FILE", file.toString()));
        assertThat(configuration.jwtSecrets().getFirst().bytes()).asString().isEqualTo(SECRET);
        Path shorter = write("short");
        assertThatThrownBy(() -> resolve(Map.of("ROOMLOG_JWT_SECRET_FILE", shorter.toString()))
                        .jwtSecrets())
                .hasMessageContaining("jwt-secret-file: the secret in " + shorter + " must have at least 32 bytes");
        assertThatThrownBy(
                        () -> resolve(Map.of("ROOMLOG_JWT_SECRET_FILE", file.toString(), "ROOMLOG_JWT_SECRET", SECRET)))
                .hasMessageContaining("only one of them");
    }

    @Test
    void listsOfOriginsAndNamespacesAreChecked() {
        Configuration configuration = Configuration.of(
                Map.of("cors-origins", "https://a.example, http://b.example:8080", "namespaces", "/chat,/admin"));
        assertThat(configuration.get(Settings.CORS_ORIGINS))
                .isEqualTo(List.of("https://a.example", "http://b.example:8080"));
        assertThat(configuration.get(Settings.NAMESPACES)).isEqualTo(List.of("/chat", "/admin"));
        for (String bad : List.of("a.example", "https://a.example/", "https://a.example,", "https://*")) {
            assertThatThrownBy(() -> Configuration.of(Map.of("cors-origins", bad)))
                    .hasMessageContaining("cors-origins: '" + bad + "'");
        }
        assertThatThrownBy(() -> Configuration.of(Map.of("cors-origins", "*", "cors-credentials", "true")))
                .hasMessageContaining("cors-credentials");
    }

    @Test
    void kafkaAddressesAreChecked() {
        assertThat(Configuration.of(Map.of("kafka", "a:1,b.example:9092")).get(Settings.BOOTSTRAP))
                .isEqualTo("a:1,b.example:9092");
        for (String bad : List.of("a", "a:", ":1", "a:1,", "a:99999", "a :1")) {
            assertThatThrownBy(() -> Configuration.of(Map.of("kafka", bad))).hasMessageContaining("kafka: '" + bad);
        }
    }

    @Test
    void othersReachAnEdgeAtItsHostUnlessAnAddressIsGiven() {
        assertThat(Configuration.of(Map.of("host", "10.0.0.7")).edgeAddress(3000))
                .isEqualTo("10.0.0.7:3000");
        assertThat(Configuration.of(Map.of("host", "2001:db8::7")).edgeAddress(3000))
                .isEqualTo("[2001:db8::7]:3000");
        assertThat(Configuration.of(Map.of("host", "[::1]")).edgeAddress(3000)).isEqualTo("[::1]:3000");
        assertThat(Configuration.of(Map.of("host", "::")).edgeAddress(3000)).matches("[^:]+:3000");
        assertThat(Configuration.of(Map.of("edge-address", "edge-a:80")).edgeAddress(3000))
                .isEqualTo("edge-a:80");
    }

    @Test
    void theEdgesNameIsTheHostsAndThePortUnlessItIsGiven() {
        assertThat(Configuration.defaults().edgeId(4000)).endsWith("-4000");
        assertThat(Configuration.of(Map.of("id", "edge-a")).edgeId(4000)).isEqualTo("edge-a");
    }

    @Test
    void unitsOfTimeAndSize() {
        assertThat(Units.duration("300ms")).isEqualTo(Duration.ofMillis(300));
        assertThat(Units.duration("10m")).isEqualTo(Duration.ofMinutes(10));
        assertThat(Units.duration("1h")).isEqualTo(Duration.ofHours(1));
        assertThat(Units.duration("7d")).isEqualTo(Duration.ofDays(7));
        assertThat(Units.bytes("1000000")).isEqualTo(1_000_000);
        assertThat(Units.bytes("64KB")).isEqualTo(65_536);
        assertThat(Units.bytes("1MB")).isEqualTo(1_048_576);
        for (String bad : List.of("", "5", "-1s", "1.5s", "s", "5 s", "1w")) {
            assertThatThrownBy(() -> Units.duration(bad)).isInstanceOf(IllegalArgumentException.class);
        }
        for (String bad : List.of("", "-1", "1GB", "1.5MB", "2048MB", "9999999999")) {
            assertThatThrownBy(() -> Units.bytes(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Configuration resolve(Map<String, String> environment) {
        return Configuration.resolve(Command.UP, Map.of(), environment);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "settings", ""), text);
    }
}
