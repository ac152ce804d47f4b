package io.roomlog.deploy.prove;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.roomlog.deploy.MirrorCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A short run of the harness: processes, proxies, faults, and the judge.
@Timeout(300)
class ProveIT {
    private static final String SECRET = "the secret that the proof's test signs its tokens with";

    @Test
    void nothingIsLostOverKilledEdgesCutsResetsAndABrokersRestart() throws Exception {
        Plan plan = new Plan(
                Duration.ofSeconds(40),
                1,
                EnumSet.of(
                        FaultKind.EDGE_KILL,
                        FaultKind.ROUTER_KILL,
                        FaultKind.CLIENT_CUT,
                        FaultKind.CLIENT_RESET,
                        FaultKind.HALF_OPEN,
                        FaultKind.BROKER_RESTART),
                List.of("local"),
                2,
                1,
                2,
                20,
                6,
                12,
                60,
                false);
        Summary summary = new Proof(plan, SECRET, ProveIT::token, MirrorCommand::classPath, System.out).run();
        summary.print(System.out);
        assertThat(summary.violations()).isEmpty();
        assertThat(summary.deliveries()).isGreaterThan(1_000);
        // how many faults there is time for depends on the machine; the first of this seed cuts eight clients off
        assertThat(summary.resumes()).isGreaterThanOrEqualTo(5);
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
