package io.roomlog.edge.rights;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RightsTest {
    @Test
    void aPatternIsANameOrABeginning() {
        Rights rights = Rights.of(Map.of("join", List.of("chat:*", "lobby", "a*b", "star\\*")))
                .orElseThrow();
        assertThat(List.of("chat:", "chat:1", "chat:a:b", "lobby", "a*b", "star\\", "star\\x"))
                .allMatch(room -> rights.permit(RoomAction.JOIN, room));
        assertThat(List.of("chat", "Chat:1", "lobby2", "lobb", "ab", "axb", "xchat:1", "", "*"))
                .noneMatch(room -> rights.permit(RoomAction.JOIN, room));
    }

    @Test
    void aStarAloneIsEveryRoom() {
        Rights rights = Rights.of(Map.of("history", List.of("*"))).orElseThrow();
        assertThat(rights.permit(RoomAction.HISTORY, "any")).isTrue();
        assertThat(rights.permit(RoomAction.HISTORY, "")).isTrue();
    }

    @Test
    void anActionThatIsNotNamedIsNotAllowed() {
        Rights rights =
                Rights.of(Map.of("join", List.of("*"), "delete", "whatever")).orElseThrow();
        assertThat(rights.areStated()).isTrue();
        assertThat(rights.permit(RoomAction.PUBLISH, "a")).isFalse();
        assertThat(Rights.of(Map.of()).orElseThrow().permit(RoomAction.JOIN, "a"))
                .isFalse();
    }

    @Test
    void noClaimIsNotStated() {
        assertThat(Rights.of(null).orElseThrow().areStated()).isFalse();
    }
}
