package io.roomlog.deploy.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.deploy.prove.Violation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the judge says of recordings with one fault each. The log of the room holds the messages 1 to 6 at the
/// offsets 10, 20, ... 60; the last of them is the room's final one.
@Timeout(20)
class JudgeTest {
    private static final String ROOM = "room";
    private static final String OTHER = "other";
    private static final int MESSAGES = 6;

    private final Ledger ledger = new Ledger();
    private final Recording recording = new Recording("client");
    private final List<Entry> log = new ArrayList<>();
    private final List<Entry> other = new ArrayList<>();
    private final List<Publish> published = new ArrayList<>();

    @BeforeEach
    void publish() {
        for (int i = 1; i <= MESSAGES; i++) {
            Publish publish = ledger.enter(List.of(ROOM), "publisher", 0, false);
            publish.acked(RoomPlace.of(10 * i + 1));
            published.add(publish);
            log.add(new Entry(publish.number(), 0, 10L * i, false));
        }
        recording.visit(new Visit(0, "edge-1", 0, 0, 0, "sid", false, false));
    }

    @Test
    void whatCameWholeFromTheJoinOnIsNoViolation() {
        join(25);
        got(3, 4, 5, 6);
        assertThat(verdict().violations()).isEmpty();
    }

    @Test
    void aHoleIsLost() {
        join(0);
        got(1, 2, 5, 6);
        assertThat(verdict().count(Kind.LOST)).isEqualTo(2);
    }

    @Test
    void whatIsMissingRightBehindTheJoinIsLost() {
        join(25);
        got(4, 5, 6);
        assertThat(verdict().count(Kind.LOST)).isEqualTo(1);
    }

    @Test
    void whatIsMissingAtTheEndIsLost() {
        join(0);
        got(1, 2, 3, 4, 5);
        assertThat(verdict().count(Kind.LOST)).isEqualTo(1);
    }

    @Test
    void aHoleThatAGapCoversIsNotLost() {
        join(0);
        got(1, 2);
        recording.gap(ROOM, new Gap(RoomPlace.of(21), RoomPlace.of(50), "expired"));
        got(5, 6);
        Verdict verdict = verdict();
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.missing()).isEqualTo(2);
    }

    @Test
    void whatLiesBehindAGapIsLostAllTheSame() {
        join(0);
        got(1, 2);
        recording.gap(ROOM, new Gap(RoomPlace.of(21), RoomPlace.of(40), "expired"));
        got(5, 6);
        assertThat(verdict().count(Kind.LOST)).isEqualTo(1);
    }

    @Test
    void aMessageThatComesAgainIsRepeated() {
        join(0);
        got(1, 2, 3, 3, 4, 5, 6);
        assertOnly(Kind.REPEATED);
    }

    @Test
    void aMessageThatComesTooLateIsReordered() {
        join(0);
        got(1, 3, 2, 4, 5, 6);
        assertOnly(Kind.REORDERED);
    }

    @Test
    void aMessageThatIsNotInTheLogIsAPhantom() {
        join(0);
        got(1, 2, 3, 4, 5, 6, 99);
        assertOnly(Kind.PHANTOM);
    }

    @Test
    void aMessageFromBeforeTheJoinIsStray() {
        join(25);
        got(2, 3, 4, 5, 6);
        assertOnly(Kind.STRAY);
    }

    @Test
    void aJoinThatWasSentAgainMayHaveHeldFromTheFirstTimeOn() {
        recording.joining(ROOM);
        got(2, 3);
        join(35);
        got(4, 5, 6);
        assertThat(verdict().violations()).isEmpty();
    }

    @Test
    void aMessageAfterTheLeaveIsStray() {
        join(0);
        got(1, 2);
        recording.leaving(ROOM);
        got(3);
        recording.left(ROOM);
        got(4);
        assertOnly(Kind.STRAY);
    }

    @Test
    void aCursorThatSaysMoreThanWhatCameIsAhead() {
        join(0);
        got(1, 2, 3, 4, 5);
        recording.delivered(ROOM, new Delivery(6, RoomPlace.of(62), 0, 0));
        assertOnly(Kind.AHEAD);
    }

    @Test
    void anAckedMessageThatIsNotInTheLogIsTold() {
        ledger.enter(List.of(ROOM), "publisher", 0, false).acked(RoomPlace.of(71));
        assertOnly(Kind.ACKED_NOT_KEPT);
    }

    @Test
    void anAckThatNamesAnotherPlaceIsTold() {
        Publish elsewhere = ledger.enter(List.of(ROOM), "publisher", 0, false);
        elsewhere.acked(RoomPlace.of(72));
        log.add(new Entry(elsewhere.number(), 0, 70, false));
        assertOnly(Kind.ACKED_NOT_KEPT);
    }

    @Test
    void aRefusedMessageThatIsInTheLogIsTold() {
        Publish refused = ledger.enter(List.of(ROOM), "publisher", 0, false);
        refused.failed("unavailable");
        log.add(new Entry(refused.number(), 0, 70, false));
        assertOnly(Kind.REFUSED_BUT_KEPT);
    }

    @Test
    void anUnknownMessageMayBeInTheLog() {
        Publish unknown = ledger.enter(List.of(ROOM), "publisher", 0, false);
        unknown.failed("unknown");
        log.add(new Entry(unknown.number(), 0, 70, false));
        assertThat(verdict().violations()).isEmpty();
    }

    @Test
    void aMessageThatIsInTheLogTwiceIsTold() {
        log.add(new Entry(published.getFirst().number(), 0, 70, false));
        assertThat(verdict().count(Kind.KEPT_TWICE)).isEqualTo(1);
    }

    // ---- messages to several rooms

    @Test
    void aMessageToSeveralRoomsIsDueOnceInWhicheverRoom() {
        join(0);
        recording.joined(recording.joining(OTHER), RoomPlace.of(0));
        got(1, 2, 3, 4, 5, 6);
        recording.deliveredWide(delivery(wide(45, 12)));
        assertThat(verdict().violations()).isEmpty();
    }

    @Test
    void aMessageToSeveralRoomsThatDoesNotComeIsLost() {
        join(0);
        got(1, 2, 3, 4, 5, 6);
        wide(45, 12);
        assertOnly(Kind.LOST);
    }

    @Test
    void whoJoinedBehindItsCopyIsNotDueIt() {
        join(46);
        got(5, 6);
        wide(45, 12);
        assertThat(verdict().violations()).isEmpty();
    }

    @Test
    void aSecondCopyIsRepeated() {
        join(0);
        got(1, 2, 3, 4, 5, 6);
        Delivery delivery = delivery(wide(45, 12));
        recording.deliveredWide(delivery);
        recording.deliveredWide(delivery);
        assertOnly(Kind.REPEATED);
    }

    @Test
    void aCopyOfRoomsThatItWasNotInIsStray() {
        recording.deliveredWide(delivery(wide(45, 12)));
        assertOnly(Kind.STRAY);
    }

    @Test
    void anAckedMessageThatLacksACopyIsTold() {
        long number = wide(45, 12);
        other.removeIf(entry -> entry.number() == number);
        assertThat(verdict().count(Kind.ACKED_NOT_KEPT)).isEqualTo(1);
    }

    // ---- messages that are sent again

    @Test
    void whatWasRefusedAfterAnotherTryMayBeKept() {
        Publish again = ledger.enter(List.of(ROOM), "publisher", 0, true);
        again.again();
        again.failed("unavailable");
        log.add(new Entry(again.number(), 0, 70, false));
        assertThat(verdict().violations()).isEmpty();
    }

    @Test
    void aSessionThatWasNotRecoveredIsTold() {
        recording.visit(new Visit(1, "edge-2", 0, 0, 0, "other", false, true));
        assertOnly(Kind.CONNECTION);
    }

    @Test
    void aRecoveredSocketWithAnotherIdIsTold() {
        recording.visit(new Visit(1, "edge-2", 0, 0, 0, "other", true, true));
        assertOnly(Kind.CONNECTION);
    }

    // ---- several regions

    @Test
    void betweenRegionsThereIsNoOrder() {
        join(0);
        elsewhere(7, 8);
        got(1, 2);
        gotFromElsewhere(7);
        got(3, 4, 5, 6);
        gotFromElsewhere(8);
        assertThat(verdict().violations()).isEmpty();
    }

    @Test
    void eachRegionHasItsOrder() {
        join(0);
        elsewhere(7, 8);
        got(1, 2, 3, 4, 5, 6);
        gotFromElsewhere(8, 7);
        assertOnly(Kind.REORDERED);
    }

    @Test
    void aHoleInWhatAnotherRegionSaidIsLost() {
        join(0);
        elsewhere(7, 8, 9);
        got(1, 2, 3, 4, 5, 6);
        gotFromElsewhere(7, 9);
        assertOnly(Kind.LOST);
    }

    @Test
    void whatIsPendingIsDueAllTheSame() {
        join(0);
        elsewhere(7, 8, 9);
        got(1, 2, 3, 4, 5, 6);
        recording.gap(ROOM, new Gap(RoomPlace.of(-1, 71), RoomPlace.of(-1, 90), "pending"));
        gotFromElsewhere(7, 9);
        assertOnly(Kind.LOST);
    }

    @Test
    void whatIsSentAgainInAnotherRegionMayBeKeptInBoth() {
        join(0);
        Publish again = ledger.enter(List.of(ROOM), "publisher", 0, true);
        again.again();
        again.acked(RoomPlace.of(-1, 71));
        log.add(new Entry(again.number(), 0, 70, false));
        log.add(new Entry(again.number(), 1, 70, false));
        got(1, 2, 3, 4, 5, 6);
        recording.delivered(ROOM, new Delivery(again.number(), RoomPlace.of(61, 71), 0, 0));
        recording.delivered(ROOM, new Delivery(again.number(), RoomPlace.of(71, 71), 0, 0));
        Verdict verdict = verdict();
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.keptInTwo()).isEqualTo(1);
    }

    @Test
    void whatWasSentOnceIsKeptInOneRegion() {
        log.add(new Entry(published.getFirst().number(), 1, 70, false));
        assertThat(verdict().count(Kind.KEPT_TWICE)).isEqualTo(1);
    }

    @Test
    void aSessionThatAnotherRegionDoesNotKnowIsToldUnlessTheMirrorWasBehind() {
        recording.visit(new Visit(1, "edge-2", 1, 0, 0, "other", false, true));
        assertOnly(Kind.CONNECTION);
    }

    /// Acked messages of the other region.
    private void elsewhere(long... numbers) {
        for (long number : numbers) {
            Publish publish = ledger.enter(List.of(ROOM), "publisher", 0, false);
            assertThat(publish.number()).isEqualTo(number);
            publish.acked(RoomPlace.of(-1, 10 * number + 1));
            log.add(new Entry(number, 1, 10 * number, false));
        }
    }

    private void gotFromElsewhere(long... numbers) {
        for (long number : numbers) {
            recording.delivered(ROOM, new Delivery(number, RoomPlace.of(61, 10 * number + 1), 0, 0));
        }
    }

    private void join(long position) {
        recording.joined(recording.joining(ROOM), RoomPlace.of(position));
    }

    /// Messages with exact cursors, as far as they are in the log.
    private void got(long... numbers) {
        for (long number : numbers) {
            recording.delivered(ROOM, new Delivery(number, RoomPlace.of(10 * number + 1), 0, 0));
        }
    }

    /// An acked message with a copy in each of two rooms.
    private long wide(long offset, long otherOffset) {
        Publish publish = ledger.enter(List.of(ROOM, OTHER), "publisher", 0, true);
        publish.acked(RoomPlace.of(-1));
        log.add(4, new Entry(publish.number(), 0, offset, true));
        other.add(new Entry(publish.number(), 0, otherOffset, true));
        return publish.number();
    }

    private static Delivery delivery(long number) {
        return new Delivery(number, RoomPlace.of(-1), 0, 0);
    }

    private Verdict verdict() {
        long last = published.getLast().number();
        Truth truth = new Truth(Map.of(ROOM, lines(log), OTHER, lines(other)), 0);
        return new Judge(truth, ledger, Map.of(ROOM, Set.of(last)), Optional.empty(), 0).judge(List.of(recording));
    }

    private static List<Line> lines(List<Entry> entries) {
        List<Line> lines = Truth.lines(2);
        entries.forEach(entry -> lines.get(entry.origin()).add(entry));
        return lines;
    }

    private void assertOnly(Kind kind) {
        assertThat(verdict().violations()).extracting(Violation::kind).containsExactly(kind);
    }
}
