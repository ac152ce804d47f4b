package io.roomlog.router.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.log.Topics;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegionsTest {
    @Test
    void withoutOtherRegionsWhatIsReadIsWhatWasReadEver() {
        assertThat(Regions.alone("local").topics(Topics.SESSIONS)).containsExactly("roomlog.sessions");
        assertThat(Regions.alone("local").absences().isAway("us", "edge/1")).isFalse();
    }

    @Test
    void theOthersTopicsAreReadBesideItsOwn() {
        assertThat(new Regions("eu", List.of("us", "ap"), (region, incarnation) -> true).topics(Topics.SESSIONS))
                .containsExactly("roomlog.sessions", "us.roomlog.sessions", "ap.roomlog.sessions");
    }
}
