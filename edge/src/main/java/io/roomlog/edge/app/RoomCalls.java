package io.roomlog.edge.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.common.query.RemoteSockets;
import io.roomlog.edge.history.HistoryPage;
import io.roomlog.edge.history.RoomHistory;
import io.roomlog.edge.history.Viewer;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.rights.RoomAction;
import io.roomlog.edge.room.RoomLog;
import io.roomlog.edge.router.RouterClient;
import io.roomlog.edge.router.RouterException;
import io.roomlog.edge.session.Control;
import io.roomlog.edge.session.SessionIds;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

/// What can be done with rooms without a socket. The answers are values that can be written as JSON. Blocking, for
/// virtual threads; thread-safe.
public final class RoomCalls {
    private final RoomLog log;
    private final RoomHistory history;
    private final RouterClient routers;
    private final Publisher publisher;
    private final RoomGuard guard;
    private final Quotas quotas;
    private final Set<String> namespaces;
    private final String origin;
    private final AtomicLong published = new AtomicLong();

    /// @param log where commands are appended
    /// @param publisher appends what is published
    /// @param policy who may do what in which room
    /// @param quotas how much
    /// @param namespaces those that run the rooms application
    /// @param origin stands in records for the socket that there is not; another for each life of each edge
    public RoomCalls(
            RoomLog log,
            Publisher publisher,
            RoomHistory history,
            RouterClient routers,
            RoomPolicy policy,
            Quotas quotas,
            Set<String> namespaces,
            String origin) {
        this.log = log;
        this.history = history;
        this.routers = routers;
        this.publisher = publisher;
        this.guard = new RoomGuard(policy);
        this.quotas = quotas;
        this.namespaces = Set.copyOf(namespaces);
        this.origin = origin;
    }

    /// Who is in a room.
    public Map<String, Object> members(Caller caller, String room) throws VerbException {
        RoomKey key = room(caller, RoomAction.MEMBERS, room);
        try {
            return MembersVerb.answer(routers.members(key, MembersVerb.MAX_MEMBERS));
        } catch (RouterException e) {
            throw VerbException.of(e);
        }
    }

    /// A page of a room's past.
    ///
    /// @param query the parameters `before` or `after`, and `limit`
    public Map<String, Object> messages(Caller caller, String room, Map<String, String> query) throws VerbException {
        RoomKey key = room(caller, RoomAction.HISTORY, room);
        try {
            HistoryQuestion question = HistoryQuestion.of(history, key, options(query));
            HistoryPage page = question.read(new Viewer("", SessionRecord.userRoom(caller.user())));
            Map<String, Object> answer = new LinkedHashMap<>();
            HistoryQuestion.answer(
                    answer,
                    page,
                    page.messages().stream().map(WrittenMessage::of).toList());
            return answer;
        } catch (LogException e) {
            throw VerbException.of(e);
        }
    }

    /// The parameters of a query as a client with a socket would have given them.
    private static JsonNode options(Map<String, String> query) {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        query.forEach((name, text) -> {
            if (name.equals("limit") && text.matches("[0-9]{1,18}")) {
                options.put(name, new BigInteger(text));
            } else {
                options.put(name, text);
            }
        });
        return options;
    }

    /// Publishes.
    ///
    /// @param form as the object form of the verb `publish`
    public Map<String, Object> emit(Caller caller, JsonNode form) throws VerbException {
        requireNamespace(caller);
        quotas.requirePublish(caller.identity());
        Publication publication = Publication.ofObject(form);
        guard.requirePublish(caller.identity(), caller.namespace(), publication.rooms());
        Publisher.Kept kept = await(publisher.publish(
                new Publisher.Origin(caller.namespace(), origin, caller.user(), caller.traceparent()),
                publication,
                RoomRecord.madeId(origin, published.incrementAndGet())));
        Map<String, Object> answer = new LinkedHashMap<>();
        kept.offset().ifPresent(offset -> answer.put("offset", offset));
        answer.put("id", kept.id());
        return answer;
    }

    /// Disconnects all sockets of a user, or one socket, and ends their sessions. Who is no admin may do that with
    /// one's own.
    ///
    /// @param form an object with `user` or `id`
    public Map<String, Object> disconnect(Caller caller, JsonNode form) throws VerbException {
        requireNamespace(caller);
        boolean byUser = form.path("user").isTextual();
        if (byUser == form.path("id").isTextual()) {
            throw VerbException.invalid("either user or id is wanted, a string");
        }
        String room = byUser
                ? SessionRecord.userRoom(form.path("user").textValue())
                : form.path("id").textValue();
        RoomNames.checked(room);
        if (!byUser && !SessionIds.isSid(room)) {
            throw VerbException.invalid("id is no socket's id");
        }
        if (!caller.isAdmin()
                && !(byUser ? room : userRoom(caller, room)).equals(SessionRecord.userRoom(caller.user()))) {
            throw new VerbException(ErrorCode.FORBIDDEN, "these are another user's sockets");
        }
        RoomRecord command = new Control.Disconnect().record(List.of());
        return Map.of("offset", await(log.append(new RoomKey(caller.namespace(), room), command)));
    }

    /// The room of a socket's user.
    private String userRoom(Caller caller, String sid) throws VerbException {
        try {
            List<RemoteSockets.RemoteSocket> found =
                    routers.sockets(caller.namespace(), Optional.of(sid), 1).sockets();
            if (found.isEmpty()) {
                throw new VerbException(ErrorCode.NOT_FOUND, "there is no such socket");
            }
            return SessionRecord.userRoom(found.getFirst().user());
        } catch (RouterException e) {
            throw VerbException.of(e);
        }
    }

    /// The room, for who may do that there.
    private RoomKey room(Caller caller, RoomAction action, String name) throws VerbException {
        requireNamespace(caller);
        RoomKey room = new RoomKey(caller.namespace(), RoomNames.checked(name));
        guard.require(caller.identity(), action, room);
        return room;
    }

    private void requireNamespace(Caller caller) throws VerbException {
        if (!namespaces.contains(caller.namespace())) {
            throw new VerbException(ErrorCode.NOT_FOUND, "there is no namespace " + caller.namespace());
        }
    }

    private static <T> T await(CompletableFuture<T> kept) throws VerbException {
        try {
            return kept.join();
        } catch (CompletionException e) {
            throw VerbException.of(LogException.of(e));
        }
    }
}
