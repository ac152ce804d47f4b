package io.roomlog.deploy.top;

import io.roomlog.deploy.top.View.Look;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Looks at processes again and again. For one thread.
public final class Top implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int GOOD = 200;

    private final List<URI> addresses;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final Map<URI, Seen> last = new HashMap<>();

    /// An answer, and when it came.
    private record Seen(Exposition metrics, long nanos) {}

    /// @param addresses of admin ports and routers, `http://host:port`
    public Top(List<URI> addresses) {
        this.addresses = List.copyOf(addresses);
    }

    /// Looks once more. Takes 2 s at most.
    ///
    /// @param columns that the lines may have
    /// @return what has happened since the last look, as lines; of the first look, only what does not answer
    public List<String> look(int columns) {
        Map<URI, CompletableFuture<Exposition>> asked = new LinkedHashMap<>();
        addresses.forEach(address -> asked.put(address, ask(address)));
        Map<String, Look> looks = new LinkedHashMap<>();
        asked.forEach((address, answer) -> looks.put(address.getAuthority(), settle(address, answer)));
        return View.lines(looks, columns);
    }

    private CompletableFuture<Exposition> ask(URI address) {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/metrics"))
                .timeout(PATIENCE)
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(response -> {
            if (response.statusCode() != GOOD) {
                throw new CompletionException(new IOException("answers " + response.statusCode()));
            }
            return Exposition.parse(response.body());
        });
    }

    private Look settle(URI address, CompletableFuture<Exposition> answer) {
        Seen before = last.remove(address);
        try {
            Exposition now = answer.join();
            String tier = now.label("roomlog_info", "tier");
            if (tier.isEmpty()) {
                return new Look(
                        "", Optional.empty(), Optional.of("has no metrics of Roomlog; its admin port is wanted"));
            }
            Seen seen = new Seen(now, System.nanoTime());
            last.put(address, seen);
            return new Look(
                    tier,
                    Optional.ofNullable(before)
                            .map(one -> new Reading(
                                    List.of(new Reading.Span(one.metrics, now, (seen.nanos - one.nanos) / 1e9)))),
                    Optional.empty());
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            return new Look("", Optional.empty(), Optional.of("down: " + why));
        }
    }

    /// Whether any of them has answered the last time.
    public boolean isAnyThere() {
        return !last.isEmpty();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
