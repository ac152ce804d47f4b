package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.roomlog.edge.EdgeMain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Pasts of rooms that are spoken in in two regions, and the seam between them and what comes live.
@Timeout(240)
class RegionHistoriesIT {
    @RegisterExtension
    static final TwoRegions REGIONS = new TwoRegions();

    private static EdgeMain eu;
    private static EdgeMain us;

    @BeforeAll
    static void takeParts() {
        eu = REGIONS.eu();
        us = REGIONS.us();
    }

    @Test
    void aHistoryIsTheSameInEachRegion() {
        String room = Cluster.room(1);
        List<String> acks = new ArrayList<>();
        try (RawClient inEu = RawClient.connect(eu, "eve");
                RawClient inUs = RawClient.connect(us, "uma")) {
            List.of(inEu, inUs).forEach(client -> client.done("join", room));
            talk(inEu, inUs, room, 20, acks);
            List<JsonNode> all = Pasts.messages(inEu.done("history", room, Map.of("limit", 1_000)));
            assertThat(Pasts.said(Pasts.messages(inUs.done("history", room, Map.of("limit", 1_000)))))
                    .isEqualTo(Pasts.said(all))
                    .hasSize(40);
            RegionsIT.requireWhole(Pasts.texts(all), 20, "eu", "us");
            assertThat(all).extracting(message -> message.get("ts").asLong()).isSorted();
            for (List<RawClient> turns : List.of(List.of(inEu, inUs), List.of(inUs, inEu))) {
                assertThat(Pasts.texts(Pasts.walk(turns, room, "before", Optional.empty(), 7)))
                        .isEqualTo(Pasts.texts(all));
                assertThat(Pasts.texts(Pasts.walk(turns, room, "after", Optional.of(all.getFirst()), 7)))
                        .isEqualTo(Pasts.texts(all.subList(1, all.size())));
            }
            for (int i = 0; i < acks.size(); i++) {
                int at = Pasts.texts(all).indexOf((i % 2 == 0 ? "eu " : "us ") + i / 2);
                for (RawClient client : List.of(inEu, inUs)) {
                    Pasts.requireSplit(client, room, acks.get(i), all.subList(0, at), all.subList(at + 1, all.size()));
                }
            }
        }
    }

    /// What a client has had lies before its cursor, and all else behind it, wherever it asks.
    @Test
    void aCursorStandsBetweenWhatWasHadAndWhatWasNot() {
        String room = Cluster.room(3);
        try (RawClient inEu = RawClient.connect(eu, "eve");
                RawClient inUs = RawClient.connect(us, "uma")) {
            List.of(inEu, inUs).forEach(client -> client.done("join", room));
            talk(inEu, inUs, room, 10, new ArrayList<>());
            List<JsonNode> all = Pasts.messages(inEu.done("history", room));
            for (RawClient client : List.of(inEu, inUs)) {
                List<RawClient.Received> had = client.events("message");
                for (int i = 0; i < had.size(); i++) {
                    Set<String> before = Set.copyOf(RegionsIT.texts(client).subList(0, i + 1));
                    List<JsonNode> its = Pasts.only(all, before::contains);
                    List<JsonNode> others = Pasts.only(all, text -> !before.contains(text));
                    for (RawClient asked : List.of(inEu, inUs)) {
                        Pasts.requireSplit(asked, room, had.get(i).offset(), its, others);
                    }
                }
            }
        }
    }

    /// It comes behind every place that was told without it, and stands in its order.
    @Test
    void whatTheMirrorHasNotBroughtIsMissingUntilItHas() throws Exception {
        String room = Cluster.room(5);
        try (RawClient inEu = RawClient.connect(eu, "eve");
                RawClient inUs = RawClient.connect(us, "uma")) {
            List.of(inEu, inUs).forEach(client -> client.done("join", room));
            talk(inEu, inUs, room, 3, new ArrayList<>());
            REGIONS.mirror().suspend();
            RegionsIT.publish(inUs, room, "late", 3);
            String ahead = inUs.awaitEvent("message", "late 2").offset();
            RegionsIT.publish(inEu, room, "here", 3);
            JsonNode lacking = inEu.done("history", room);
            assertThat(Pasts.texts(Pasts.messages(lacking))).hasSize(9).endsWith("here 0", "here 1", "here 2");
            JsonNode end = inEu.done("history", room, Map.of("after", lacking.at("/messages/8/offset")));
            assertThat(end.get("messages")).isEmpty();
            JsonNode behindAll = inEu.done("history", room, Map.of("after", ahead));
            assertThat(Pasts.texts(Pasts.messages(behindAll))).containsExactly("here 0", "here 1", "here 2");
            assertThat(behindAll.has("gap")).isFalse();
            REGIONS.mirror().resume();
            inEu.awaitEvent("message", "late 2");
            List.of(lacking.at("/messages/8/offset").asText(), end.get("offset").asText())
                    .forEach(offset -> assertThat(
                                    Pasts.texts(Pasts.messages(inEu.done("history", room, Map.of("after", offset)))))
                            .containsExactly("late 0", "late 1", "late 2"));
            JsonNode rest = inEu.done("history", room, Map.of("after", behindAll.get("offset")));
            assertThat(rest.get("messages")).isEmpty();
            assertThat(Pasts.texts(Pasts.messages(inEu.done("history", room))))
                    .hasSize(12)
                    .endsWith("late 0", "late 1", "late 2", "here 0", "here 1", "here 2");
        }
    }

    /// While there is no end of talk in both regions.
    @Test
    void whoJoinsWithAPastHasEachMessageOnce() {
        String room = Cluster.room(2);
        int count = 150;
        try (RawClient inEu = RawClient.connect(eu, "eve");
                RawClient inUs = RawClient.connect(us, "uma");
                RawClient first = RawClient.connect(eu, "first")) {
            String begin = first.done("join", room).get("offset").asText();
            CompletableFuture<Void> talk = CompletableFuture.allOf(
                    CompletableFuture.runAsync(() -> RegionsIT.publish(inEu, room, "eu", count)),
                    CompletableFuture.runAsync(() -> RegionsIT.publish(inUs, room, "us", count)));
            List<RawClient> joined = new ArrayList<>();
            List<List<String>> pasts = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                EdgeMain edge = i % 2 == 0 ? eu : us;
                first.awaitEvents("message", 20 * (i + 1));
                RawClient client = RawClient.connect(edge, "joiner");
                Object past = i % 4 < 2 ? Map.of("history", 1_000) : Map.of("since", begin);
                JsonNode answer = client.done("join", room, past);
                assertThat(answer.has("more")).isFalse();
                assertThat(answer.has("gap")).isFalse();
                joined.add(client);
                pasts.add(Pasts.texts(Pasts.list(answer.get("history"))));
            }
            talk.join();
            for (int i = 0; i < joined.size(); i++) {
                RawClient client = joined.get(i);
                for (String last : List.of("eu " + (count - 1), "us " + (count - 1))) {
                    if (!pasts.get(i).contains(last)) {
                        client.awaitEvent("message", last);
                    }
                }
                List<String> all = new ArrayList<>(pasts.get(i));
                all.addAll(RegionsIT.texts(client));
                RegionsIT.requireWhole(all, count, "eu", "us");
                assertThat(all).hasSize(2 * count);
                client.close();
            }
        }
    }

    /// Publishes as many in each region, in turns, and waits until both have all.
    ///
    /// @param acks their offsets, in the order in which they were acked
    private static void talk(RawClient inEu, RawClient inUs, String room, int count, List<String> acks) {
        for (int i = 0; i < count; i++) {
            acks.add(inEu.done("publish", room, "message", "eu " + i)
                    .get("offset")
                    .asText());
            acks.add(inUs.done("publish", room, "message", "us " + i)
                    .get("offset")
                    .asText());
        }
        for (RawClient client : List.of(inEu, inUs)) {
            client.awaitEvents("message", 2 * count);
        }
    }
}
