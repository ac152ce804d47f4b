package io.roomlog.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.roomlog.deploy.MirrorCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Small scenarios over a broker and two edges in processes of their own: what they count, never how long it takes. One
/// of them has the bench start these; the others are given some that run already, all the same ones.
@Timeout(300)
class BenchIT {
    private static final String SECRET = "the secret that the bench's test signs its tokens with";
    private static final int SOCKETS = 40;
    private static final int ROOM = 10;

    private static final OwnSettings SETTINGS = settings(2);

    private static OwnServers running;
    private static Bench given;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        running = OwnServers.start(SETTINGS, SECRET, BenchIT::token);
        List<InetSocketAddress> edges = IntStream.range(0, SETTINGS.edges())
                .mapToObj(client -> running.address(client).socket())
                .toList();
        given = Bench.ofGiven(edges, Optional.of(BenchIT::token), running.parts(), System.out);
    }

    @AfterAll
    static void stop() {
        if (running != null) {
            running.close();
        }
    }

    @Test
    void everyMessageIsDeliveredToEverySocketOfItsRoomOnce() throws Exception {
        for (Scenario scenario : EnumSet.of(Scenario.FANOUT, Scenario.FLOOD)) {
            Outcome outcome = run(given, scenario);
            assertThat(outcome.faults()).isEmpty();
            Map<String, Number> checked = figures(outcome, "checked");
            assertThat(checked.get("deliveries").longValue()).isPositive();
            assertThat(checked.get("deliveries").longValue() % ROOM).isZero();
            assertThat(checked).containsEntry("lost", 0L).containsEntry("repeated", 0L);
            assertThat(figures(outcome, "rate").get("publishes_per_second").doubleValue())
                    .isPositive();
            assertThat(figures(outcome, "cpu")).containsKeys("broker_cores", "edge-1_cores", "edge-2_cores");
        }
    }

    @Test
    void everySessionIsRecoveredAfterAStormAndMissesNothing() throws Exception {
        Outcome outcome = run(given, Scenario.STORM);
        assertThat(outcome.faults()).isEmpty();
        assertThat(figures(outcome, "storm"))
                .containsEntry("recovered", (long) SOCKETS)
                .containsEntry("messages_come", 5L * SOCKETS);
    }

    @Test
    void everyJoinGetsItsHistoryAlsoWhileOthersPublishAndResume() throws Exception {
        assertThat(run(given, Scenario.HISTORY).faults()).isEmpty();
        Outcome mixed = run(given, Scenario.MIXED);
        assertThat(mixed.faults()).isEmpty();
        assertThat(figures(mixed, "joins").get("joins_per_second").doubleValue())
                .isPositive();
        assertThat(figures(mixed, "resumes").get("recovered").intValue()).isPositive();
    }

    @Test
    void whatIsPublishedInOneRegionComesInTheOtherLaterByTheDelay() throws Exception {
        OwnSettings each = settings(1);
        Outcome outcome = run(Bench.ofOwn(each, SECRET, BenchIT::token, System.out), Scenario.REGIONS);
        assertThat(outcome.faults()).isEmpty();
        assertThat(figures(outcome, "delivery").get("count").longValue()).isPositive();
        assertThat(figures(outcome, "far").get("p50_ms").doubleValue())
                .isGreaterThan((double) each.delay().toMillis());
    }

    @Test
    void idleSocketsOfServersThatTheBenchStartsAnswerTheirPingsAndTheOutcomeIsWrittenAsTextAndJson() throws Exception {
        Outcome outcome = run(Bench.ofOwn(SETTINGS, SECRET, BenchIT::token, System.out), Scenario.IDLE);
        assertThat(outcome.faults()).isEmpty();
        assertThat(figures(outcome, "connections")).containsEntry("connected", (long) SOCKETS);
        assertThat(figures(outcome, "cpu")).containsKeys("broker_cores", "edge-1_cores", "edge-2_cores");

        ByteArrayOutputStream text = new ByteArrayOutputStream();
        Report.print(outcome, new PrintStream(text, true, StandardCharsets.UTF_8));
        assertThat(text.toString(StandardCharsets.UTF_8)).contains("idle: 40 sockets", "40 of 40 at the end");
        Path file = folder.resolve("outcomes.json");
        Report.write(List.of(outcome), file);
        JsonNode json = new ObjectMapper().readTree(file.toFile()).get(0);
        assertThat(json.get("connections").get("connected").asInt()).isEqualTo(SOCKETS);
        assertThat(json.get("plan").get("sockets").asInt()).isEqualTo(SOCKETS);
    }

    private static OwnSettings settings(int edges) {
        return new OwnSettings(
                edges,
                List.of("--ping-interval=1s"),
                List.of("-Xmx300m"),
                List.of("-Xmx400m"),
                Duration.ofMillis(20),
                MirrorCommand::classPath);
    }

    private static Outcome run(Bench bench, Scenario scenario) throws Exception {
        Plan plan = new Plan(
                scenario,
                SOCKETS,
                ROOM,
                scenario.rate() == 0 ? 0 : 60,
                2,
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                204,
                5,
                1);
        Outcome outcome = bench.run(plan);
        Report.print(outcome, System.out);
        return outcome;
    }

    private static Map<String, Number> figures(Outcome outcome, String finding) {
        return outcome.findings().stream()
                .filter(each -> each.name().equals(finding))
                .findFirst()
                .orElseThrow()
                .figures();
    }

    @SuppressWarnings("JavaUtilDate") // Nimbus has no other
    private static String token(String user) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .subject(user)
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))))
                .build();
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        try {
            token.sign(new MACSigner(SECRET));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }
}
