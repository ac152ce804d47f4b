package io.roomlog.router.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.log.LeaseRecord;
import io.roomlog.common.log.LeaseRecord.Role;
import io.roomlog.common.log.LeaseRecord.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseStateTest {
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final LeaseRecord ROUTER = record(Role.ROUTER, "router/1", State.LIVE);
    private static final LeaseRecord EDGE = record(Role.EDGE, "edge/1", State.LIVE);

    private final LeaseState state = new LeaseState(LEASE);
    private double seconds;

    private static LeaseRecord record(Role role, String incarnation, State said) {
        return new LeaseRecord(role, incarnation, said, "host:1", "local");
    }

    private void read(LeaseRecord record) {
        state.read(record, record.incarnation().equals(ROUTER.incarnation()), nanos());
    }

    private long nanos() {
        return Long.MAX_VALUE / 2 + (long) (seconds * 1e9);
    }

    /// Reads back what this router writes every 2 s, for some time.
    private void watch(double time) {
        double until = seconds + time;
        while (seconds < until) {
            read(ROUTER);
            seconds += 2;
        }
        read(ROUTER);
    }

    private List<String> runOut() {
        return state.runOut().stream().map(LeaseRecord::incarnation).toList();
    }

    /// What a router does of leases that have run out, and reads back.
    private void sayWhatHasRunOut() {
        state.runOut().forEach(this::read);
    }

    @Test
    void aLeaseRunsOutAfterAWholeLeaseOfUnbrokenWatching() {
        read(EDGE);
        watch(8);
        assertThat(runOut()).isEmpty();
        assertThat(state.isOver("edge/1")).isFalse();
        watch(2);
        assertThat(state.runOut()).containsExactly(EDGE.in(State.ENDED));
        assertThat(state.isOver("edge/1")).isFalse(); // until it is read that it is
        sayWhatHasRunOut();
        assertThat(state.isOver("edge/1")).isTrue();
        assertThat(runOut()).isEmpty();
    }

    @Test
    void whoIsHeardOfLives() {
        for (int i = 0; i < 20; i++) {
            read(EDGE);
            watch(4);
            assertThat(runOut()).isEmpty();
        }
        assertThat(state.living(Role.EDGE)).isEqualTo(1);
        assertThat(state.living(Role.ROUTER)).isEqualTo(1);
    }

    @Test
    void anOutageOfTheLogEndsNobody() {
        read(EDGE);
        watch(6);
        seconds += 60;
        watch(8);
        assertThat(runOut()).isEmpty();
        read(EDGE); // it can be heard again as this router can
        watch(8);
        assertThat(runOut()).isEmpty();
        watch(2);
        assertThat(runOut()).containsExactly("edge/1");
    }

    @Test
    void aRouterThatStoodStillEndsNobody() {
        read(EDGE);
        watch(8);
        seconds += 5; // half a lease is too long
        read(ROUTER);
        assertThat(runOut()).isEmpty();
        watch(8);
        assertThat(runOut()).isEmpty();
        watch(2);
        assertThat(runOut()).containsExactly("edge/1");
    }

    @Test
    void withoutItsOwnRecordsNothingRunsOut() {
        read(EDGE);
        seconds += 1_000;
        assertThat(runOut()).isEmpty();
        assertThat(state.isOver("unknown/1")).isFalse();
    }

    @Test
    void anotherRoutersRecordsAreNoProof() {
        read(EDGE);
        for (int i = 0; i < 20; i++) {
            read(record(Role.ROUTER, "other/1", State.LIVE));
            seconds += 2;
        }
        assertThat(runOut()).isEmpty();
    }

    @Test
    void aNewIncarnationEndsTheOneBefore() {
        read(EDGE);
        read(record(Role.EDGE, "edge/2", State.LIVE));
        assertThat(state.isOver("edge/1")).isTrue();
        assertThat(state.isOver("edge/2")).isFalse();
    }

    @Test
    void whatTheOneBeforeWroteComesLateAndCountsForNothing() {
        read(EDGE);
        read(record(Role.EDGE, "edge/2", State.LIVE));
        read(EDGE);
        read(EDGE.in(State.STOPPED));
        read(EDGE.in(State.ENDED));
        assertThat(state.isOver("edge/1")).isTrue();
        assertThat(state.isOver("edge/2")).isFalse();
    }

    @Test
    void aStrayRecordOfAnIncarnationThatWasNeverSeenIsCorrectedByTheLivingOne() {
        LeaseRecord living = record(Role.EDGE, "edge/2", State.LIVE);
        read(living);
        read(EDGE); // the log had let go of what it wrote before
        seconds += 2;
        read(living);
        seconds += 2;
        read(living);
        seconds += 2;
        read(living);
        assertThat(state.isOver("edge/2")).isFalse();
        assertThat(state.isOver("edge/1")).isTrue();
    }

    @Test
    void whatWasEndedStaysEnded() {
        read(EDGE);
        read(EDGE.in(State.ENDED));
        read(EDGE);
        watch(2);
        assertThat(state.isOver("edge/1")).isTrue();
        assertThat(state.living(Role.EDGE)).isZero();
        read(record(Role.EDGE, "edge/2", State.LIVE));
        assertThat(state.isOver("edge/2")).isFalse();
        assertThat(state.living(Role.EDGE)).isEqualTo(1);
    }

    @Test
    void theEndOfTheOneBeforeDoesNotEndTheNext() {
        read(EDGE);
        read(record(Role.EDGE, "edge/2", State.LIVE));
        read(EDGE.in(State.ENDED));
        watch(10);
        assertThat(runOut()).containsExactly("edge/2");
    }

    @Test
    void whoHasStoppedHasTheRestOfTheLease() {
        read(EDGE.in(State.STOPPED));
        watch(8);
        assertThat(state.isOver("edge/1")).isFalse();
        assertThat(runOut()).isEmpty();
        watch(2);
        assertThat(runOut()).containsExactly("edge/1");
        sayWhatHasRunOut();
        assertThat(state.isOver("edge/1")).isTrue();
    }

    @Test
    void otherRoutersLeasesRunOutToo() {
        read(record(Role.ROUTER, "other/1", State.LIVE));
        watch(10);
        assertThat(runOut()).containsExactly("other/1");
    }

    @Test
    void anEdgeThatNothingIsKnownOfIsOverAfterAWholeLease() {
        watch(8);
        assertThat(state.isOver("unknown/1")).isFalse();
        watch(2);
        assertThat(state.isOver("unknown/1")).isTrue();
    }

    @Test
    void anEdgeIsNotTakenForARouterOfItsName() {
        read(record(Role.ROUTER, "edge/9", State.LIVE));
        read(EDGE);
        assertThat(state.isOver("edge/1")).isFalse();
    }

    @Test
    void whatIsNoLongerInTheTopicIsUnknown() {
        read(EDGE);
        state.forget(EDGE.key());
        watch(10);
        assertThat(runOut()).isEmpty();
        assertThat(state.isOver("edge/1")).isTrue();
    }
}
