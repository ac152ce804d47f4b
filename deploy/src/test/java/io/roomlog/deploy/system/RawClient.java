package io.roomlog.deploy.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.roomlog.common.cursor.Cursor;
import io.roomlog.edge.EdgeMain;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/// A client that speaks Engine.IO and Socket.IO over WebSocket in its plainest form, and keeps every packet in the
/// order in which it came.
final class RawClient implements AutoCloseable, WebSocket.Listener {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final StringBuilder partial = new StringBuilder();
    private final List<Received> received = new ArrayList<>();
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new HashMap<>();
    private WebSocket socket;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
    private int nextAck;
    private Optional<String> malformed = Optional.empty();
    private boolean ended;
    private boolean cut;

    /// What a packet is.
    enum Kind {
        CONNECTED,
        REFUSED,
        EVENT,
        ACK,
        DISCONNECTED
    }

    /// A packet.
    ///
    /// @param name of an event; else empty
    /// @param arguments of an event, without its name and the offset; of anything else its payload
    /// @param offset the last argument of an event, where it is a string
    /// @param ack id of an ack, else -1
    record Received(Kind kind, String name, JsonNode arguments, String offset, int ack) {
        Cursor cursor() {
            return Cursor.decode(offset).orElseThrow(() -> new AssertionError("no cursor: " + this));
        }

        boolean is(String event) {
            return kind == Kind.EVENT && name.equals(event);
        }
    }

    /// A client that is connected to the default namespace.
    static RawClient connect(EdgeMain edge, String user) {
        RawClient client = open(edge);
        client.begin("/", Map.of("token", Cluster.token(user)));
        client.await("CONNECT's answer", packet -> packet.kind() == Kind.CONNECTED);
        return client;
    }

    /// The same with more headers on the handshake.
    static RawClient connect(EdgeMain edge, String user, Map<String, String> headers) {
        RawClient client = new RawClient();
        WebSocket.Builder handshake = HTTP.newWebSocketBuilder();
        headers.forEach(handshake::header);
        client.open(handshake, "ws://127.0.0.1:" + edge.port(), "");
        client.begin("/", Map.of("token", Cluster.token(user)));
        client.await("CONNECT's answer", packet -> packet.kind() == Kind.CONNECTED);
        return client;
    }

    /// The same over TLS.
    static RawClient connect(EdgeMain edge, String user, SSLContext trust) {
        HttpClient http = HttpClient.newBuilder().sslContext(trust).build();
        RawClient client = open(http, "wss://localhost:" + edge.port(), "");
        client.begin("/", Map.of("token", Cluster.token(user)));
        client.await("CONNECT's answer", packet -> packet.kind() == Kind.CONNECTED);
        return client;
    }

    /// A client that says that it is a session that was lost.
    static RawClient resume(EdgeMain edge, String user, String pid, String offset) {
        RawClient client = open(edge);
        client.begin("/", Map.of("token", Cluster.token(user), "pid", pid, "offset", offset));
        client.await("CONNECT's answer", packet -> packet.kind() == Kind.CONNECTED);
        return client;
    }

    /// A client that is connected to no namespace yet.
    static RawClient open(EdgeMain edge) {
        return open(edge, "");
    }

    /// The same with more in the handshake's query.
    static RawClient open(EdgeMain edge, String query) {
        return open(HTTP, "ws://127.0.0.1:" + edge.port(), query);
    }

    private static RawClient open(HttpClient http, String address, String query) {
        RawClient client = new RawClient();
        client.open(http.newWebSocketBuilder(), address, query);
        return client;
    }

    private void open(WebSocket.Builder handshake, String address, String query) {
        socket = handshake
                .buildAsync(URI.create(address + "/socket.io/?EIO=4&transport=websocket" + query), this)
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /// Sends CONNECT.
    void begin(String namespace, Map<String, String> payload) {
        send("40" + prefix(namespace) + json(payload));
    }

    // ---- what it is

    String sid() {
        return connected().get("sid").asText();
    }

    String pid() {
        return connected().get("pid").asText();
    }

    private JsonNode connected() {
        return received().stream()
                .filter(packet -> packet.kind() == Kind.CONNECTED)
                .findFirst()
                .orElseThrow()
                .arguments();
    }

    /// Everything that has come.
    synchronized List<Received> received() {
        return List.copyOf(received);
    }

    /// The events that have come by name, without `$offset`, comings and goings.
    List<Received> events(String name) {
        return received().stream().filter(packet -> packet.is(name)).toList();
    }

    /// The offset that a stock client would send back.
    String lastOffset() {
        return received().stream()
                .filter(packet ->
                        packet.kind() == Kind.EVENT && !packet.offset().isEmpty())
                .reduce((first, second) -> second)
                .orElseThrow()
                .offset();
    }

    // ---- what it does

    /// Emits an event.
    void emit(String event, Object... arguments) {
        send("42" + event(event, arguments));
    }

    /// Emits an event; the ack's first argument is to come.
    CompletableFuture<JsonNode> ask(String event, Object... arguments) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        synchronized (this) {
            asked.put(nextAck, answer);
            send("42" + nextAck + event(event, arguments));
            nextAck++;
        }
        return answer.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Emits an event and waits for an ack that says that it is done.
    JsonNode done(String event, Object... arguments) {
        JsonNode answer = ask(event, arguments).join();
        if (!answer.path("ok").asBoolean()) {
            throw new AssertionError(event + " was refused: " + answer);
        }
        return answer;
    }

    /// Publishes an event with one binary argument.
    void sendBinary(String verb, String room, byte[] part) {
        send("451-" + event(verb, room, "message", object("_placeholder", true, "num", 0)));
        synchronized (this) {
            sent = sent.thenCompose(done -> socket.sendBinary(ByteBuffer.wrap(part), true));
        }
    }

    /// Sends DISCONNECT.
    void disconnect() {
        send("41");
    }

    /// Ends the connection without a word. What comes after that has not come.
    void cut() {
        synchronized (this) {
            cut = true;
        }
        socket.abort();
    }

    synchronized void send(String text) {
        sent = sent.thenCompose(done -> socket.sendText(text, true));
    }

    @Override
    public void close() {
        cut();
    }

    // ---- what it waits for

    /// Waits for a packet, and returns the first.
    Received await(String what, Predicate<Received> wanted) {
        return awaitAll(what, packets -> packets.stream().filter(wanted).findFirst());
    }

    /// Waits for an event, and returns the first of this name and first argument.
    Received awaitEvent(String name, Object first) {
        JsonNode wanted = JSON.valueToTree(first);
        return await(
                name + ' ' + first,
                packet -> packet.is(name) && packet.arguments().path(0).equals(wanted));
    }

    /// Waits until so many events of a name have come.
    List<Received> awaitEvents(String name, int count) {
        return awaitAll(count + " events " + name, packets -> {
            List<Received> found =
                    packets.stream().filter(packet -> packet.is(name)).toList();
            return found.size() >= count ? Optional.of(found) : Optional.empty();
        });
    }

    /// Waits for the end of the connection.
    void awaitEnd() {
        awaitAll("the end of the connection", packets -> ended ? Optional.of(true) : Optional.empty());
    }

    private synchronized <T> T awaitAll(String what, Function<List<Received>, Optional<T>> search) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Optional<T> found = search.apply(received);
        while (found.isEmpty()) {
            malformed.ifPresent(text -> {
                throw new AssertionError("malformed: " + text);
            });
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                int from = Math.max(0, received.size() - 20);
                throw new AssertionError(
                        "has not come: " + what + "; last came: " + received.subList(from, received.size()));
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, e);
            }
            found = search.apply(received);
        }
        return found.get();
    }

    // ---- what comes

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            String text = partial.toString();
            partial.setLength(0);
            receive(text);
        }
        from.request(1);
        return null;
    }

    @Override
    public synchronized CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        ended = true;
        notifyAll();
        return null;
    }

    @Override
    public synchronized void onError(WebSocket from, Throwable error) {
        ended = true;
        notifyAll();
    }

    private void receive(String text) {
        switch (text.charAt(0)) {
            case '2' -> send("3");
            case '4' -> {
                try {
                    add(packet(text.substring(1)));
                } catch (RuntimeException | AssertionError e) {
                    malformed(text);
                }
            }
            default -> {
                // Engine.IO's own
            }
        }
    }

    private synchronized void malformed(String text) {
        malformed = Optional.of(text);
        notifyAll();
    }

    private synchronized void add(Received packet) {
        if (cut) {
            return;
        }
        received.add(packet);
        if (packet.kind() == Kind.ACK) {
            Optional.ofNullable(asked.remove(packet.ack()))
                    .ifPresent(answer -> answer.complete(packet.arguments().path(0)));
        }
        notifyAll();
    }

    private static Received packet(String text) {
        int at = 1;
        while (at < text.length() && text.charAt(at) != '[' && text.charAt(at) != '{') {
            at++;
        }
        JsonNode payload = at == text.length() ? JSON.nullNode() : parse(text.substring(at));
        String middle = text.substring(1, at);
        return switch (text.charAt(0)) {
            case '0' -> new Received(Kind.CONNECTED, "", payload, "", -1);
            case '1' -> new Received(Kind.DISCONNECTED, "", payload, "", -1);
            case '2', '5' -> eventPacket((ArrayNode) payload);
            case '3', '6' ->
                new Received(
                        Kind.ACK,
                        "",
                        payload,
                        "",
                        Integer.parseInt(middle.substring(1 + Math.max(middle.indexOf('-'), middle.indexOf(',')))));
            case '4' -> new Received(Kind.REFUSED, "", payload, "", -1);
            default -> throw new AssertionError("no packet: " + text);
        };
    }

    private static Received eventPacket(ArrayNode event) {
        String name = event.remove(0).asText();
        String offset = "";
        if (!event.isEmpty() && event.get(event.size() - 1).isTextual()) {
            offset = event.remove(event.size() - 1).asText();
        }
        return new Received(Kind.EVENT, name, event, offset, -1);
    }

    private static String event(String name, Object... arguments) {
        List<Object> event = new ArrayList<>(List.of(name));
        event.addAll(List.of(arguments));
        return json(event);
    }

    private static String prefix(String namespace) {
        return namespace.equals("/") ? "" : namespace + ',';
    }

    static Map<String, Object> object(Object... keysAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }

    static JsonNode tree(Object value) {
        return JSON.valueToTree(value);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
