package io.roomlog.edge.engineio;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.edge.http.RequestBody;
import io.roomlog.edge.peer.Peer;
import io.roomlog.edge.peer.PeerAnswer;
import java.io.IOException;
import java.util.Optional;

/// The HTTP side of an Engine.IO server: long-polling, and the errors of handshakes that are refused.
public final class PollingRoute implements Handler {
    private static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");
    private static final Header TEXT = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/plain; charset=UTF-8");
    private static final Header HTML = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/html");
    private static final Header JSON = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");
    private static final Header BEARER = HeaderValues.createCached(HeaderNames.WWW_AUTHENTICATE, "Bearer");
    private static final byte[] OK = {'o', 'k'};

    private final EngineServer server;

    public PollingRoute(EngineServer server) {
        this.server = server;
    }

    @Override
    public void handle(ServerRequest http, ServerResponse response) throws Exception {
        // a WebSocket handshake comes here when it was none (RFC 6455, section 4.2.1)
        boolean websocket = http.headers().contains(HeaderNames.UPGRADE);
        EngineRequest request = server.request(http.prologue(), http.headers(), http.remotePeer(), websocket);
        if (server.isElsewhere(request, http.headers())) {
            answer(response, forward(http, request));
            return;
        }
        Optional<EngineError> problem = server.problem(request);
        if (problem.isEmpty() && websocket) {
            problem = Optional.of(EngineError.BAD_REQUEST);
        }
        if (problem.isPresent()) {
            refuse(response, problem.get());
            return;
        }
        Optional<String> sid = request.parameter("sid");
        if (sid.isEmpty()) {
            server.handshakeHeaders(request)
                    .forEach((name, values) -> response.header(
                            HeaderValues.create(HeaderNames.create(name), values.toArray(String[]::new))));
            answer(response, server.handshake(request));
            return;
        }
        EngineSession session = server.find(sid.get());
        if (session == null) {
            refuse(response, EngineError.UNKNOWN_SID);
        } else {
            switch (request.method()) {
                case "GET" -> answer(response, session.polls().answer());
                case "POST" -> post(http, request, session, response);
                default -> refuse(response, EngineError.BAD_REQUEST);
            }
        }
    }

    private HttpAnswer forward(ServerRequest http, EngineRequest request) throws IOException, InterruptedException {
        Optional<Peer> owner = server.owner(request);
        if (owner.isEmpty()) {
            return server.unknown();
        }
        int limit = server.config().maxPayloadBytes();
        byte[] body = RequestBody.read(http, limit);
        return body.length > limit
                ? new HttpAnswer.TooLarge()
                : server.forward(owner.get(), request, http.prologue().query().rawValue(), Bytes.of(body));
    }

    private void post(ServerRequest http, EngineRequest request, EngineSession session, ServerResponse response)
            throws IOException {
        if (!session.posts().areAccepted()) {
            refuse(response, EngineError.BAD_REQUEST);
            return;
        }
        boolean binary = request.header("content-type").orElse("").startsWith("application/octet-stream");
        if (binary || !session.posts().begin()) {
            session.close(CloseReason.TRANSPORT_ERROR);
            refuse(response, EngineError.BAD_REQUEST);
            return;
        }
        answer(response, take(http, request, session));
    }

    /// Reads a body and has its packets taken. The next POST may follow as soon as this one is answered.
    private HttpAnswer take(ServerRequest http, EngineRequest request, EngineSession session) throws IOException {
        try {
            int limit = server.config().maxPayloadBytes();
            byte[] body = RequestBody.read(http, limit);
            server.events().received(body.length);
            return body.length > limit
                    ? new HttpAnswer.TooLarge()
                    : session.posts().take(request, Bytes.of(body));
        } finally {
            session.posts().end();
        }
    }

    private void answer(ServerResponse response, HttpAnswer answer) {
        switch (answer) {
            case HttpAnswer.Payload payload -> {
                byte[] body = payload.body().toArray();
                response.header(TEXT).header(NO_STORE).send(body);
                server.events().sent(body.length);
            }
            case HttpAnswer.Accepted accepted ->
                response.header(HTML).header(NO_STORE).send(OK);
            case HttpAnswer.OfOwner(PeerAnswer(int status, String contentType, Bytes body)) ->
                response.status(Status.create(status))
                        .header(HeaderNames.CONTENT_TYPE, contentType)
                        .header(NO_STORE)
                        .send(body.toArray());
            case HttpAnswer.Refused(EngineError error) -> refuse(response, error);
            case HttpAnswer.TooLarge tooLarge ->
                response.header(HeaderValues.CONNECTION_CLOSE)
                        .status(Status.REQUEST_ENTITY_TOO_LARGE_413)
                        .send();
        }
    }

    private static void refuse(ServerResponse response, EngineError error) {
        if (error == EngineError.UNAUTHORIZED) {
            response.header(BEARER);
        }
        response.status(Status.create(error.status())).header(JSON).send(error.body());
    }
}
