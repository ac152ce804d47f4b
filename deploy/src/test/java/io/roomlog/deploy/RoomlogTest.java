package io.roomlog.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.roomlog.common.config.Command;
import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RoomlogTest {
    private static final String SECRET = "a secret of the test, 32 bytes or more";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream realErr = System.err;

    @TempDir
    Path folder;

    @BeforeEach
    void catchErrors() {
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void releaseErrors() {
        System.setErr(realErr);
    }

    @Test
    void tokenIsAloneOnItsLineAndSaysWhoUntilWhenAndWhatFor() throws Exception {
        assertThat(run("token", "--sub", "alice", "--ttl", "30m", "--rooms", "{\"join\":[\"chat:*\"]}"))
                .isZero();
        SignedJWT token = SignedJWT.parse(printed().strip());
        assertThat(token.verify(new MACVerifier(SECRET))).isTrue();
        assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("alice");
        assertThat(token.getJWTClaimsSet().getClaim("rooms")).isEqualTo(Map.of("join", List.of("chat:*")));
        assertThat(token.getJWTClaimsSet().getExpirationTime())
                .isEqualTo(token.getJWTClaimsSet().getIssueTime().toInstant().plusSeconds(1800));
        assertThat(printed()).hasLineCount(1);
    }

    @Test
    void tokenTakesTheSecretThatUpKeepsInItsFolder() throws Exception {
        Secret kept = SecretFile.in(folder).readOrMake();
        int code = run(Map.of(), "token", "--sub", "bob", "--data", folder.toString());
        assertThat(code).isZero();
        assertThat(SignedJWT.parse(printed().strip()).verify(new MACVerifier(kept.bytes())))
                .isTrue();
    }

    @Test
    void theSecretThatUpKeepsIsForItsOwnerAloneAndStaysTheSame() throws IOException {
        SecretFile file = SecretFile.in(folder);
        byte[] made = file.readOrMake().bytes();
        assertThat(made).hasSizeGreaterThanOrEqualTo(Secret.MIN_BYTES);
        assertThat(file.readOrMake().bytes()).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.file())))
                .isEqualTo("rw-------");
    }

    @Test
    void tokenTellsWhatIsWrongWithItsArguments() {
        assertRefused("sub: must have 1 to 251 characters", "token", "--sub", "");
        assertRefused("ttl: '5' must be a time", "token", "--sub", "a", "--ttl", "5");
        assertRefused("rooms: must be a JSON object", "token", "--sub", "a", "--rooms", "[1]");
        assertRefused("rooms: must be a JSON object", "token", "--sub", "a", "--rooms", "null");
        assertRefused("rooms: 'jion' is not an action", "token", "--sub", "a", "--rooms", "{\"jion\":[]}");
        assertThat(run(Map.of(), "token", "--sub", "a", "--data", folder.toString()))
                .isEqualTo(1);
        assertThat(errors()).contains("jwt-secret: there is none; set ROOMLOG_JWT_SECRET");
    }

    @Test
    void proveTellsWhatIsWrongWithItsArgumentsBeforeAnythingIsStarted() {
        assertThat(run("prove", "--faults", "edge-kill,rain")).isEqualTo(2);
        assertThat(errors()).startsWith("roomlog prove: --faults: 'rain' is no kind of fault; they are edge-kill, ");
        assertThat(run("prove", "--faults", "leader-kill")).isEqualTo(2);
        assertThat(errors()).contains("--faults: leader-kill needs three brokers");
        assertThat(run("prove", "--brokers", "2")).isEqualTo(2);
        assertThat(errors()).contains("--brokers: must be 1 or 3");
        assertThat(run("prove", "--minutes", "soon")).isEqualTo(2);
    }

    @Test
    void benchTellsWhatIsWrongWithItsArgumentsBeforeAnythingIsStarted() {
        assertThat(run("bench", "fanout", "marathon")).isEqualTo(2);
        assertThat(errors()).startsWith("roomlog bench: --scenario: 'marathon' is no scenario; they are fanout, ");
        assertThat(run("bench", "--payload", "10")).isEqualTo(2);
        assertThat(errors()).contains("--payload: must be from 42 to ");
        assertThat(run("bench", "--compare", "localhost:3000")).isEqualTo(2);
        assertThat(errors()).contains("--compare: 'localhost:3000' is no address as http://localhost:3000");
        assertThat(run("bench", "--compare", "http://localhost:3000", "--pids", "node"))
                .isEqualTo(2);
        assertThat(errors()).contains("--pids: 'node' is no process");
        assertThat(run("bench", "--sockets", "900000")).isEqualTo(1);
        assertThat(errors()).contains("900000 sockets").contains("take fewer with --sockets");
    }

    @Test
    void planTellsWhatThereMustBe() {
        assertThat(run("plan", "--users", "10000", "--rooms", "100", "--rate", "300"))
                .isZero();
        assertThat(printed())
                .containsPattern("edges +2 +2 +")
                .containsPattern("partitions +16 +16\n")
                .contains("Each edge reads all 300 records/s, of which 100 % are of rooms with a socket of its own");
    }

    @Test
    void planTellsWhichOptionIsWrong() {
        assertPlanRefused("--users: is needed", "--rooms", "1", "--rate", "1");
        assertPlanRefused("--rate: is needed", "--users", "1", "--rooms", "1");
        assertPlanRefused("--users: must be from 1 to 1000000000", plan("--users", "0"));
        assertPlanRefused("--rate: must be from 0 to ", plan("--rate", "NaN"));
        assertPlanRefused("--rooms-per-user: must be from 0 to 10", plan("--rooms-per-user", "11"));
        assertPlanRefused("--load: must be from 0.01 to 0.95", plan("--load", "1"));
        assertPlanRefused("--retention: must be a number with a unit", plan("--retention", "7"));
        assertPlanRefused("--memory: must be a size", plan("--memory", "8"));
        assertPlanRefused("--memory: 50 MB of the machine may be used", plan("--memory", "100MB"));
        assertPlanRefused("--rate: each edge reads all of the 1,000,000 records/s", plan("--rate", "1e6"));
        assertPlanRefused("Invalid value for option '--regions'", plan("--regions", "two"));
        assertPlanRefused("--check: nowhere.json: ", "--check", "nowhere.json");
    }

    @Test
    void edgeRefusesToStartWithoutASecretAndSaysWhatToSet() {
        assertThat(run(Map.of(), "edge")).isEqualTo(1);
        assertThat(errors()).startsWith("roomlog edge: jwt-secret: there is none; set ROOMLOG_JWT_SECRET");
    }

    @Test
    void aPortThatIsTakenIsToldInOneLineBeforeAnythingIsStarted() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(run("up", "--port", port, "--data", folder.resolve("new").toString()))
                    .isEqualTo(1);
        }
        assertThat(errors()).hasLineCount(1).contains("port: cannot listen on");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void upTellsWhatIsWrongWithItsRegionsBeforeAnythingIsStarted() {
        assertRegionsRefused("regions: 'eu' is one region alone; name two or more", "eu");
        assertRegionsRefused("regions: 'eu,us,eu' names a region twice", "eu,us,eu");
        assertRegionsRefused("regions: 'EU,us' (from flag --regions) must be names", "EU,us");
        assertRegionsRefused("regions: 'a,b,c,d,e,f' are 6; 5 are the most", "a,b,c,d,e,f");
        assertRegionsRefused("region: cannot go with regions", "eu,us", "--region", "eu");
        assertRegionsRefused(
                "port: 20010, in the region us, is taken twice", "eu,us", "--port", "20000", "--kafka-port", "20010");
        assertRegionsRefused("port: 65530 is too high: region 2 would have 65540", "eu,us", "--port", "65530");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void eachRegionHasItsOwnPortsNamesAndFolder() {
        Map<String, String> flags =
                Map.of("regions", "eu,us,ap", "data", "here", "id", "one", "admin-port", "0", "lease", "5s");
        List<LocalRegion> regions = LocalRegion.of(Configuration.resolve(Command.UP, flags, Map.of()), flags, Map.of());
        assertThat(regions).extracting(LocalRegion::name).containsExactly("eu", "us", "ap");
        assertThat(regions.get(2).address()).isEqualTo("http://localhost:3020");
        assertThat(regions.get(2).bootstrap()).isEqualTo("127.0.0.1:9112");
        assertThat(regions).extracting(LocalRegion::adminAddress).doesNotHaveDuplicates();
        assertThat(regions.get(1).arguments())
                .startsWith("up")
                .contains(
                        "--regions=",
                        "--region=us",
                        "--mirrored-regions=eu,ap",
                        "--data=here/regions/us",
                        "--id=one-us",
                        "--port=3010",
                        "--router-port=3012",
                        "--kafka-port=9102",
                        "--lease=5s");
    }

    @Test
    void whatIsUsedWronglyEndsWithTwoAndAHint() {
        assertThat(run("up", "--prot", "1")).isEqualTo(2);
        assertThat(errors()).contains("--prot").contains("roomlog up --help");
        assertThat(run("nothing")).isEqualTo(2);
    }

    @Test
    void helpOfEveryCommandNamesItsSettings() {
        assertThat(run("edge", "--help")).isZero();
        assertThat(printedByPicocli("edge")).contains("--kafka=", "--ping-interval=", "(25s)");
    }

    @Test
    void tokensCountTheirTimeFromTheClock() throws Exception {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        Tokens tokens = new Tokens(Secret.of(SECRET), Clock.fixed(now, ZoneOffset.UTC));
        SignedJWT token = SignedJWT.parse(tokens.mint("a", Duration.ofHours(1), Optional.empty()));
        assertThat(token.getJWTClaimsSet().getExpirationTime()).isEqualTo(now.plusSeconds(3600));
    }

    private void assertRefused(String message, String... args) {
        err.reset();
        assertThat(run(args)).isEqualTo(1);
        assertThat(errors()).hasLineCount(1).startsWith("roomlog token: " + message);
    }

    private void assertRegionsRefused(String message, String regions, String... more) {
        err.reset();
        String data = folder.resolve("new").toString();
        Stream<String> all = Stream.concat(Stream.of("up", "--data", data, "--regions", regions), Stream.of(more));
        assertThat(run(all.toArray(String[]::new))).isEqualTo(1);
        assertThat(errors()).hasLineCount(1).startsWith("roomlog up: " + message);
    }

    private static String[] plan(String option, String value) {
        Map<String, String> options = new TreeMap<>(Map.of("--users", "10", "--rooms", "10", "--rate", "1"));
        options.put(option, value);
        return options.entrySet().stream()
                .flatMap(each -> Stream.of(each.getKey(), each.getValue()))
                .toArray(String[]::new);
    }

    private void assertPlanRefused(String message, String... options) {
        err.reset();
        assertThat(run(Stream.concat(Stream.of("plan"), Stream.of(options)).toArray(String[]::new)))
                .isEqualTo(2);
        assertThat(errors()).hasLineCount(1).startsWith("roomlog plan: " + message);
    }

    private int run(String... args) {
        return run(Map.of("ROOMLOG_JWT_SECRET", SECRET), args);
    }

    private int run(Map<String, String> environment, String... args) {
        return Roomlog.run(args, environment, new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    private String printedByPicocli(String command) {
        PrintStream realOut = System.out;
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        System.setOut(new PrintStream(shown, true, StandardCharsets.UTF_8));
        try {
            assertThat(run(command, "--help")).isZero();
        } finally {
            System.setOut(realOut);
        }
        return shown.toString(StandardCharsets.UTF_8);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
