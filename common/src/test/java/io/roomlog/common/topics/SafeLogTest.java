package io.roomlog.common.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.log.Topics;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeLogTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final long DAY_MS = DAY.toMillis();

    private final SafeLog rule = new SafeLog("kafka:9092", DAY);

    @ParameterizedTest
    @ValueSource(strings = {Topics.ROOMS, Topics.SESSIONS, Topics.FANOUT, Topics.EDGES, Topics.DEAD_LETTERS})
    void nothingIsSaidOfWhatIsSafe(String topic) {
        assertThat(rule.risksOf(topic, new Durability(3, 2, false, DAY_MS, -1))).isEmpty();
        assertThat(rule.risksOf(topic, new Durability(2, 2, false, -1, -1))).isEmpty();
        assertThat(rule.risksOf(topic, new Durability(5, 4, false, 7 * DAY_MS, -1)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {Topics.ROOMS, Topics.SESSIONS, Topics.FANOUT, "us.roomlog.rooms", "us.roomlog.sessions"})
    void whatMayLoseAnAckedRecordIsSaid(String topic) {
        assertThat(settingsAtRisk(topic, new Durability(1, 1, false, DAY_MS, -1)))
                .containsExactly("replicas");
        assertThat(settingsAtRisk(topic, new Durability(3, 1, false, DAY_MS, -1)))
                .containsExactly("min.insync.replicas");
        assertThat(settingsAtRisk(topic, new Durability(3, 4, false, DAY_MS, -1)))
                .containsExactly("min.insync.replicas");
        assertThat(settingsAtRisk(topic, new Durability(3, 2, true, DAY_MS, -1)))
                .containsExactly("unclean.leader.election.enable");
        assertThat(settingsAtRisk(topic, new Durability(3, 2, false, DAY_MS - 1, -1)))
                .containsExactly("retention.ms");
        assertThat(settingsAtRisk(topic, new Durability(3, 2, false, DAY_MS, 1_000_000_000)))
                .containsExactly("retention.bytes");
    }

    @Test
    void allIsSaidAtOnce() {
        assertThat(settingsAtRisk(Topics.ROOMS, new Durability(2, 1, true, 1, 1)))
                .containsExactly(
                        "min.insync.replicas", "unclean.leader.election.enable", "retention.ms", "retention.bytes");
    }

    @Test
    void aRiskNamesTopicSettingValueLossAndWhatToDo() {
        assertThat(rule.risksOf(Topics.ROOMS, new Durability(3, 1, false, DAY_MS, -1)))
                .singleElement()
                .hasToString("topic roomlog.rooms: min.insync.replicas=1: a record is acked that one broker alone has,"
                        + " and lost with it; set it to 2: kafka-configs --bootstrap-server kafka:9092 --alter"
                        + " --entity-type topics --entity-name roomlog.rooms --add-config min.insync.replicas=2");
        assertThat(rule.risksOf(Topics.SESSIONS, new Durability(3, 2, false, 60_000, -1)))
                .singleElement()
                .asString()
                .contains("retention.ms=60000: sessions are gone before the 86400000ms (session-retention)")
                .contains("--add-config retention.ms=86400000");
    }

    @Test
    void whereNothingWasPromisedItOnlyMattersThatRecordsCanBeAppended() {
        for (String topic : List.of(Topics.EDGES, Topics.DEAD_LETTERS)) {
            assertThat(settingsAtRisk(topic, new Durability(1, 1, true, 1, 1))).isEmpty();
            assertThat(settingsAtRisk(topic, new Durability(2, 3, false, -1, -1)))
                    .containsExactly("min.insync.replicas");
        }
    }

    @Test
    void whatWouldBeMadeIsJudgedByRoomlogsOwnSettings() {
        assertThat(rule.risksOfNew(Topics.FANOUT, 1, DAY))
                .extracting(Risk::setting)
                .containsExactly("replication-factor");
        assertThat(rule.risksOfNew(Topics.ROOMS, 3, DAY.minusMillis(1)))
                .extracting(Risk::setting)
                .containsExactly("retention");
        assertThat(rule.risksOfNew(Topics.ROOMS, 2, DAY)).isEmpty();
        assertThat(rule.risksOfNew(Topics.EDGES, 1, DAY)).isEmpty();
    }

    @Test
    void aRecordIsNeverAckedByOneOfSeveralAlone() {
        assertThat(SafeLog.minInSync(1)).isEqualTo(1);
        assertThat(SafeLog.minInSync(2)).isEqualTo(2);
        assertThat(SafeLog.minInSync(3)).isEqualTo(2);
        assertThat(SafeLog.minInSync(5)).isEqualTo(4);
    }

    private List<String> settingsAtRisk(String topic, Durability found) {
        return rule.risksOf(topic, found).stream().map(Risk::setting).toList();
    }
}
