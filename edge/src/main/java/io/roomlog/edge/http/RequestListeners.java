package io.roomlog.edge.http;

import io.helidon.http.Headers;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.util.List;

/// Tells several listeners of each request's headers, in their order. (Helidon 4.3.1's own list of listeners tells none
/// of them.)
///
/// @param all one that throws ends the request
public record RequestListeners(List<Http1ConnectionListener> all) implements Http1ConnectionListener {
    public RequestListeners {
        all = List.copyOf(all);
    }

    @Override
    public void headers(ConnectionContext context, Headers headers) {
        all.forEach(listener -> listener.headers(context, headers));
    }
}
