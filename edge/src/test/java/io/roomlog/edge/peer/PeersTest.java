package io.roomlog.edge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.LeaseRecord;
import io.roomlog.common.log.LeaseRecord.Peering;
import io.roomlog.common.log.LeaseRecord.Role;
import io.roomlog.common.log.LeaseRecord.State;
import io.roomlog.edge.peer.ForwardEvents.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PeersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String OK = Listener.answer(200, "text/html", "ok");

    private final List<LeaseRecord> leases = new CopyOnWriteArrayList<>();
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final Peers entry = new Peers(() -> leases, 2, outcomes::add);
    private final Peers owner = new Peers(List::of, 0, outcome -> {});
    private final String sid = owner.newId();

    @AfterEach
    void close() {
        entry.close();
        owner.close();
    }

    private void lives(String address, Peering peering) {
        leases.add(new LeaseRecord(Role.EDGE, "owner/1", State.LIVE, address, "eu").with(peering));
    }

    private Peer at(String address) {
        lives(address, owner.peering(Optional.empty()));
        return entry.owner(sid).orElseThrow();
    }

    private PeerRequest request(String method, String body, Map<String, List<String>> headers) {
        return new PeerRequest(
                sid, new Forwarded(method, "203.0.113.7"), "/socket.io/?sid=" + sid, headers, Bytes.utf8(body));
    }

    private Optional<PeerAnswer> forward(Peer to, String method) throws InterruptedException {
        return entry.forward(to, request(method, "", Map.of()), PATIENCE);
    }

    // ---- whose a session is

    @Test
    void anEdgeKnowsItsOwnIdsAndThoseOfOthers() {
        assertThat(entry.mayHave(sid)).isTrue();
        assertThat(owner.mayHave(sid)).isFalse();
        assertThat(entry.mayHave("__proto__")).isFalse();
    }

    @Test
    void theOwnerIsWhoTellsOfTheTagInItsLease() {
        leases.add(new LeaseRecord(Role.EDGE, "older/1", State.LIVE, "older:1", "eu"));
        lives("other:1", entry.peering(Optional.empty()));
        assertThat(entry.owner(sid)).isEmpty();
        assertThat(outcomes).containsExactly(Outcome.OWNER_GONE);
        assertThat(at("owner:1").address()).isEqualTo("owner:1");
        assertThat(entry.owner("AAAA")).isEmpty();
    }

    @Test
    void withoutAKeyNothingIsPassedOn() {
        lives("owner:1", new Peering(sid.substring(0, 8), "no key", null));
        assertThat(entry.owner(sid)).isEmpty();
    }

    // ---- passing on

    @Test
    void theOwnerIsToldAndItsAnswerComesBack() throws Exception {
        try (Listener listener = new Listener(Listener.answer(400, "application/json", "{}"))) {
            PeerRequest request = request(
                    "GET",
                    "4hello",
                    Map.of(
                            "content-type",
                            List.of("text/plain"),
                            "x-both",
                            List.of("a", "b"),
                            "host",
                            List.of("public"),
                            "connection",
                            List.of("close"),
                            Forwarded.HEADER,
                            List.of("forged")));
            PeerAnswer answer =
                    entry.forward(at(listener.address()), request, PATIENCE).orElseThrow();
            assertThat(answer).isEqualTo(new PeerAnswer(400, "application/json", Bytes.utf8("{}")));
            String came = listener.requests.take();
            assertThat(came)
                    .startsWith("POST /socket.io/?sid=" + sid + " HTTP/1.1\r\n")
                    .endsWith("\r\n\r\n4hello")
                    .contains("content-type: text/plain\r\n", "x-both: a\r\n", "x-both: b\r\n")
                    .doesNotContain("public", "close", "forged");
            String header = came.lines()
                    .filter(line -> line.startsWith(Forwarded.HEADER))
                    .map(line -> line.substring(Forwarded.HEADER.length() + 2))
                    .findFirst()
                    .orElseThrow();
            assertThat(owner.forwarded(header, sid)).contains(new Forwarded("GET", "203.0.113.7"));
            assertThat(entry.forwarded(header, sid)).isEmpty();
            assertThat(outcomes).containsExactly(Outcome.ANSWERED);
        }
    }

    @Test
    void nothingIsPassedOnTwice() throws Exception {
        for (String method : List.of("GET", "POST")) {
            try (Listener listener = new Listener(Listener.BREAK, OK, Listener.BREAK)) {
                Peer peer = at(listener.address());
                assertThat(forward(peer, method)).isEmpty();
                assertThat(forward(peer, method)).isPresent();
                // over the connection that has been kept
                assertThat(forward(peer, method)).isEmpty();
                assertThat(listener.requests).hasSize(3);
            }
            leases.clear();
        }
        assertThat(outcomes)
                .containsExactly(
                        Outcome.FAILED,
                        Outcome.ANSWERED,
                        Outcome.FAILED,
                        Outcome.FAILED,
                        Outcome.ANSWERED,
                        Outcome.FAILED);
    }

    @Test
    void whereNobodyListensThereIsNoAnswer() throws Exception {
        Listener gone = new Listener();
        gone.close();
        assertThat(forward(at(gone.address()), "GET")).isEmpty();
        leases.clear();
        assertThat(forward(at("no:x"), "GET")).isEmpty();
        assertThat(outcomes).containsExactly(Outcome.FAILED, Outcome.FAILED);
    }

    @Test
    void whatTakesTooLongIsBrokenOff() throws Exception {
        try (Listener listener = new Listener(Listener.SILENCE)) {
            Peer peer = at(listener.address());
            assertThat(entry.forward(peer, request("GET", "", Map.of()), Duration.ofMillis(300)))
                    .isEmpty();
            assertThat(outcomes).containsExactly(Outcome.TIMED_OUT);
            assertThat(listener.ends.poll(20, TimeUnit.SECONDS)).isEqualTo("end");
        }
    }

    @Test
    void soManyAtATimeAndWithTheEndAllAreBrokenOff() throws Exception {
        try (Listener listener = new Listener(Listener.SILENCE, Listener.SILENCE)) {
            Peer peer = at(listener.address());
            List<CompletableFuture<Optional<PeerAnswer>>> hanging = List.of(hang(peer), hang(peer));
            listener.requests.take();
            listener.requests.take();
            assertThat(forward(peer, "POST")).isEmpty();
            assertThat(outcomes).containsExactly(Outcome.TOO_MANY);
            entry.close();
            for (CompletableFuture<Optional<PeerAnswer>> one : hanging) {
                assertThat(one.get()).isEmpty();
            }
            assertThat(forward(peer, "POST")).isEmpty();
        }
    }

    private CompletableFuture<Optional<PeerAnswer>> hang(Peer peer) {
        CompletableFuture<Optional<PeerAnswer>> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(forward(peer, "GET"));
            } catch (InterruptedException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }
}
