package io.roomlog.common.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.log.LeaseRecord.Peering;
import io.roomlog.common.log.LeaseRecord.Role;
import io.roomlog.common.log.LeaseRecord.State;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseRecordTest {
    private static final LeaseRecord LEASE =
            new LeaseRecord(Role.ROUTER, LeaseRecord.incarnation("host-3002", "f00d"), State.LIVE, "host:3002", "eu");

    private static final String WITHOUT_KEY = "{\"role\":\"EDGE\",\"incarnation\":\"e/1\",\"state\":\"LIVE\","
            + "\"address\":\"e:1\",\"region\":\"eu\",\"peering\":{\"tag\":\"t\"}}";

    @Test
    void comesBackWhole() {
        assertThat(LeaseRecord.decode(LEASE.encode())).contains(LEASE);
        assertThat(LEASE.id()).isEqualTo("host-3002");
        assertThat(LEASE.key()).isEqualTo("ROUTER/host-3002");
        assertThat(LEASE.in(State.ENDED).state()).isEqualTo(State.ENDED);
    }

    @Test
    void whatIsNeededToPassOnStaysWithTheEdgeAndItsKeyIsNotShown() {
        LeaseRecord edge = new LeaseRecord(Role.EDGE, "e/1", State.LIVE, "e:3000", "eu")
                .with(new Peering("tag", "the key", null))
                .in(State.ENDED);
        assertThat(LeaseRecord.decode(edge.encode())).contains(edge);
        assertThat(edge.toString()).contains("tag").doesNotContain("the key");
        assertThat(new String(LEASE.encode(), StandardCharsets.UTF_8)).doesNotContain("peering");
    }

    @Test
    void anIdMayHaveASlash() {
        assertThat(new LeaseRecord(Role.EDGE, "a/b/1", State.LIVE, "", "").id()).isEqualTo("a/b");
        assertThat(new LeaseRecord(Role.EDGE, "bare", State.LIVE, "", "").id()).isEqualTo("bare");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"role\":\"EDGE\"}", "{\"role\":\"KING\"}", "x", WITHOUT_KEY})
    void whatIsNoneIsRefused(String text) {
        assertThat(LeaseRecord.decode(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(LeaseRecord.decode(null)).isEmpty();
    }
}
