package io.roomlog.edge.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.log.LeaseRecord;
import io.roomlog.common.log.LeaseRecord.Role;
import io.roomlog.common.log.LeaseRecord.State;
import io.roomlog.edge.lease.LeaseBook.Finding;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseBookTest {
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final LeaseRecord ROUTER = new LeaseRecord(Role.ROUTER, "r1/x", State.LIVE, "r1:3002", "eu");
    private static final LeaseRecord ANOTHER = new LeaseRecord(Role.EDGE, "edge/other", State.LIVE, "", "");

    private final Iterator<String> nonces = List.of("1", "2", "3").iterator();
    private final LeaseBook book = new LeaseBook("edge", nonces::next, LEASE);
    private double seconds;

    private Finding read(LeaseRecord record) {
        return book.read(record.key(), Optional.of(record), (long) (1_000 * seconds), (long) (1e9 * seconds));
    }

    private Finding own(State state) {
        return read(book.lease(state, "edge:3000", "eu"));
    }

    @BeforeEach
    void theEdgeIsThere() {
        seconds = 1_000;
        own(State.LIVE);
    }

    @Test
    void isKnownByItsIdAndTheNonce() {
        assertThat(book.incarnation()).isEqualTo("edge/1");
        assertThat(own(State.LIVE)).isEqualTo(Finding.NOTHING);
    }

    // ---- others

    @Test
    void otherEdgesAreKnownAsRoutersAre() {
        LeaseRecord edge = new LeaseRecord(Role.EDGE, "e2/1", State.LIVE, "e2:3000", "");
        read(edge);
        read(ROUTER);
        assertThat(book.edges()).containsExactly(edge);
        LeaseRecord moved = new LeaseRecord(Role.EDGE, "e2/2", State.LIVE, "e2:4000", "");
        read(moved);
        assertThat(book.edges()).containsExactly(moved);
        for (int second = 0; second < 6; second++) {
            seconds += 2.1;
            own(State.LIVE);
        }
        assertThat(book.edges()).isEmpty();
        read(moved);
        read(moved.in(State.ENDED));
        assertThat(book.edges()).isEmpty();
    }

    // ---- routers

    @Test
    void aRouterIsKnownUntilItHasBeenSilentForALease() {
        read(ROUTER);
        for (int second = 0; second < 10; second += 2) {
            assertThat(book.routers()).containsExactly("r1:3002");
            seconds += 2.1;
            own(State.LIVE);
        }
        assertThat(book.routers()).isEmpty();
        read(ROUTER);
        assertThat(book.routers()).containsExactly("r1:3002");
    }

    @Test
    void aRouterThatSaysThatItStopsIsForgottenAtOnce() {
        read(ROUTER);
        read(ROUTER.in(State.STOPPED));
        assertThat(book.routers()).isEmpty();
        read(ROUTER);
        book.read(ROUTER.key(), Optional.empty(), 0, 0);
        assertThat(book.routers()).isEmpty();
    }

    @Test
    void anOutageOfTheLogForgetsNoRouter() {
        read(ROUTER);
        seconds += 2.5;
        own(State.LIVE);
        seconds += 600;
        assertThat(book.routers()).containsExactly("r1:3002");
        own(State.LIVE);
        assertThat(book.routers()).containsExactly("r1:3002");
        seconds += 2.5;
        own(State.LIVE);
        assertThat(book.routers()).containsExactly("r1:3002");
        seconds += 2.5;
        own(State.LIVE);
        assertThat(book.routers()).isEmpty();
    }

    @Test
    void whoHadBeenSilentBeforeTheEdgeBeganIsNotKnown() {
        LeaseBook late = new LeaseBook("late", () -> "1", LEASE);
        late.read("ROUTER/old", Optional.of(ROUTER), 80_000, 0);
        late.read("ROUTER/new", Optional.of(new LeaseRecord(Role.ROUTER, "new/1", State.LIVE, "r2:1", "")), 95_000, 0);
        assertThat(late.isUpToDate()).isFalse();
        LeaseRecord own = late.lease(State.LIVE, "", "");
        late.read(own.key(), Optional.of(own), 100_000, 0);
        assertThat(late.isUpToDate()).isTrue();
        assertThat(late.routers()).containsExactly("r2:1");
    }

    @Test
    void otherEdgesAreNoRouters() {
        read(new LeaseRecord(Role.EDGE, "e2/1", State.LIVE, "e2:3000", ""));
        assertThat(book.routers()).isEmpty();
    }

    // ---- itself

    @Test
    void anEdgeThatWasEndedGoesOnAsAnotherIncarnation() {
        LeaseRecord ended = book.lease(State.ENDED, "", "");
        assertThat(read(ended)).isEqualTo(Finding.ENDED);
        assertThat(book.incarnation()).isEqualTo("edge/2");
        assertThat(read(ended)).isEqualTo(Finding.NOTHING);
        assertThat(own(State.LIVE)).isEqualTo(Finding.REPLACED);
        assertThat(own(State.LIVE)).isEqualTo(Finding.NOTHING);
    }

    @Test
    void anotherProcessWithTheSameIdIsToldFromEarlierLives() {
        LeaseBook begun = new LeaseBook("edge", () -> "new", LEASE);
        assertThat(begun.read(ANOTHER.key(), Optional.of(ANOTHER), 0, 0)).isEqualTo(Finding.NOTHING);
        assertThat(read(ANOTHER)).isEqualTo(Finding.CONTESTED);
        assertThat(read(ANOTHER.in(State.STOPPED))).isEqualTo(Finding.NOTHING);
        assertThat(read(ANOTHER.in(State.ENDED))).isEqualTo(Finding.NOTHING);
        book.replace();
        assertThat(own(State.LIVE)).isEqualTo(Finding.REPLACED);
    }

    @Test
    void whatItHasSaidBeforeIsNoOtherProcess() {
        LeaseRecord before = book.lease(State.LIVE, "", "");
        book.replace();
        assertThat(read(before)).isEqualTo(Finding.NOTHING);
    }
}
