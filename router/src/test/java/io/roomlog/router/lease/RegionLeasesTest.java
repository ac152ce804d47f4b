package io.roomlog.router.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.log.LeaseRecord;
import io.roomlog.common.log.LeaseRecord.Role;
import io.roomlog.common.log.LeaseRecord.State;
import io.roomlog.common.log.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RegionLeasesTest {
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final LeaseRecord OWN = new LeaseRecord(Role.ROUTER, "router/1", State.LIVE, "host:1", "eu");

    private final LeaseState own = new LeaseState(LEASE);
    private double seconds;
    private long offset;
    private final RegionLeases regions = new RegionLeases(List.of("us", "ap"), LEASE, nanos());

    private long nanos() {
        return Long.MAX_VALUE / 2 + (long) (seconds * 1e9);
    }

    private static LeaseRecord edge(String incarnation, State said) {
        return new LeaseRecord(Role.EDGE, incarnation, said, "host:1", "us");
    }

    private void read(LeaseRecord record, long at) {
        Origin origin = new Origin("us", new Epoch(1), at, OptionalLong.empty());
        regions.read("us", origin, Optional.of(record), record.key(), nanos());
    }

    private void read(LeaseRecord record) {
        read(record, offset++);
    }

    /// Reads back what this router writes every 2 s, for some time.
    private void watch(double time) {
        double until = seconds + time;
        while (seconds < until) {
            own.read(OWN, true, nanos());
            regions.look(own);
            seconds += 2;
        }
        own.read(OWN, true, nanos());
        regions.look(own);
    }

    private boolean isAway() {
        return regions.isAway("us", "edge/1");
    }

    @Test
    void anEdgeIsAwayOnceItsOwnRegionHasEndedItsLease() {
        read(edge("edge/1", State.LIVE));
        assertThat(isAway()).isFalse();
        read(edge("edge/1", State.STOPPED));
        assertThat(isAway()).isFalse();
        read(edge("edge/1", State.ENDED));
        assertThat(isAway()).isTrue();
        assertThat(regions.isAway("ap", "edge/1")).isFalse();
    }

    @Test
    void anEdgeIsAwayOnceALaterLifeOfItIsThere() {
        read(edge("edge/1", State.LIVE));
        read(edge("edge/2", State.LIVE));
        assertThat(isAway()).isTrue();
        assertThat(regions.isAway("us", "edge/2")).isFalse();
    }

    @Test
    void anEdgeThatIsSilentInALivingRegionIsLeftToItsOwnRouters() {
        read(edge("edge/1", State.LIVE));
        for (int i = 0; i < 20; i++) {
            read(edge("other/1", State.LIVE));
            watch(8);
        }
        assertThat(isAway()).isFalse();
        assertThat(regions.isAway("us", "never-heard-of/1")).isFalse();
    }

    @Test
    void aRegionIsSilentAfterThreeLeasesOfReadingOnesOwnLogUntilItIsHeard() {
        read(edge("edge/1", State.LIVE));
        watch(28);
        assertThat(isAway()).isFalse();
        watch(2);
        assertThat(isAway()).isTrue();
        assertThat(regions.unheard("us", nanos())).isEqualTo(Duration.ofSeconds(30));
        read(edge("other/1", State.LIVE));
        assertThat(isAway()).isFalse();
        assertThat(regions.unheard("us", nanos())).isZero();
        watch(28);
        assertThat(isAway()).isFalse();
    }

    @Test
    void aRegionThatWasNeverHeardIsSilentToo() {
        watch(30);
        assertThat(isAway()).isTrue();
    }

    @Test
    void anOutageOfThisRegionsOwnLogMakesNoRegionSilentAndNoneHeard() {
        read(edge("edge/1", State.LIVE));
        watch(10);
        seconds += 100;
        watch(28);
        assertThat(isAway()).isFalse();
        watch(2);
        assertThat(isAway()).isTrue();
        seconds += 100;
        watch(10);
        assertThat(isAway()).isTrue();
    }

    @Test
    void aLeaseThatComesOnceMoreTellsNothing() {
        read(edge("edge/1", State.LIVE), 5);
        read(edge("edge/2", State.LIVE), 6);
        watch(30);
        read(edge("edge/1", State.LIVE), 5);
        assertThat(regions.isAway("us", "edge/2")).isTrue();
        read(edge("edge/2", State.LIVE), 7);
        assertThat(regions.isAway("us", "edge/2")).isFalse();
        assertThat(isAway()).isTrue();
    }
}
