package io.roomlog.edge.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Cross-origin resource sharing (Fetch standard) for all answers, errors too: a browser hides what has no headers.
public final class Cors implements Filter {
    private static final HeaderName ALLOW_ORIGIN = HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN;
    private static final String METHODS = "GET,HEAD,PUT,PATCH,POST,DELETE";

    private static final Logger LOG = System.getLogger(Cors.class.getName());
    private static final int MAX_SHOWN = 100;

    private final AtomicBoolean told = new AtomicBoolean();
    private final List<String> origins;
    private final boolean credentials;

    /// @param origins allowed ones as browsers spell them (`https://example.com`), or `*` for all; none turns CORS
    ///     off
    /// @param credentials whether cookies and HTTP authentication may come along
    public Cors(List<String> origins, boolean credentials) {
        this.origins = List.copyOf(origins);
        this.credentials = credentials;
    }

    /// Whether a WebSocket handshake may come from where it says: browsers apply no CORS to it (cross-site WebSocket
    /// hijacking). Pages that this host serves may, and those of the origins.
    ///
    /// @param origin the header; empty for clients that are no browsers
    /// @param host the request's own host and port
    public boolean permitsHandshake(Optional<String> origin, String host) {
        boolean permitted =
                origins.contains("*") || origin.isEmpty() || origins.contains(origin.get()) || isOf(origin.get(), host);
        if (!permitted && told.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "handshake refused origin={0} host={1}: pages of other origins need cors-origins; further ones are"
                            + " only counted",
                    shown(origin.get()),
                    shown(host));
        }
        return permitted;
    }

    private static boolean isOf(String origin, String host) {
        return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
    }

    /// What a client has sent, fit for a log.
    private static String shown(String text) {
        return text.replaceAll("[^\\x21-\\x7e]", "?").substring(0, Math.min(MAX_SHOWN, text.length()));
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (origins.isEmpty()) {
            chain.proceed();
            return;
        }
        boolean all = origins.contains("*");
        if (!all) {
            response.header(HeaderNames.VARY.defaultCase(), "Origin");
        }
        Optional<String> origin =
                request.headers().first(HeaderNames.ORIGIN).filter(value -> all || origins.contains(value));
        if (origin.isPresent()) {
            response.header(ALLOW_ORIGIN.defaultCase(), all ? "*" : origin.get());
            if (credentials) {
                response.header(HeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS.defaultCase(), "true");
            }
        }
        boolean preflight = request.prologue().method().equals(Method.OPTIONS)
                && request.headers().contains(HeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
        if (preflight) {
            origin.ifPresent(allowed -> allow(request, response));
            response.status(Status.NO_CONTENT_204).send();
        } else {
            chain.proceed();
        }
    }

    private static void allow(RoutingRequest request, RoutingResponse response) {
        response.header(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS.defaultCase(), METHODS);
        request.headers().first(HeaderNames.ACCESS_CONTROL_REQUEST_HEADERS).ifPresent(asked -> {
            response.header(HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS.defaultCase(), asked);
            response.headers()
                    .add(HeaderValues.create(
                            HeaderNames.VARY, HeaderNames.ACCESS_CONTROL_REQUEST_HEADERS.defaultCase()));
        });
    }
}
