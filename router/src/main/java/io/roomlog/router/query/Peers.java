package io.roomlog.router.query;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/// Asks other routers. Thread-safe.
final class Peers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /// Asks one.
    ///
    /// @param path with the parameters
    /// @param body of a POST; null for a GET
    /// @return its answer; fails if it has none
    CompletableFuture<byte[]> ask(HostInfo peer, String path, byte @Nullable [] body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + peer.host() + ":" + peer.port() + path))
                .timeout(PATIENCE)
                .method(
                        body == null ? "GET" : "POST",
                        body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .build();
        return http.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(Peers::answer);
    }

    private static byte[] answer(HttpResponse<byte[]> response) {
        if (response.statusCode() != OK) {
            throw new CompletionException(new IOException("status " + response.statusCode()));
        }
        return response.body();
    }

    /// The answer, once it is there; empty where there is none.
    static Optional<byte[]> await(CompletableFuture<byte[]> answer) {
        try {
            return Optional.of(answer.join());
        } catch (CompletionException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
