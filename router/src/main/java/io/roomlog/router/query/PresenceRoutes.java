package io.roomlog.router.query;

import com.fasterxml.jackson.core.type.TypeReference;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.query.Members;
import io.roomlog.common.query.RemoteSockets;
import io.roomlog.common.query.RemoteSockets.RemoteSocket;
import io.roomlog.common.query.RouterApi;
import io.roomlog.router.presence.Presence;
import io.roomlog.router.presence.PresenceViews;
import io.roomlog.router.store.LocalStores;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// What is asked of presence: of all partitions of `sessions`, wherever they are. To another router that asks, each
/// answers what it has itself, by partition.
final class PresenceRoutes {
    private static final TypeReference<Map<Integer, Members>> MEMBERS = new TypeReference<>() {};
    private static final TypeReference<Map<Integer, List<RemoteSocket>>> SOCKETS = new TypeReference<>() {};

    private final PresenceViews views;
    private final LocalStores stores;
    private final Whereabouts whereabouts;
    private final Peers peers;
    private final int partitions;

    /// @param partitions partition count of `sessions`
    PresenceRoutes(PresenceViews views, LocalStores stores, Whereabouts whereabouts, Peers peers, int partitions) {
        this.views = views;
        this.stores = stores;
        this.whereabouts = whereabouts;
        this.peers = peers;
        this.partitions = partitions;
    }

    void members(ServerRequest request, ServerResponse response) {
        Question question = new Question(request);
        RoomKey room = question.requiredRoom();
        int limit = question.limit();
        Map<Integer, Members> here = views.members(room, limit);
        if (question.isLocal()) {
            Json.send(response, here);
            return;
        }
        Collection<Members> all = everywhere(question, RouterApi.MEMBERS, here, MEMBERS);
        Json.send(
                response,
                new Members(
                        all.stream().mapToLong(Members::count).sum(),
                        all.stream().mapToLong(Members::users).sum(),
                        all.stream()
                                .flatMap(part -> part.members().stream())
                                .limit(limit)
                                .toList()));
    }

    void sockets(ServerRequest request, ServerResponse response) {
        Question question = new Question(request);
        String namespace = question.namespace();
        Optional<String> room = question.room();
        int limit = question.limit();
        Map<Integer, List<RemoteSocket>> here =
                views.sockets(namespace, room, limit, partition -> stores.of(Presence.STORE, partition));
        if (question.isLocal()) {
            Json.send(response, here);
            return;
        }
        Collection<List<RemoteSocket>> all = everywhere(question, RouterApi.SOCKETS, here, SOCKETS);
        Json.send(
                response,
                new RemoteSockets(
                        all.stream().flatMap(List::stream).limit(limit).toList()));
    }

    private <T> Collection<T> everywhere(
            Question question, String path, Map<Integer, T> here, TypeReference<Map<Integer, T>> type) {
        Map<Integer, T> all = new TreeMap<>(here);
        if (all.size() < partitions) {
            List<CompletableFuture<byte[]>> answers = whereabouts.others().stream()
                    .map(other -> peers.ask(other, path + question.forwarded(), null))
                    .toList();
            for (CompletableFuture<byte[]> answer : answers) {
                Peers.await(answer).ifPresent(body -> Json.readParts(body, type).forEach(all::putIfAbsent));
            }
        }
        if (all.size() < partitions) {
            throw QueryException.unavailable(
                    partitions - all.size() + " of " + partitions + " partitions of sessions are with no router now");
        }
        return all.values();
    }
}
