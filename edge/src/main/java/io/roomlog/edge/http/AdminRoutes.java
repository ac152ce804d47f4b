package io.roomlog.edge.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.function.Supplier;

/// The admin port: `/health/live`, `/health/ready`, `/metrics`.
public final class AdminRoutes implements HttpService {
    private final Supplier<Optional<String>> notReady;
    private final Supplier<String> metrics;

    /// @param notReady why the edge is not ready; empty if it is
    /// @param metrics in Prometheus' text format
    public AdminRoutes(Supplier<Optional<String>> notReady, Supplier<String> metrics) {
        this.notReady = notReady;
        this.metrics = metrics;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/health/live", (request, response) -> answer(response, Optional.empty()));
        rules.get("/health/ready", (request, response) -> answer(response, notReady.get()));
        rules.get(
                "/metrics",
                (request, response) -> response.header(HeaderValues.create(
                                HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
                        .send(metrics.get()));
    }

    private static void answer(ServerResponse response, Optional<String> problem) {
        response.header(HeaderValues.CONTENT_TYPE_JSON);
        if (problem.isEmpty()) {
            response.send("{\"status\":\"UP\"}");
        } else {
            response.status(Status.SERVICE_UNAVAILABLE_503)
                    .send("{\"status\":\"DOWN\",\"reason\":\"" + problem.get() + "\"}");
        }
    }
}
