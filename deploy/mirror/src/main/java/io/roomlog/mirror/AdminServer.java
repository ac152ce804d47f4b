package io.roomlog.mirror;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.roomlog.common.config.ConfigurationException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// `/health/live`, `/health/ready` and `/metrics` of the mirror.
public final class AdminServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("mirror-admin-", 0).factory());

    /// Starts it.
    ///
    /// @param port 0 for a free one
    /// @param notReady why the mirror is not ready; empty if it is
    /// @param metrics in Prometheus' text format
    /// @throws ConfigurationException if the port is taken
    public AdminServer(String host, int port, Supplier<Optional<String>> notReady, Supplier<String> metrics) {
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "admin-port: cannot listen on " + host + ":" + port + ": " + e.getMessage());
        }
        server.createContext("/health/live", exchange -> health(exchange, Optional.empty()));
        server.createContext("/health/ready", exchange -> health(exchange, notReady.get()));
        server.createContext("/metrics", exchange -> send(exchange, 200, TEXT, metrics.get()));
        server.setExecutor(threads);
        server.start();
    }

    /// Where it listens: host and port.
    public String address() {
        return server.getAddress().getHostString() + ":" + server.getAddress().getPort();
    }

    private static void health(HttpExchange exchange, Optional<String> problem) throws IOException {
        ObjectNode answer = JSON.createObjectNode().put("status", problem.isPresent() ? "DOWN" : "UP");
        problem.ifPresent(reason -> answer.put("reason", reason));
        send(exchange, problem.isPresent() ? 503 : 200, "application/json", answer.toString());
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
