package io.roomlog.edge.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
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
public final class FirstRequests implements ServerConnectionSelector, Filter {
    private final ServerConnectionSelector http;
    private final Duration patience;
    private final ScheduledExecutorService timer;
    private final Map<String, Future<?>> waiting = new ConcurrentHashMap<>();

    /// @param http what serves the connections
    public FirstRequests(ServerConnectionSelector http, Duration patience, ScheduledExecutorService timer) {
        this.http = http;
        this.patience = patience;
        this.timer = timer;
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        ServerConnection connection = http.connection(context);
        String id = context.childSocketId();
        waiting.put(
                id,
                timer.schedule(
                        () -> {
                            waiting.remove(id);
                            connection.close(true);
                        },
                        patience.toMillis(),
                        TimeUnit.MILLISECONDS));
        return connection;
    }

    /// The first request of a connection is there.
    ///
    /// @param id of its socket
    public void come(String id) {
        Future<?> deadline = waiting.remove(id);
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        come(request.socketId());
        chain.proceed();
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
