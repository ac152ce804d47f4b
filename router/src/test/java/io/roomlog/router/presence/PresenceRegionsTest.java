package io.roomlog.router.presence;

import static io.roomlog.router.TopologyRun.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.cursor.LogPlace;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.log.Origin;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.log.Topics;
import io.roomlog.common.query.Members;
import io.roomlog.common.query.Members.Member;
import io.roomlog.common.query.RemoteSockets.RemoteSocket;
import io.roomlog.router.TopologyRun;
import io.roomlog.router.TopologyRun.Offsets;
import io.roomlog.router.log.PartitionOffsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Presence in several regions, as the routers of one of them see it.
@Timeout(60)
class PresenceRegionsTest {
    private static final Duration RETENTION = Duration.ofHours(24);
    private static final Duration SILENCE = Duration.ofMinutes(10);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Instant BEGIN = TopologyRun.BEGIN;
    private static final Epoch EPOCH = new Epoch(1);

    private final Set<String> dead = new HashSet<>();
    private final Set<String> away = new HashSet<>();
    private final Map<String, Long> offsets = new HashMap<>();
    private final KeyValueBytesStoreSupplier store = TopologyRun.surviving(Presence.STORE);
    private String own = "eu";
    private int lapsed;
    private int deadLetters;
    private PresenceViews views;
    private TopologyRun run;

    private void start(PartitionOffsets ends, String region, String... mirrored) {
        own = region;
        views = new PresenceViews();
        PresenceEvents events = new PresenceEvents() {
            @Override
            public void lapsed(int sockets) {
                lapsed += sockets;
            }

            @Override
            public void deadLettered(String topic) {
                deadLetters++;
            }
        };
        Regions regions =
                new Regions(region, List.of(mirrored), (name, incarnation) -> away.contains(name + " " + incarnation));
        Topology topology = new Topology();
        new Presence(RETENTION, SILENCE, ends, dead::contains, regions, views, events).addTo(topology, store);
        run = new TopologyRun(topology);
        run.advance(SECOND);
    }

    private void start() {
        start(Offsets.NONE, "eu", "us", "ap");
    }

    @AfterEach
    void stop() {
        run.close();
    }

    private static SessionRecord.Claim claimOn(long offset) {
        return new SessionRecord.Claim(new LogPlace(0, offset), 0);
    }

    private static SessionRecord session(String sid, String user, String holder, String... rooms) {
        Map<String, RoomPlace> its =
                Arrays.stream(rooms).collect(Collectors.toMap(name -> name, name -> RoomPlace.of(0)));
        return SessionRecord.begin(holder, true, sid, user, "/").with(its, List.of());
    }

    private void pipe(String region, SessionRecord session, Instant stamp) {
        pipe(region, session, stamp, offsets.merge(region, 1L, Long::sum), EPOCH);
    }

    private void pipe(String region, SessionRecord session, Instant stamp, long offset, Epoch epoch) {
        String topic = region.equals(own) ? Topics.SESSIONS : Topics.mirrored(region, Topics.SESSIONS);
        Headers headers = new RecordHeaders();
        if (!region.equals(own)) {
            new Origin(region, epoch, offset, OptionalLong.empty()).headers().forEach(headers::add);
        }
        run.pipe(topic, utf8("pid-" + session.sid()), session.encode(), headers, stamp);
    }

    private void pipe(String region, SessionRecord session) {
        pipe(region, session, BEGIN);
    }

    private Members members() {
        return views.members(new RoomKey("/", "lobby"), 100).get(0);
    }

    /// Who is in the room, as `region/sid`.
    private List<String> present() {
        return members().members().stream()
                .map(member -> member.region() + "/" + member.id())
                .sorted()
                .toList();
    }

    @Test
    void membersOfTwoRegionsAreToldWithTheirRegion() {
        start();
        pipe("eu", session("s1", "alice", "edge/1", "lobby"));
        pipe("us", session("s2", "alice", "edge/1", "lobby").withData(TextNode.valueOf("x")));
        pipe("us", session("s3", "bob", "edge/2", "den"));
        assertThat(members().count()).isEqualTo(2);
        assertThat(members().users()).isEqualTo(1);
        assertThat(members().members())
                .containsExactlyInAnyOrder(new Member("alice", "s1", "eu"), new Member("alice", "s2", "us"));
        assertThat(views.count("eu")).isEqualTo(1);
        assertThat(views.count("us")).isEqualTo(2);
        List<RemoteSocket> sockets = views.sockets(
                        "/", Optional.of("lobby"), 10, partition -> Optional.of(run.store(Presence.STORE)))
                .get(0);
        assertThat(sockets)
                .contains(new RemoteSocket("s2", "alice", "us", "edge/1", List.of("lobby"), TextNode.valueOf("x")));
    }

    @Test
    void aSessionThatMovesHereIsCountedOnceAndWhatComesLateOfThereCountsForNothing() {
        start();
        SessionRecord begin = session("s1", "alice", "edge-us/1", "lobby");
        pipe("us", begin);
        pipe("eu", begin.claimedBy("edge/1", 2, claimOn(0)));
        assertThat(present()).containsExactly("eu/s1");
        pipe("us", begin, BEGIN.plus(SECOND)); // renewed there before the claim was known
        pipe("us", begin.departed(), BEGIN.plus(SECOND));
        assertThat(present()).containsExactly("eu/s1");
        assertThat(views.count("us")).isZero();
    }

    @Test
    void aSessionThatMovesAwayAndBackIsAlwaysAtTheNewestClaim() {
        start();
        SessionRecord begin = session("s1", "alice", "edge/1", "lobby");
        pipe("eu", begin);
        pipe("us", begin.claimedBy("edge-us/1", 2, claimOn(0)));
        assertThat(present()).containsExactly("us/s1");
        pipe("eu", begin.departed());
        assertThat(present()).containsExactly("us/s1");
        pipe("us", begin.claimedBy("edge-us/1", 2, claimOn(0)).with(Map.of("den", RoomPlace.of(0)), List.of()));
        assertThat(present()).isEmpty();
        pipe("eu", begin.claimedBy("edge/2", 3, claimOn(0)));
        assertThat(present()).containsExactly("eu/s1");
        assertThat(views.count("eu") + views.count("us")).isEqualTo(1);
    }

    @Test
    void aStaleClaimThatArrivesLateCountsForNothing() {
        start();
        SessionRecord begin = session("s1", "alice", "edge/1", "lobby");
        pipe("eu", begin);
        pipe("ap", begin.claimedBy("edge-ap/1", 3, claimOn(0)));
        pipe("us", begin.claimedBy("edge-us/1", 2, claimOn(0)), BEGIN.plus(SECOND));
        assertThat(present()).containsExactly("ap/s1");
        pipe("ap", begin.claimedBy("edge-ap/1", 3, claimOn(0)).end());
        pipe("us", begin.claimedBy("edge-us/1", 2, claimOn(0)), BEGIN.plusSeconds(2));
        assertThat(present()).isEmpty();
    }

    @Test
    void ofEqualGenerationsTheLaterClaimHoldsThenTheNameWhereverAndInWhateverOrderTheyAreRead() {
        start();
        for (String region : List.of("eu", "us")) {
            String other = region.equals("eu") ? "us" : "eu";
            for (boolean turned : List.of(false, true)) {
                for (int later : List.of(-1, 0, 1)) {
                    run.close();
                    start(Offsets.NONE, region, other);
                    String sid = region + turned + later;
                    SessionRecord ofEu = claimed(sid, "edge/2", BEGIN);
                    SessionRecord ofUs = claimed(sid, "edge-us/1", BEGIN.plusSeconds(later));
                    if (turned) {
                        pipe("us", ofUs);
                        pipe("eu", ofEu);
                    } else {
                        pipe("eu", ofEu);
                        pipe("us", ofUs);
                    }
                    assertThat(present().stream().filter(each -> each.endsWith(sid)))
                            .as("%s, %s, %s", region, turned, later)
                            .containsExactly((later < 0 ? "eu/" : "us/") + sid);
                }
            }
        }
    }

    private static SessionRecord claimed(String sid, String holder, Instant stamp) {
        return session(sid, "alice", holder, "lobby")
                .claimedBy(holder, 2, new SessionRecord.Claim(new LogPlace(0, 0), stamp.toEpochMilli()));
    }

    /// The client gave up on its attempt in the one region and has come back in the other, which did not know of it.
    @Test
    void whatTheLineOfAnEarlierClaimComesToCountsForNothingWhereTheLaterHasTheSameNumber() {
        SessionRecord givenUp = claimed("s1", "edge/2", BEGIN);
        SessionRecord live = claimed("s1", "edge-us/1", BEGIN.plus(SECOND));
        for (boolean turned : List.of(false, true)) {
            start();
            pipe(turned ? "us" : "eu", turned ? live : givenUp);
            pipe(turned ? "eu" : "us", turned ? givenUp : live);
            pipe("us", live.heldBy("edge-us/1"), BEGIN.plusSeconds(2));
            pipe("eu", givenUp.departed(), BEGIN.plusSeconds(9));
            assertThat(present()).containsExactly("us/s1");
            pipe("us", live.departed(), BEGIN.plusSeconds(10));
            assertThat(present()).isEmpty();
            run.close();
        }
        start();
    }

    @Test
    void aMirroredRecordThatComesTwiceCountsOnceBeforeAndAfterARestart() {
        start();
        pipe("us", session("s1", "alice", "edge/1", "den"), BEGIN, 5, EPOCH);
        pipe("us", session("s1", "alice", "edge/1", "lobby"), BEGIN, 7, EPOCH);
        pipe("us", session("s1", "alice", "edge/1", "den"), BEGIN, 5, EPOCH);
        pipe("us", session("s1", "alice", "edge/1"), BEGIN, 7, EPOCH);
        assertThat(present()).containsExactly("us/s1");
        run.close();
        start();
        pipe("us", session("s1", "alice", "edge/1", "den"), BEGIN, 5, EPOCH);
        assertThat(present()).containsExactly("us/s1");
        pipe("us", session("s1", "alice", "edge/1", "den"), BEGIN, 8, EPOCH); // whatever offset it has here
        assertThat(present()).isEmpty();
    }

    @Test
    void aRepeatedRecordDoesNotBringBackWhatHasBeenForgotten() {
        start();
        SessionRecord begin = session("s1", "alice", "edge/1", "lobby");
        pipe("us", begin, BEGIN, 5, EPOCH);
        pipe("us", begin.end(), BEGIN, 6, EPOCH);
        run.advance(Duration.ofMinutes(20));
        assertThat(run.store(Presence.STORE).all().hasNext()).isFalse();
        pipe("us", begin, BEGIN, 5, EPOCH);
        pipe("us", session("s2", "bob", "edge/1"), BEGIN, 9, EPOCH);
        run.close();
        start();
        pipe("us", begin, BEGIN, 5, EPOCH);
        assertThat(present()).isEmpty();
    }

    @Test
    void aTopicThatWasMadeAnewBeginsWithLowerOffsets() {
        start();
        pipe("us", session("s1", "alice", "edge/1", "den"), BEGIN, 5, EPOCH);
        pipe("us", session("s1", "alice", "edge/1", "lobby"), BEGIN, 0, new Epoch(2));
        assertThat(present()).containsExactly("us/s1");
    }

    @Test
    void theSocketsOfAnotherRegionsDeadEdgeAreHiddenWithoutAWordAndShownAgain() {
        start();
        pipe("eu", session("s1", "alice", "edge/1", "lobby"));
        pipe("us", session("s2", "bob", "edge/1", "lobby", "den"));
        pipe("us", session("s3", "bob", "edge/2", "lobby"));
        away.add("us edge/1");
        run.advance(SECOND);
        assertThat(present()).containsExactly("eu/s1", "us/s3");
        assertThat(members().users()).isEqualTo(2);
        assertThat(views.count("us")).isEqualTo(1);
        pipe("us", session("s4", "carol", "edge/1", "lobby"));
        pipe("us", session("s3", "bob", "edge/1", "lobby"));
        assertThat(present()).containsExactly("eu/s1");
        pipe("us", session("s3", "bob", "edge/2", "lobby"));
        away.clear();
        run.advance(SECOND);
        assertThat(present()).containsExactly("eu/s1", "us/s2", "us/s3", "us/s4");
        assertThat(members().users()).isEqualTo(3);
        assertThat(views.count("us")).isEqualTo(3);
        pipe("us", session("s2", "bob", "edge/1"));
        assertThat(present()).containsExactly("eu/s1", "us/s3", "us/s4");
        assertThat(run.read(Topics.ROOMS)).isEmpty();
        assertThat(lapsed).isZero();
    }

    /// That an edge of this region has the same name makes no difference.
    @Test
    void nobodyIsToldThatAnotherRegionsSocketHasLeft() {
        start();
        pipe("eu", session("s1", "alice", "edge/1", "lobby"));
        pipe("us", session("s2", "bob", "edge/1", "lobby"));
        dead.add("edge/1");
        away.add("us edge/1");
        run.advance(SECOND);
        assertThat(run.read(Topics.ROOMS))
                .singleElement()
                .satisfies(
                        record -> assertThat(TopologyRun.header(record, "sid")).isEqualTo("s1"));
        assertThat(lapsed).isEqualTo(1);
        run.advance(Duration.ofMinutes(2));
        assertThat(run.read(Topics.ROOMS)).isEmpty();
    }

    @Test
    void aSocketThatWentToAnotherRegionDoesNotLeaveWithItsDeadEdge() {
        start(ends(Topics.mirrored("us", Topics.SESSIONS), 1), "eu", "us");
        SessionRecord begin = session("s1", "alice", "edge/1", "lobby");
        pipe("eu", begin);
        dead.add("edge/1");
        run.advance(SECOND);
        assertThat(run.read(Topics.ROOMS)).isEmpty(); // the claim is in the log here and has not been read
        pipe("us", begin.claimedBy("edge-us/1", 2, claimOn(0)));
        run.advance(SECOND);
        run.advance(SECOND);
        assertThat(run.read(Topics.ROOMS)).isEmpty();
        assertThat(present()).containsExactly("us/s1");
    }

    @Test
    void aMirrorThatHangsHoldsNothingUpForLong() {
        start(ends(Topics.mirrored("us", Topics.SESSIONS), 1), "eu", "us");
        pipe("eu", session("s1", "alice", "edge/1", "lobby"));
        dead.add("edge/1");
        assertThat(members()).isNull();
        run.advance(Duration.ofSeconds(12));
        assertThat(members()).isNotNull();
        run.advance(Duration.ofSeconds(12));
        assertThat(run.read(Topics.ROOMS)).hasSize(1);
    }

    private static PartitionOffsets ends(String topic, long end) {
        return new Offsets(0, end, 0).ofTopic(topic, Offsets.NONE);
    }

    @Test
    void aRestartKnowsWhoIsWhereAndARegionThatIsNoLongerMirroredIsNotToldOf() {
        start();
        pipe("eu", session("s1", "alice", "edge/1", "lobby"));
        pipe("us", session("s2", "bob", "edge/1", "lobby"));
        pipe("ap", session("s3", "carol", "edge/1", "lobby"));
        run.close();
        start();
        assertThat(present()).containsExactly("ap/s3", "eu/s1", "us/s2");
        run.close();
        start(Offsets.NONE, "eu", "ap");
        run.advance(Duration.ofMinutes(2));
        assertThat(present()).containsExactly("ap/s3", "eu/s1");
        assertThat(run.read(Topics.ROOMS)).isEmpty();
    }

    @Test
    void aMirrorThatLagsMakesNobodySilent() {
        start();
        SessionRecord there = session("s1", "alice", "edge-us/1", "lobby");
        pipe("us", there);
        pipe("eu", session("s2", "bob", "edge/1"), BEGIN.plus(SILENCE).plus(SECOND));
        run.advance(Duration.ofMinutes(2));
        assertThat(present()).containsExactly("us/s1");
        pipe("us", session("s3", "carol", "edge-us/1"), BEGIN.plus(SILENCE).plus(SECOND));
        run.advance(Duration.ofMinutes(2));
        assertThat(present()).isEmpty(); // its region has gone on and said nothing of it
        assertThat(run.read(Topics.ROOMS)).isEmpty();
        pipe("us", there, BEGIN.plus(SILENCE).plusSeconds(2));
        assertThat(present()).containsExactly("us/s1");
    }

    @Test
    void whatIsNoSessionThereIsPassedOver() {
        start();
        String topic = Topics.mirrored("us", Topics.SESSIONS);
        byte[] good = session("s1", "alice", "edge/1", "lobby").encode();
        run.pipe(topic, utf8("pid-s1"), good, new RecordHeaders(), BEGIN); // by no mirror
        RecordHeaders headers = new RecordHeaders();
        new Origin("ap", EPOCH, 0, OptionalLong.empty()).headers().forEach(headers::add);
        run.pipe(topic, utf8("pid-s1"), good, headers, BEGIN); // of another region
        headers = new RecordHeaders();
        new Origin("us", EPOCH, 0, OptionalLong.empty()).headers().forEach(headers::add);
        run.pipe(topic, utf8("pid-s1"), utf8("{"), headers, BEGIN);
        run.pipe(topic, null, good, headers, BEGIN);
        assertThat(present()).isEmpty();
        assertThat(deadLetters).isZero();
        assertThat(run.read(Topics.DEAD_LETTERS)).isEmpty();
        pipe("us", session("s1", "alice", "edge/1", "lobby"));
        assertThat(present()).containsExactly("us/s1");
    }
}
