package io.roomlog.common.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EpochTest {
    private static final String TOPIC_ID = "8yKM2rNtSIy9q5kJzmV8gA";
    private static final Epoch EPOCH = Epoch.of("eu", TOPIC_ID, 64);

    @Test
    void isTheSameInEveryProcess() {
        assertThat(Epoch.of("eu", TOPIC_ID, 64)).isEqualTo(EPOCH);
        assertThat(EPOCH.value()).isEqualTo(0x393D4A5E9495L);
    }

    @Test
    void anotherRegionTopicOrPartitionCountIsAnotherEpoch() {
        assertThat(EPOCH)
                .isNotEqualTo(Epoch.of("us", TOPIC_ID, 64))
                .isNotEqualTo(Epoch.of("eu", "8yKM2rNtSIy9q5kJzmV8gB", 64))
                .isNotEqualTo(Epoch.of("eu", TOPIC_ID, 65));
    }

    @Test
    void has48Bits() {
        assertThat(new Epoch(0xFFFF_FFFF_FFFFL).value()).isEqualTo(0xFFFF_FFFF_FFFFL);
        assertThatThrownBy(() -> new Epoch(0x1_0000_0000_0000L)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Epoch(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
