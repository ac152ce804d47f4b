package io.roomlog.router.query;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.Topics;
import io.roomlog.common.query.Firsts;
import io.roomlog.common.query.Places;
import io.roomlog.common.query.RouterApi;
import io.roomlog.router.index.IndexQueries;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is asked of the index. What another router has is passed on to it.
final class IndexRoutes {
    private static final int MAX_IDS = 10_000;

    private final IndexQueries index;
    private final Whereabouts whereabouts;
    private final Peers peers;
    private final int partitions;

    /// @param partitions partition count of `rooms`
    IndexRoutes(IndexQueries index, Whereabouts whereabouts, Peers peers, int partitions) {
        this.index = index;
        this.whereabouts = whereabouts;
        this.peers = peers;
        this.partitions = partitions;
    }

    void places(ServerRequest request, ServerResponse response) {
        Question question = new Question(request);
        RoomKey room = question.requiredRoom();
        int limit = question.limit();
        Optional<Long> before = question.offset(RouterApi.BEFORE);
        Optional<Long> after = question.offset(RouterApi.AFTER);
        if (before.isPresent() == after.isPresent()) {
            throw QueryException.senseless("before, after: there must be one of them");
        }
        int partition = room.partition(partitions);
        Optional<Places> here = before.isPresent()
                ? index.before(room, partition, before.get(), limit)
                : index.after(room, partition, after.orElseThrow(), limit);
        if (here.isPresent()) {
            Json.send(response, here.get());
        } else {
            pass(question, RouterApi.PLACES, null, partition, response);
        }
    }

    void firsts(ServerRequest request, ServerResponse response) {
        Question question = new Question(request);
        byte[] body = body(request);
        Firsts.Question asked = Json.read(body, Firsts.Question.class);
        if (asked.partition() < 0 || asked.partition() >= partitions) {
            throw QueryException.senseless("partition: there is none with this number");
        }
        if (asked.ids().size() > MAX_IDS) {
            throw QueryException.senseless("ids: must be " + MAX_IDS + " or fewer");
        }
        Optional<Firsts> here;
        try {
            here = index.firsts(asked);
        } catch (IllegalArgumentException e) {
            throw QueryException.senseless("ids: must have 32 hexadecimal digits each");
        }
        if (here.isPresent()) {
            Json.send(response, here.get());
        } else {
            pass(question, RouterApi.FIRSTS, body, asked.partition(), response);
        }
    }

    private static byte[] body(ServerRequest request) {
        if (!request.content().hasEntity()) {
            throw QueryException.senseless("body: there is none");
        }
        try {
            return request.content().as(byte[].class);
        } catch (IllegalArgumentException | DataReader.IncorrectNewLineException e) {
            throw QueryException.senseless("body: is not chunked as it should be");
        }
    }

    private void pass(Question question, String path, byte @Nullable [] body, int partition, ServerResponse response) {
        byte[] answer = (question.isLocal() ? Optional.<byte[]>empty() : askOwner(question, path, body, partition))
                .orElseThrow(
                        () -> QueryException.unavailable("partition " + partition + " of rooms is with no router now"));
        Json.sendEncoded(response, answer);
    }

    private Optional<byte[]> askOwner(Question question, String path, byte @Nullable [] body, int partition) {
        return whereabouts
                .of(Topics.ROOMS, partition)
                .flatMap(owner -> Peers.await(peers.ask(owner, path + question.forwarded(), body)));
    }
}
