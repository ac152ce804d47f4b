package io.roomlog.common.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.roomlog.common.cursor.LogPlace;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.log.SessionRecord.Stay;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionRecordTest {
    private static final SessionRecord STATE = new SessionRecord(
            3,
            null,
            "edge-1/a7",
            true,
            "~sid",
            "änne",
            "/admin",
            false,
            Map.of(
                    "chat",
                    RoomPlace.of(12),
                    "/odd, \"room\"",
                    RoomPlace.of(Long.MAX_VALUE, 5),
                    "user:änne",
                    RoomPlace.of(0)),
            Set.of("chat"),
            List.of(stay("attic", 3, 9, false), stay("chat", 0, 11, true)),
            Map.of(0, 15L, 7, 2L),
            JsonNodeFactory.instance.objectNode().put("colour", "blue"));

    private static Stay stay(String room, long from, long until, boolean removed) {
        return new Stay(room, RoomPlace.of(from), RoomPlace.of(until), removed);
    }

    @Test
    void comesBackWhole() {
        assertThat(SessionRecord.decode(STATE.encode())).contains(STATE);
    }

    @Test
    void theSameStateIsTheSameBytes() {
        SessionRecord again = SessionRecord.decode(STATE.encode()).orElseThrow();
        assertThat(again.encode()).isEqualTo(STATE.encode());
    }

    @Test
    void nobodyInParticularWithoutRoomsComesBack() {
        SessionRecord state = SessionRecord.begin("edge-1/a7", false, "~sid", "", "/");
        assertThat(SessionRecord.decode(state.encode())).contains(state);
    }

    @Test
    void anEndedSessionHasNeitherRoomsNorData() {
        SessionRecord ended = STATE.end();
        assertThat(SessionRecord.decode(ended.encode())).contains(ended);
        assertThat(ended.ended()).isTrue();
        assertThat(ended.rooms()).isEmpty();
        assertThat(ended.data()).isNull();
        assertThat(ended.generation()).isEqualTo(STATE.generation());
    }

    @Test
    void aRoomThatIsLeftKeepsItsStay() {
        SessionRecord left = STATE.without("chat", RoomPlace.of(40), true);
        assertThat(left.rooms()).doesNotContainKey("chat").hasSize(2);
        assertThat(left.left()).endsWith(stay("chat", 12, 40, true)).hasSize(3);
        assertThat(STATE.without("elsewhere", RoomPlace.of(40), true)).isEqualTo(STATE);
    }

    @Test
    void aClaimSaysWhatItGoesOnFromAndWhatFollowsItDoesNot() {
        SessionRecord.Claim basis = new SessionRecord.Claim(new LogPlace(1, 17), 1_767_225_600_000L);
        SessionRecord claim = STATE.claimedBy("edge-2/b3", 4, basis);
        assertThat(claim.generation()).isEqualTo(4);
        assertThat(claim.claim()).isEqualTo(basis);
        assertThat(claim.holder()).isEqualTo("edge-2/b3");
        assertThat(SessionRecord.decode(claim.encode())).contains(claim);
        assertThat(claim.with(claim.rooms(), claim.left()).claim()).isNull();
        assertThat(claim.rooms()).isEqualTo(STATE.rooms());
    }

    @Test
    void fieldsOfLaterVersionsAreTolerated() {
        String later =
                "{\"generation\":2,\"sid\":\"s\",\"user\":\"u\",\"namespace\":\"/\",\"ended\":false,\"rooms\":{\"a\":1},\"right\":{\"b\":2},\"v\":9}";
        assertThat(SessionRecord.decode(later.getBytes(StandardCharsets.UTF_8)))
                .contains(new SessionRecord(
                        2,
                        null,
                        "",
                        false,
                        "s",
                        "u",
                        "/",
                        false,
                        Map.of("a", RoomPlace.of(1)),
                        Set.of(),
                        List.of(),
                        Map.of(),
                        null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "1",
                "\"x\"",
                "{}",
                "{",
                "{\"generation\":1,\"sid\":\"s\",\"user\":\"u\"}",
                "{\"generation\":1,\"sid\":\"s\",\"namespace\":\"/\"}",
                "{\"generation\":\"x\",\"sid\":\"s\",\"user\":\"u\",\"namespace\":\"/\"}",
                "{\"sid\":\"s\",\"user\":\"u\",\"namespace\":\"/\",\"rooms\":[1]}",
                "{\"sid\":\"s\",\"user\":\"u\",\"namespace\":\"/\",\"rooms\":{\"a\":\"b\"}}",
                "{\"sid\":\"s\",\"user\":\"u\",\"namespace\":\"/\",\"rooms\":{\"a\":null}}"
            })
    void garbageIsNone(String value) {
        assertThat(SessionRecord.decode(value.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void noValueIsNone() {
        assertThat(SessionRecord.decode(null)).isEmpty();
    }
}
