package io.roomlog.edge.peer;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.LeaseRecord;
import io.roomlog.common.log.LeaseRecord.Peering;
import io.roomlog.edge.peer.ForwardEvents.Outcome;
import io.roomlog.edge.tls.FingerprintTrust;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// This edge among the others: makes ids that tell whose a session is, and has the one that it is of answer. Each
/// request is passed on once at most, and answered once at most; what has become of it is not known if it fails.
/// Thread-safe.
public final class Peers implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Peers.class.getName());
    private static final Duration CONNECT = Duration.ofSeconds(1);

    private final SecureRandom random = new SecureRandom();
    private final TaggedIds ids = new TaggedIds(random);
    private final PeerKey key = PeerKey.random(random);
    private final Supplier<List<LeaseRecord>> others;
    private final int most;
    private final Semaphore room;
    private final ForwardEvents events;
    private final HttpClient http;

    /// @param others the leases of the other edges that are known to live
    /// @param most requests that are passed on at a time
    public Peers(Supplier<List<LeaseRecord>> others, int most, ForwardEvents events) {
        this.others = others;
        this.most = most;
        this.room = new Semaphore(most);
        this.events = events;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .sslContext(FingerprintTrust.context(this::isOfAnEdge))
                .executor(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("edge-forward-", 0).factory()))
                .build();
    }

    private boolean isOfAnEdge(String fingerprint) {
        return others.get().stream()
                .map(LeaseRecord::peering)
                .filter(Objects::nonNull)
                .anyMatch(peering -> fingerprint.equals(peering.certificate()));
    }

    /// The requests that it passes on at a time.
    public int most() {
        return most;
    }

    /// What the others are to know.
    ///
    /// @param certificate that the port for clients shows
    public Peering peering(Optional<X509Certificate> certificate) {
        return new Peering(
                ids.tag(),
                key.text(),
                certificate.map(FingerprintTrust::fingerprint).orElse(null));
    }

    /// An id for a session of this edge.
    public String newId() {
        return ids.next();
    }

    /// Whether a session that is not here may be elsewhere.
    public boolean mayHave(String sid) {
        return TaggedIds.tagOf(sid).filter(tag -> !tag.equals(ids.tag())).isPresent();
    }

    /// What another edge tells of a request that it has passed on; empty if it was none.
    ///
    /// @param header the value of [Forwarded#HEADER]
    public Optional<Forwarded> forwarded(String header, String sid) {
        return Forwarded.read(header, sid, key);
    }

    /// The edge that a session is of; empty if none that is known to live has it.
    public Optional<Peer> owner(String sid) {
        Optional<Peer> owner = TaggedIds.tagOf(sid)
                .flatMap(tag -> others.get().stream()
                        .filter(lease -> isTagOf(tag, lease.peering()))
                        .findAny()
                        .flatMap(Peer::of));
        if (owner.isEmpty()) {
            events.forwarded(Outcome.OWNER_GONE);
        }
        return owner;
    }

    private static boolean isTagOf(String tag, @Nullable Peering peering) {
        return peering != null && peering.tag().equals(tag);
    }

    /// Passes a request on, and waits for its answer.
    ///
    /// @param patience the longest time that its owner may take
    /// @return empty if there is none, for whatever reason
    public Optional<PeerAnswer> forward(Peer owner, PeerRequest request, Duration patience)
            throws InterruptedException {
        if (!room.tryAcquire()) {
            events.forwarded(Outcome.TOO_MANY);
            return Optional.empty();
        }
        try {
            Optional<URI> uri = owner.uri(request.pathAndQuery());
            return uri.isEmpty() ? failed(owner, "not an address") : ask(owner, uri.get(), request, patience);
        } finally {
            room.release();
        }
    }

    private Optional<PeerAnswer> ask(Peer owner, URI uri, PeerRequest request, Duration patience)
            throws InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> asked =
                http.sendAsync(whole(owner, uri, request), BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> answer = asked.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            events.forwarded(Outcome.ANSWERED);
            String contentType = answer.headers().firstValue("content-type").orElse("text/plain");
            return Optional.of(new PeerAnswer(answer.statusCode(), contentType, Bytes.of(answer.body())));
        } catch (ExecutionException e) {
            return failed(owner, e.getCause());
        } catch (TimeoutException e) {
            events.forwarded(Outcome.TIMED_OUT);
            return Optional.empty();
        } finally {
            asked.cancel(true);
        }
    }

    private Optional<PeerAnswer> failed(Peer owner, @Nullable Object problem) {
        LOG.log(Level.DEBUG, "not passed on to {0}: {1}", owner.address(), problem);
        events.forwarded(Outcome.FAILED);
        return Optional.empty();
    }

    private static HttpRequest whole(Peer owner, URI uri, PeerRequest request) {
        HttpRequest.Builder whole = HttpRequest.newBuilder(uri)
                .header(Forwarded.HEADER, request.told().header(request.sid(), owner.key()))
                .POST(BodyPublishers.ofByteArray(request.body().toArray()));
        request.headers().forEach((name, values) -> values.forEach(value -> add(whole, name, value)));
        return whole.build();
    }

    private static void add(HttpRequest.Builder whole, String name, String value) {
        try {
            if (PeerRequest.goesAlong(name)) {
                whole.header(name, value);
            }
        } catch (IllegalArgumentException malformed) {
            LOG.log(Level.DEBUG, "a header of a client is not passed on: {0}", malformed.getMessage());
        }
    }

    /// Breaks off what is passed on at the moment; from now on nothing is.
    @Override
    public void close() {
        http.shutdownNow();
    }
}
