package io.roomlog.edge.app;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.RoomKey;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.metrics.Meters;
import io.roomlog.common.trace.Traceparent;
import io.roomlog.edge.app.VerbEvents.Verb;
import io.roomlog.edge.auth.TokenVerifier;
import io.roomlog.edge.history.RoomHistory;
import io.roomlog.edge.log.LogException;
import io.roomlog.edge.room.RoomLog;
import io.roomlog.edge.router.RouterClient;
import io.roomlog.edge.router.RouterException;
import io.roomlog.edge.socketio.Event;
import io.roomlog.edge.socketio.Middleware;
import io.roomlog.edge.socketio.Namespace;
import io.roomlog.edge.socketio.NamespaceOptions;
import io.roomlog.edge.socketio.Socket;
import io.roomlog.edge.socketio.SocketIoServer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The verbs that clients of a rooms namespace emit. What goes wrong comes back in the ack, or as an `error` event
/// where there is none, and the socket lives on.
public final class RoomsApplication {
    private static final NamespaceOptions OPTIONS = new NamespaceOptions(true, true, true);

    private final Publisher publisher;
    private final RoomGuard guard;
    private final Quotas quotas;
    private final HistoryVerbs past;
    private final MembersVerb members;
    private final AuthenticateVerb authenticate;
    private final VerbEvents events;
    private final AtomicLong published = new AtomicLong();

    /// @param log what the offsets of rooms are in
    /// @param publisher appends what is published
    /// @param policy who may do what in which room
    /// @param quotas how much
    /// @param verifier for tokens that are brought later
    /// @param events told of each verb
    public RoomsApplication(
            RoomLog log,
            Publisher publisher,
            RoomHistory history,
            RouterClient routers,
            RoomPolicy policy,
            Quotas quotas,
            TokenVerifier verifier,
            VerbEvents events) {
        this.events = events;
        this.publisher = publisher;
        this.guard = new RoomGuard(policy);
        this.quotas = quotas;
        this.past = new HistoryVerbs(log, history, guard, quotas);
        this.members = new MembersVerb(guard, routers);
        this.authenticate = new AuthenticateVerb(verifier);
    }

    /// A verb that may refuse.
    @FunctionalInterface
    private interface Body {
        void run(Event event) throws VerbException;
    }

    /// Runs the application in a namespace.
    public void install(SocketIoServer server, String name, Middleware authentication) {
        Namespace namespace = server.of(name, OPTIONS);
        namespace.use(authentication);
        namespace.roomRights((who, room) -> guard.mayStay(who, new RoomKey(name, room)));
        on(namespace, Verb.JOIN, past::join);
        on(namespace, Verb.LEAVE, this::leave);
        on(namespace, Verb.PUBLISH, event -> publish(event, Verb.PUBLISH));
        on(namespace, Verb.BROADCAST, event -> publish(event, Verb.BROADCAST));
        on(namespace, Verb.HISTORY, past::history);
        on(namespace, Verb.MEMBERS, members::members);
        on(namespace, Verb.AUTHENTICATE, authenticate::authenticate);
        namespace.onOther(event -> fail(event, ErrorCode.NOT_FOUND, "there is no verb " + event.name()));
    }

    private void on(Namespace namespace, Verb verb, Body body) {
        namespace.on(Meters.label(verb), event -> {
            event.onAck(() -> events.answered(verb, Optional.empty(), System.nanoTime() - event.arrivedNanos()));
            try {
                body.run(event);
            } catch (VerbException e) {
                fail(event, verb, e.code(), e.getMessage());
            } catch (LogException e) {
                fail(event, verb, ErrorCode.of(e), e.getMessage());
            } catch (RouterException e) {
                fail(event, verb, ErrorCode.UNAVAILABLE, e.getMessage());
            }
        });
    }

    private void leave(Event event) throws VerbException {
        String room = RoomNames.room(event.arguments(), 0);
        RoomNames.requireLeavable(room);
        event.socket().leave(room, () -> {
            Map<String, Object> answer = ok();
            answer.put("room", room);
            event.ack(answer);
        });
    }

    /// Appends and acks on commit; does not wait, so that a client's publishes follow each other without a pause.
    private void publish(Event event, Verb verb) throws VerbException {
        Socket socket = event.socket();
        quotas.requirePublish(socket);
        Publication asked = Publication.of(event.arguments());
        guard.requirePublish(socket.identity(), socket.namespace().name(), asked.rooms());
        Publication publication = verb == Verb.BROADCAST ? asked.without(socket.id()) : asked;
        Publisher.Origin origin = new Publisher.Origin(
                socket.namespace().name(),
                socket.id(),
                socket.identity().user(),
                socket.handshake().header(Traceparent.HEADER));
        String ownId = RoomRecord.madeId(socket.id(), published.incrementAndGet());
        try {
            socket.begin();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VerbException(ErrorCode.UNAVAILABLE, "the edge is stopping");
        }
        try {
            var _ = publisher.publish(origin, publication, ownId).whenComplete((kept, failure) -> {
                socket.done();
                answer(event, verb, kept, failure);
            });
        } catch (VerbException | RuntimeException e) {
            socket.done();
            throw e;
        }
    }

    private void answer(Event event, Verb verb, Publisher.@Nullable Kept kept, @Nullable Throwable failure) {
        if (kept != null && kept.offset().isPresent() && isPlain(kept.id())) {
            // every publish has one: written without a mapper
            String offset = kept.offset().get();
            event.ackWritten(Bytes.utf8("[{\"ok\":true,\"offset\":\"" + offset + "\",\"id\":\"" + kept.id() + "\"}]"));
        } else if (kept != null) {
            Map<String, Object> answer = ok();
            kept.offset().ifPresent(offset -> answer.put("offset", offset));
            answer.put("id", kept.id());
            event.ack(answer);
        } else {
            LogException known = LogException.of(failure);
            fail(event, verb, ErrorCode.of(known), known.getMessage());
        }
    }

    /// Whether a text stands in JSON as it is.
    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7F && c != '"' && c != '\\');
    }

    private void fail(Event event, Verb verb, ErrorCode code, @Nullable String message) {
        event.onAck(() -> events.answered(verb, Optional.of(code), System.nanoTime() - event.arrivedNanos()));
        fail(event, code, message);
    }

    private static void fail(Event event, ErrorCode code, @Nullable String message) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code.text());
        error.put("message", message);
        if (event.wantsAck()) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("ok", false);
            answer.put("error", error);
            event.ack(answer);
        } else {
            event.ack();
            event.socket().emitVolatile("error", error);
        }
    }

    static Map<String, Object> ok() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ok", true);
        return answer;
    }
}
