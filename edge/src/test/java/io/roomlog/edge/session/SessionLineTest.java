package io.roomlog.edge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.log.SessionRecord.Stay;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SessionLineTest {
    private static final SessionRecord BEGIN = SessionRecord.begin("edge/1", true, "~sid", "user", "/");

    private final SessionLine line = new SessionLine(change(1, "a"), 10, List.of());

    private static SessionRecord change(long generation, String... rooms) {
        return claim(generation, 0, rooms).with(rooms(rooms), List.of());
    }

    private static SessionRecord claim(long generation, long basis, String... rooms) {
        return BEGIN.with(rooms(rooms), List.of()).claimedBy("edge/1", generation, basis);
    }

    private static Map<String, Long> rooms(String... names) {
        return Arrays.stream(names).collect(Collectors.toMap(name -> name, name -> 0L));
    }

    private void requireTip(long offset, String... rooms) {
        assertThat(line.tip()).isEqualTo(offset);
        assertThat(line.state().rooms()).containsOnlyKeys(rooms);
    }

    @Test
    void whatTheOwnerWritesIsTheState() {
        line.add(11, change(1, "a", "b"));
        requireTip(11, "a", "b");
    }

    @Test
    void aClaimThatGoesOnFromTheLineSupersedesTheOwner() {
        line.add(11, claim(2, 10, "a"));
        line.add(12, change(1, "a", "late"));
        line.add(13, change(2, "a", "b"));
        requireTip(13, "a", "b");
    }

    @Test
    void aClaimThatKnewLessThanTheClientCountsForNothingButItsNumber() {
        line.add(11, claim(2, 9));
        line.add(12, change(2, "stale"));
        line.add(13, claim(3, 12, "stale"));
        line.add(14, change(1, "a", "b"));
        requireTip(14, "a", "b");
        assertThat(line.highest()).isEqualTo(3);
        assertThat(line.lastOffset()).isEqualTo(14);
    }

    @Test
    void changesOfAnOwnerWhoseClaimLiesBeforeTheLineAreNotOfIt() {
        line.add(11, change(2, "stale"));
        requireTip(10, "a");
        assertThat(line.highest()).isEqualTo(2);
    }

    @Test
    void ofTwoClaimsOfANumberTheSecondIsVoid() {
        line.add(11, claim(2, 10, "a"));
        line.add(12, change(2, "a", "b"));
        line.add(13, claim(2, 10, "a"));
        requireTip(12, "a", "b");
    }

    @Test
    void aClaimOnWhatASupersededOwnerWroteLateIsInTheLine() {
        line.add(11, claim(2, 10, "a"));
        line.add(12, change(1, "a", "late"));
        line.add(13, claim(3, 12, "a", "late"));
        requireTip(13, "a", "late");
    }

    @Test
    void aNumberThatWasUsedInVainIsNotUsedAgain() {
        line.use(2, 11);
        line.add(12, claim(2, 10));
        requireTip(10, "a");
        assertThat(line.highest()).isEqualTo(2);
        assertThat(line.readTo()).isEqualTo(13);
    }

    @Test
    void allStaysThatEndedAreKept() {
        line.add(11, change(1, "a", "b").without("b", 5, false));
        line.add(12, change(1, "a", "c").without("c", 6, true));
        assertThat(line.state().left()).containsExactly(new Stay("b", 0, 5, false), new Stay("c", 0, 6, true));
    }

    @Test
    void ofAClaimThoseStaysCountThatEndedWithIt() {
        SessionRecord applied = change(1, "a").without("a", 7, true);
        Stay before = new Stay("b", 0, 5, false);
        line.add(
                11,
                applied.with(applied.rooms(), List.of(before, applied.left().getFirst()))
                        .claimedBy("edge/1", 2, 10));
        assertThat(line.state().left()).containsExactly(new Stay("a", 0, 7, true));
    }
}
