package io.roomlog.edge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.cursor.LogPlace;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.log.SessionRecord.Stay;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SessionLineTest {
    private static final SessionRecord BEGIN = SessionRecord.begin("edge/1", true, "~sid", "user", "/");

    private final SessionLine line = new SessionLine(change(1, "a"), at(10), List.of());

    private static SessionRecord change(long generation, String... rooms) {
        return claim(generation, 0, rooms).with(rooms(rooms), List.of());
    }

    private static SessionRecord claim(long generation, long basis, String... rooms) {
        return BEGIN.with(rooms(rooms), List.of()).claimedBy("edge/1", generation, on(basis));
    }

    private static SessionRecord.Claim on(long basis) {
        return new SessionRecord.Claim(at(basis), 0);
    }

    private static LogPlace at(long offset) {
        return new LogPlace(0, offset);
    }

    private static Map<String, RoomPlace> rooms(String... names) {
        return Arrays.stream(names).collect(Collectors.toMap(name -> name, name -> RoomPlace.of(0)));
    }

    private void requireTip(long offset, String... rooms) {
        assertThat(line.tip()).isEqualTo(at(offset));
        assertThat(line.state().rooms()).containsOnlyKeys(rooms);
    }

    @Test
    void whatTheOwnerWritesIsTheState() {
        line.add(at(11), change(1, "a", "b"));
        requireTip(11, "a", "b");
    }

    @Test
    void aClaimThatGoesOnFromTheLineSupersedesTheOwner() {
        line.add(at(11), claim(2, 10, "a"));
        line.add(at(12), change(1, "a", "late"));
        line.add(at(13), change(2, "a", "b"));
        requireTip(13, "a", "b");
    }

    @Test
    void aClaimThatKnewLessThanTheClientCountsForNothingButItsNumber() {
        line.add(at(11), claim(2, 9));
        line.add(at(12), change(2, "stale"));
        line.add(at(13), claim(3, 12, "stale"));
        line.add(at(14), change(1, "a", "b"));
        requireTip(14, "a", "b");
        assertThat(line.highest()).isEqualTo(3);
        assertThat(line.isBefore(new SessionPointer(0, 0, 14))).isFalse();
        assertThat(line.isBefore(new SessionPointer(0, 0, 15))).isTrue();
    }

    @Test
    void changesOfAnOwnerWhoseClaimLiesBeforeTheLineAreNotOfIt() {
        line.add(at(11), change(2, "stale"));
        requireTip(10, "a");
        assertThat(line.highest()).isEqualTo(2);
    }

    @Test
    void ofTwoClaimsOfANumberTheSecondIsVoid() {
        line.add(at(11), claim(2, 10, "a"));
        line.add(at(12), change(2, "a", "b"));
        line.add(at(13), claim(2, 10, "a"));
        requireTip(12, "a", "b");
    }

    @Test
    void aClaimOnWhatASupersededOwnerWroteLateIsInTheLine() {
        line.add(at(11), claim(2, 10, "a"));
        line.add(at(12), change(1, "a", "late"));
        line.add(at(13), claim(3, 12, "a", "late"));
        requireTip(13, "a", "late");
    }

    @Test
    void aNumberThatWasUsedInVainIsNotUsedAgain() {
        line.use(2, at(11));
        line.add(at(12), claim(2, 10));
        requireTip(10, "a");
        assertThat(line.highest()).isEqualTo(2);
        assertThat(line.readTo(0)).isEqualTo(13);
    }

    @Test
    void allStaysThatEndedAreKept() {
        line.add(at(11), change(1, "a", "b").without("b", RoomPlace.of(5), false));
        line.add(at(12), change(1, "a", "c").without("c", RoomPlace.of(6), true));
        assertThat(line.state().left())
                .containsExactly(
                        new Stay("b", RoomPlace.of(0), RoomPlace.of(5), false),
                        new Stay("c", RoomPlace.of(0), RoomPlace.of(6), true));
    }

    @Test
    void ofAClaimThoseStaysCountThatEndedWithIt() {
        SessionRecord applied = change(1, "a").without("a", RoomPlace.of(7), true);
        Stay before = new Stay("b", RoomPlace.of(0), RoomPlace.of(5), false);
        line.add(
                at(11),
                applied.with(applied.rooms(), List.of(before, applied.left().getFirst()))
                        .claimedBy("edge/1", 2, on(10)));
        assertThat(line.state().left()).containsExactly(new Stay("a", RoomPlace.of(0), RoomPlace.of(7), true));
    }

    @Test
    void ofTwoClaimsOfANumberFromTwoRegionsTheLaterHolds() {
        SessionRecord here = change(1, "a").claimedBy("edge/1", 2, new SessionRecord.Claim(at(10), 50));
        SessionRecord there = change(1, "a").claimedBy("edge/2", 2, new SessionRecord.Claim(at(10), 60));
        SessionLine other = new SessionLine(change(1, "a"), at(10), List.of());
        for (SessionLine one : List.of(line, other)) {
            boolean hereFirst = one == line;
            one.add(hereFirst ? at(11) : new LogPlace(1, 7), hereFirst ? here : there);
            one.add(hereFirst ? new LogPlace(1, 7) : at(11), hereFirst ? there : here);
            one.add(at(12), change(2, "here"));
            assertThat(one.tip()).isEqualTo(new LogPlace(1, 7));
            one.add(new LogPlace(1, 8), change(2, "there"));
            assertThat(one.state().rooms()).containsOnlyKeys("there");
        }
    }
}
