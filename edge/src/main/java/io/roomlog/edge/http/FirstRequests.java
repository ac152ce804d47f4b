package io.roomlog.edge.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Ends connections whose first request does not come in time, whether nothing comes or a little at a time: they would
/// be held for ever otherwise. Thread-safe.
public final class FirstRequests implements Http1ConnectionListener {
    private final Duration patience;
    private final ScheduledExecutorService timer;
    private final Map<String, Future<?>> waiting = new ConcurrentHashMap<>();

    /// @param patience from a connection's beginning until its first request's headers are there
    public FirstRequests(Duration patience, ScheduledExecutorService timer) {
        this.patience = patience;
        this.timer = timer;
    }

    /// The headers of a request are there.
    @Override
    public void headers(ConnectionContext context, Headers headers) {
        Future<?> deadline = waiting.remove(context.childSocketId());
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    /// The selector with these deadlines for its connections. It tells this listener of requests.
    public ServerConnectionSelector of(ServerConnectionSelector http) {
        return new Selector(http);
    }

    private void begin(ServerConnection connection, String id) {
        waiting.put(
                id,
                timer.schedule(
                        () -> {
                            waiting.remove(id);
                            connection.close(true);
                        },
                        patience.toMillis(),
                        TimeUnit.MILLISECONDS));
    }

    private final class Selector implements ServerConnectionSelector {
        private final ServerConnectionSelector http;

        Selector(ServerConnectionSelector http) {
            this.http = http;
        }

        @Override
        public ServerConnection connection(ConnectionContext context) {
            ServerConnection connection = http.connection(context);
            begin(connection, context.childSocketId());
            return connection;
        }

        @Override
        public int bytesToIdentifyConnection() {
            return http.bytesToIdentifyConnection();
        }

        @Override
        public Support supports(BufferData data) {
            return http.supports(data);
        }

        @Override
        public Set<String> supportedApplicationProtocols() {
            return http.supportedApplicationProtocols();
        }
    }
}
