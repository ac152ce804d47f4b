package io.roomlog.common.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.log.LeaseRecord.Role;
import io.roomlog.common.log.LeaseRecord.State;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseRecordTest {
    private static final LeaseRecord LEASE =
            new LeaseRecord(Role.ROUTER, LeaseRecord.incarnation("host-3002", "f00d"), State.LIVE, "host:3002", "eu");

    @Test
    void comesBackWhole() {
        assertThat(LeaseRecord.decode(LEASE.encode())).contains(LEASE);
        assertThat(LEASE.id()).isEqualTo("host-3002");
        assertThat(LEASE.key()).isEqualTo("ROUTER/host-3002");
        assertThat(LEASE.in(State.ENDED).state()).isEqualTo(State.ENDED);
    }

    @Test
    void anIdMayHaveASlash() {
        assertThat(new LeaseRecord(Role.EDGE, "a/b/1", State.LIVE, "", "").id()).isEqualTo("a/b");
        assertThat(new LeaseRecord(Role.EDGE, "bare", State.LIVE, "", "").id()).isEqualTo("bare");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"role\":\"EDGE\"}", "{\"role\":\"KING\"}", "x"})
    void whatIsNoneIsRefused(String text) {
        assertThat(LeaseRecord.decode(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(LeaseRecord.decode(null)).isEmpty();
    }
}
