package io.roomlog.router.presence;

import static io.roomlog.router.TopologyRun.header;
import static io.roomlog.router.TopologyRun.text;
import static io.roomlog.router.TopologyRun.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.roomlog.common.cursor.LogPlace;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.common.query.Members;
import io.roomlog.common.query.Members.Member;
import io.roomlog.common.query.RemoteSockets.RemoteSocket;
import io.roomlog.router.TopologyRun;
import io.roomlog.router.TopologyRun.Offsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PresenceTest {
    private static final Duration RETENTION = Duration.ofHours(24);
    private static final Duration SILENCE = Duration.ofMinutes(10);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Set<String> dead = new HashSet<>();
    private final Count count = new Count();
    private PresenceViews views;
    private TopologyRun run;

    private static final class Count implements PresenceEvents {
        private int lapsed;
        private int deadLetters;

        @Override
        public void lapsed(int sockets) {
            lapsed += sockets;
        }

        @Override
        public void deadLettered(String topic) {
            deadLetters++;
        }
    }

    private void start(Offsets offsets, KeyValueBytesStoreSupplier store) {
        views = new PresenceViews();
        Topology topology = new Topology();
        new Presence(RETENTION, SILENCE, offsets, dead::contains, Regions.alone("local"), views, count)
                .addTo(topology, store);
        run = new TopologyRun(topology);
    }

    private void start() {
        start(Offsets.NONE, Stores.persistentKeyValueStore(Presence.STORE));
        run.advance(SECOND);
    }

    @AfterEach
    void stop() {
        run.close();
    }

    private static SessionRecord session(String sid, String user, String holder, String... rooms) {
        return SessionRecord.begin(holder, true, sid, user, "/").with(rooms(rooms), List.of());
    }

    private static Map<String, RoomPlace> rooms(String... names) {
        return Arrays.stream(names).collect(Collectors.toMap(name -> name, name -> RoomPlace.of(0)));
    }

    private void pipe(SessionRecord session) {
        pipe(session, TopologyRun.BEGIN);
    }

    private void pipe(SessionRecord session, Instant stamp) {
        run.pipe(Topics.SESSIONS, utf8("pid-" + session.sid()), session.encode(), new RecordHeaders(), stamp);
    }

    private Members members(String room, int limit) {
        return views.members(new RoomKey("/", room), limit).get(0);
    }

    private List<String> sids(String room) {
        return members(room, 100).members().stream().map(Member::id).sorted().toList();
    }

    private static List<String> said(List<TestRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(record -> header(record, "kind") + " " + text(record.key()) + " " + text(record.value()))
                .sorted()
                .toList();
    }

    @Test
    void aSocketIsInAllRoomsOfItsLastRecord() {
        start();
        pipe(session("s1", "alice", "edge/1", "s1", "user:alice", "lobby"));
        assertThat(members("lobby", 10)).isEqualTo(new Members(1, 1, List.of(new Member("alice", "s1", "local"))));
        assertThat(sids("user:alice")).containsExactly("s1");
        pipe(session("s1", "alice", "edge/1", "s1", "user:alice", "den"));
        assertThat(sids("lobby")).isEmpty();
        assertThat(sids("den")).containsExactly("s1");
    }

    @Test
    void usersAreCountedOnceAndCountsAreExactWhateverTheLimit() {
        start();
        pipe(session("s1", "alice", "edge/1", "lobby"));
        pipe(session("s2", "alice", "edge/2", "lobby"));
        pipe(session("s3", "bob", "edge/1", "lobby"));
        Members some = members("lobby", 1);
        assertThat(some.count()).isEqualTo(3);
        assertThat(some.users()).isEqualTo(2);
        assertThat(some.members()).hasSize(1);
        pipe(session("s1", "alice", "edge/1"));
        assertThat(members("lobby", 10).users()).isEqualTo(2);
        pipe(session("s2", "alice", "edge/2"));
        assertThat(members("lobby", 10).users()).isEqualTo(1);
        assertThat(views.count("local")).isEqualTo(3);
    }

    @Test
    void namespacesAreApart() {
        start();
        pipe(SessionRecord.begin("edge/1", true, "s1", "alice", "/chat").with(rooms("lobby"), List.of()));
        assertThat(sids("lobby")).isEmpty();
        assertThat(views.members(new RoomKey("/chat", "lobby"), 10).get(0).count())
                .isEqualTo(1);
    }

    @Test
    void aRecordOfAnEarlierGenerationCountsForNothing() {
        start();
        pipe(session("s1", "alice", "edge/1", "lobby"));
        pipe(session("s1", "alice", "edge/1", "lobby")
                .claimedBy("edge/2", 2, new SessionRecord.Claim(new LogPlace(0, 0), 0)));
        pipe(session("s1", "alice", "edge/1", "late"));
        assertThat(sids("late")).isEmpty();
        dead.add("edge/1");
        run.advance(SECOND);
        assertThat(sids("lobby")).containsExactly("s1");
        assertThat(run.read(Topics.ROOMS)).isEmpty();
    }

    @Test
    void ofTwoClaimsOfAGenerationTheFirstCounts() {
        start();
        SessionRecord begin = session("s1", "alice", "edge/1", "lobby");
        pipe(begin);
        pipe(begin.claimedBy("edge/2", 2, new SessionRecord.Claim(new LogPlace(0, 0), 0)));
        pipe(begin.claimedBy("edge/3", 2, new SessionRecord.Claim(new LogPlace(0, 0), 0)));
        dead.add("edge/3");
        run.advance(SECOND);
        assertThat(sids("lobby")).containsExactly("s1");
        pipe(begin.claimedBy("edge/3", 3, new SessionRecord.Claim(new LogPlace(0, 1), 0)));
        run.advance(SECOND);
        assertThat(sids("lobby")).isEmpty();
    }

    @Test
    void aSessionThatEndedIsNowhereAndIsNotRevivedByALateRecord() {
        start();
        SessionRecord begin = session("s1", "alice", "edge/1", "lobby");
        pipe(begin);
        pipe(begin.claimedBy("edge/2", 2, new SessionRecord.Claim(new LogPlace(0, 0), 0)));
        pipe(begin.claimedBy("edge/2", 2, new SessionRecord.Claim(new LogPlace(0, 0), 0))
                .with(rooms(), List.of())
                .end());
        assertThat(sids("lobby")).isEmpty();
        pipe(begin);
        assertThat(sids("lobby")).isEmpty();
        run.advance(Duration.ofMinutes(20));
        assertThat(run.store(Presence.STORE).all().hasNext()).isFalse();
    }

    @Test
    void aSessionThatDepartedIsKeptAndPresentNowhere() {
        start();
        SessionRecord begin = session("s1", "alice", "edge/1", "lobby");
        pipe(begin);
        pipe(begin.departed());
        assertThat(sids("lobby")).isEmpty();
        assertThat(views.count("local")).isZero();
        dead.add("edge/1");
        dead.add("");
        run.advance(SECOND);
        assertThat(run.read(Topics.ROOMS)).isEmpty();
        pipe(begin.claimedBy("edge/2", 2, new SessionRecord.Claim(new LogPlace(0, 1), 0)));
        assertThat(sids("lobby")).containsExactly("s1");
    }

    @Test
    void theSocketsOfADeadEdgeLeaveTheirRooms() {
        start();
        pipe(session("s1", "alice", "edge/1", "s1", "user:alice", "~all:3", "lobby", "den"));
        pipe(session("s2", "bob", "edge/2", "lobby"));
        dead.add("edge/1");
        run.advance(SECOND);
        List<TestRecord<byte[], byte[]>> left = run.read(Topics.ROOMS);
        assertThat(said(left))
                .containsExactly(
                        "left den [\"user-left\",{\"room\":\"den\",\"user\":\"alice\",\"id\":\"s1\"}]",
                        "left lobby [\"user-left\",{\"room\":\"lobby\",\"user\":\"alice\",\"id\":\"s1\"}]");
        assertThat(left).allSatisfy(record -> {
            assertThat(header(record, "id")).isEqualTo("lapsed.edge/1.s1");
            assertThat(header(record, "generation")).isEqualTo("1");
            RoomRecord entry = (RoomRecord) RoomRecord.read(record.value(), record.headers());
            assertThat(entry.recordId("lobby")).isPresent();
        });
        assertThat(sids("lobby")).containsExactly("s2");
        assertThat(count.lapsed).isEqualTo(1);
        run.advance(SECOND);
        assertThat(run.read(Topics.ROOMS)).isEmpty();
    }

    @Test
    void socketsThatAreNotAnnouncedLeaveWithoutAWord() {
        start();
        pipe(SessionRecord.begin("edge/1", false, "s1", "alice", "/").with(rooms("lobby"), List.of()));
        dead.add("edge/1");
        run.advance(SECOND);
        assertThat(run.read(Topics.ROOMS)).isEmpty();
        assertThat(sids("lobby")).isEmpty();
    }

    @Test
    void aSocketThatCameBackElsewhereBeforeItsEdgeWasFoundDeadStays() {
        KeyValueBytesStoreSupplier store = TopologyRun.surviving(Presence.STORE);
        start(new Offsets(0, 2, 0), store);
        SessionRecord begin = session("s1", "alice", "edge/1", "lobby");
        pipe(begin);
        dead.add("edge/1");
        run.advance(SECOND);
        assertThat(run.read(Topics.ROOMS)).isEmpty(); // the claim, which is in the log, has not been read
        assertThat(members("lobby", 10)).isNull();
        pipe(begin.claimedBy("edge/2", 2, new SessionRecord.Claim(new LogPlace(0, 0), 0)));
        run.advance(SECOND);
        run.advance(SECOND);
        assertThat(run.read(Topics.ROOMS)).isEmpty();
        assertThat(sids("lobby")).containsExactly("s1");
    }

    @Test
    void aTaskAnswersOnceItHasReadWhatWasThereWhenItBegan() {
        start(new Offsets(0, 1, 0), Stores.persistentKeyValueStore(Presence.STORE));
        run.advance(SECOND);
        assertThat(members("lobby", 10)).isNull();
        pipe(session("s1", "alice", "edge/1", "lobby"));
        run.advance(SECOND);
        assertThat(sids("lobby")).containsExactly("s1");
    }

    @Test
    void aTaskThatHasReadAllInAnEarlierLifeAnswersAtOnce() {
        KeyValueBytesStoreSupplier store = TopologyRun.surviving(Presence.STORE);
        start(Offsets.NONE, store);
        pipe(session("s1", "alice", "edge/1", "lobby"));
        run.close();
        start(new Offsets(0, 1, 1), store);
        run.advance(SECOND);
        assertThat(sids("lobby")).containsExactly("s1");
    }

    @Test
    void departuresOfLateAreAnnouncedOnceMoreAfterARestart() {
        KeyValueBytesStoreSupplier store = TopologyRun.surviving(Presence.STORE);
        start(Offsets.NONE, store);
        pipe(session("s1", "alice", "edge/1", "lobby"));
        dead.add("edge/1");
        run.advance(SECOND);
        TestRecord<byte[], byte[]> first = run.read(Topics.ROOMS).getFirst();
        run.close();
        start(Offsets.NONE, store);
        run.advance(SECOND);
        List<TestRecord<byte[], byte[]>> again = run.read(Topics.ROOMS);
        assertThat(again).hasSize(1);
        assertThat(again.getFirst().key()).isEqualTo(first.key());
        assertThat(again.getFirst().value()).isEqualTo(first.value());
        assertThat(again.getFirst().headers()).isEqualTo(first.headers());
        run.advance(SECOND);
        assertThat(run.read(Topics.ROOMS)).isEmpty();
        run.close();
        start(Offsets.NONE, store);
        run.advance(Duration.ofMinutes(10)); // one look, long after
        assertThat(run.read(Topics.ROOMS)).isEmpty();
    }

    @Test
    void whatIsProcessedAgainDoesNotBringADepartedSocketBack() {
        KeyValueBytesStoreSupplier store = TopologyRun.surviving(Presence.STORE);
        start(Offsets.NONE, store);
        pipe(session("s1", "alice", "edge/1", "lobby"));
        dead.add("edge/1");
        run.advance(SECOND);
        run.close();
        start(Offsets.NONE, store);
        pipe(session("s1", "alice", "edge/1", "lobby"));
        assertThat(views.count("local")).isZero();
    }

    @Test
    void whatIsNoSessionIsSetAside() {
        start();
        run.pipe(Topics.SESSIONS, utf8("pid"), utf8("{"), new RecordHeaders(), TopologyRun.BEGIN);
        run.pipe(Topics.SESSIONS, utf8("pid"), null, new RecordHeaders(), TopologyRun.BEGIN);
        run.pipe(
                Topics.SESSIONS,
                null,
                session("s1", "alice", "edge/1", "lobby").encode(),
                new RecordHeaders(),
                TopologyRun.BEGIN);
        pipe(session("s1", "alice", "edge/1", "lobby"));
        assertThat(run.read(Topics.DEAD_LETTERS)).hasSize(3);
        assertThat(count.deadLetters).isEqualTo(3);
        assertThat(sids("lobby")).containsExactly("s1");
    }

    @Test
    void sessionsThatNothingIsHeardOfAreForgotten() {
        start();
        pipe(session("s1", "alice", "edge/1", "lobby"));
        pipe(session("s2", "alice", "edge/1", "lobby").departed());
        pipe(session("s3", "bob", "edge/1", "lobby"), TopologyRun.BEGIN.plus(RETENTION));
        run.advance(RETENTION.plus(Duration.ofMinutes(2)));
        assertThat(sids("lobby")).containsExactly("s3");
        assertThat(run.store(Presence.STORE).get(PresenceProcessor.key("pid-s2")))
                .isNull();
    }

    /// An edge has claimed it, perhaps, and then it never came to be: its edge lives on and says nothing of it.
    @Test
    void aSessionThatIsNotWrittenAgainInTimeIsPresentNoLonger() {
        start();
        pipe(session("s1", "alice", "edge/1", "lobby"));
        pipe(session("s2", "bob", "edge/1", "lobby"), TopologyRun.BEGIN.plus(SILENCE));
        run.advance(Duration.ofMinutes(2));
        assertThat(sids("lobby")).containsExactly("s1", "s2");
        pipe(
                session("s2", "bob", "edge/1", "lobby"),
                TopologyRun.BEGIN.plus(SILENCE).plus(SECOND));
        run.advance(Duration.ofMinutes(2));
        assertThat(sids("lobby")).containsExactly("s2");
        pipe(
                session("s1", "alice", "edge/2", "lobby"),
                TopologyRun.BEGIN.plus(SILENCE).plus(SECOND));
        assertThat(sids("lobby")).containsExactly("s1", "s2");
    }

    @Test
    void socketsAreToldWithTheirRoomsAndData() {
        start();
        pipe(session("s1", "alice", "edge/1", "s1", "lobby").withData(TextNode.valueOf("x")));
        pipe(session("s2", "bob", "edge/2", "den"));
        assertThat(sockets(Optional.of("lobby"), 10))
                .containsExactly(new RemoteSocket(
                        "s1", "alice", "local", "edge/1", List.of("lobby", "s1"), TextNode.valueOf("x")));
        assertThat(sockets(Optional.empty(), 10)).hasSize(2);
        assertThat(sockets(Optional.empty(), 1)).hasSize(1);
        assertThat(sockets(Optional.of("nobody"), 1)).isEmpty();
    }

    private List<RemoteSocket> sockets(Optional<String> room, int limit) {
        return views.sockets("/", room, limit, partition -> Optional.of(run.store(Presence.STORE)))
                .get(0);
    }
}
