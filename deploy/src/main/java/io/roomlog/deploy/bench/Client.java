package io.roomlog.deploy.bench;

import io.roomlog.deploy.bench.wire.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A Socket.IO client in the default namespace, which counts the messages of its rooms and holds each stream's sequence
/// numbers against what has come before. What comes is for the thread of its loop; any thread may send.
final class Client implements Connection.Listener {
    private static final byte[] PONG = {'3'};
    private static final byte[] REFUSED = "[{\"ok\":false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSING = "2[\"closing\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};

    private final int number;
    private final Address address;
    private final Loop loop;
    private final Course course;
    private final Map<Integer, SequenceCheck> checks = new HashMap<>(2);
    private int onlyStream = -1;
    private @Nullable SequenceCheck onlyCheck;
    private boolean onlyFar;
    private volatile @Nullable Connection connection;
    private volatile boolean connected;
    private @Nullable String pid;
    private byte[] offset = NOTHING;
    private boolean keepsOffsets;
    private boolean counts = true;
    private long connectedAt;
    private long lastMessageAt;
    private long pings;
    private String lastWord = "";
    private final Requests requests = new Requests();

    /// @param number from 0, its own among all clients of a fleet
    /// @param course is told what becomes of it
    Client(int number, Address address, Loop loop, Course course) {
        this.number = number;
        this.address = address;
        this.loop = loop;
        this.course = course;
    }

    int number() {
        return number;
    }

    Loop loop() {
        return loop;
    }

    /// Which region it connects to, from 0.
    int region() {
        return address.region();
    }

    // ---- for its loop's thread

    /// Has it keep pid and offsets, and resume by them when it is opened again.
    void resumable() {
        keepsOffsets = true;
    }

    /// Has it leave out messages: it neither counts them nor expects any.
    void withoutMessages() {
        counts = false;
    }

    /// Begins a connection.
    void open() {
        requests.clear();
        lastWord = "";
        connected = false;
        try {
            connection = Connection.open(loop, address.socket(), this);
        } catch (IOException refused) {
            ended(String.valueOf(refused.getMessage()));
        }
    }

    /// Cuts the connection.
    void cut() {
        Connection own = connection;
        if (own != null) {
            own.reset();
            connection = null;
            connected = false;
        }
    }

    /// Expects a stream from its beginning.
    ///
    /// @param far whether it comes from another region; of several streams the last one says it for all
    void expect(int stream, boolean far) {
        SequenceCheck check = new SequenceCheck();
        checks.put(stream, check);
        onlyStream = stream;
        onlyCheck = check;
        onlyFar = far;
    }

    boolean isConnected() {
        return connected;
    }

    /// When CONNECT was answered.
    long connectedAt() {
        return connectedAt;
    }

    /// When the last message was read.
    long lastMessageAt() {
        return lastMessageAt;
    }

    /// How many pings it has answered.
    long pings() {
        return pings;
    }

    /// The streams that it expects.
    Set<Integer> streams() {
        return checks.keySet();
    }

    /// What has come of one of them.
    SequenceCheck check(int stream) {
        return Objects.requireNonNull(checks.get(stream));
    }

    @Override
    public void text(ByteBuffer buffer, int from, int to) {
        if (Message.is(buffer, from, to)) {
            if (counts) {
                message(buffer, from, to);
            }
            return;
        }
        switch (from < to ? buffer.get(from) : 0) {
            case '0' -> send(connectPacket().getBytes(StandardCharsets.US_ASCII));
            case '1' -> stop("closed by the server");
            case '2' -> {
                pings++;
                loop.tally().ping();
                send(PONG);
            }
            case '4' -> packet(buffer, from + 1, to);
            default -> {
                // Nothing that matters here.
            }
        }
    }

    private void message(ByteBuffer buffer, int from, int to) {
        int stream = Message.stream(buffer, from);
        Tally tally = loop.tally();
        SequenceCheck check = stream == onlyStream ? onlyCheck : checks.get(stream);
        if (check == null) {
            tally.stray();
        } else {
            tally.checked(check.accept(Message.sequence(buffer, from)));
        }
        lastMessageAt = loop.now();
        tally.delivered(onlyFar, loop.now() - Message.nanos(buffer, from), to - from);
        position(buffer, to);
    }

    private void packet(ByteBuffer buffer, int from, int to) {
        switch (from < to ? buffer.get(from) : 0) {
            case '0' -> connected(string(buffer, from, to));
            case '1' -> stop("disconnected by the server");
            case '2' -> {
                loop.tally().other();
                position(buffer, to);
                if (startsWith(buffer, from, to, CLOSING)) {
                    lastWord = string(buffer, from + 1, to);
                }
            }
            case '3' -> answered(buffer, from + 1, to);
            case '4' -> stop("refused: " + string(buffer, from + 1, to));
            default -> {
                // Nothing that matters here.
            }
        }
    }

    /// Keeps the offset that an event ends with, `"]` behind it.
    private void position(ByteBuffer buffer, int to) {
        if (!keepsOffsets || buffer.get(to - 2) != '"') {
            return;
        }
        int at = to - 3;
        while (buffer.get(at) != '"') {
            at--;
        }
        int length = to - 3 - at;
        if (offset.length != length) {
            offset = new byte[length];
        }
        buffer.get(at + 1, offset);
    }

    private void connected(String answer) {
        String newPid = field(answer, "pid");
        boolean recovered = newPid != null && newPid.equals(pid);
        pid = newPid;
        connected = true;
        connectedAt = loop.now();
        course.connected(this, recovered);
    }

    private void answered(ByteBuffer buffer, int from, int to) {
        int id = 0;
        int at = from;
        for (; at < to && buffer.get(at) >= '0' && buffer.get(at) <= '9'; at++) {
            id = 10 * id + buffer.get(at) - '0';
        }
        Request request = requests.take(id);
        if (request != null) {
            request.answered(!startsWith(buffer, at, to, REFUSED), buffer, at, to);
        }
    }

    private void stop(String why) {
        cut();
        ended(why);
    }

    @Override
    public void ended(String why) {
        connection = null;
        connected = false;
        course.ended(this, lastWord.isEmpty() ? why : why + " after " + lastWord);
    }

    // ---- for any thread

    /// Emits an event and asks for an ack.
    ///
    /// @param event JSON, an array
    void ask(String event, Request request) {
        send(("42" + requests.begin(request) + event).getBytes(StandardCharsets.US_ASCII));
        flush();
    }

    /// Remembers a request.
    ///
    /// @return its number, which the ack will have
    int begin(Request request) {
        return requests.begin(request);
    }

    void send(byte[] text) {
        send(text, 0, text.length);
    }

    /// Puts a packet into what is to be sent; what is sent in the loop's thread while it reads goes out by itself.
    void send(byte[] text, int from, int length) {
        Connection own = connection;
        if (own != null) {
            own.send(text, from, length);
        }
    }

    void flush() {
        Connection own = connection;
        if (own != null) {
            own.flush();
        }
    }

    // ---- texts

    private String connectPacket() {
        StringBuilder fields = new StringBuilder();
        if (keepsOffsets && pid != null) {
            fields.append(",\"pid\":\"").append(pid).append('"');
            if (offset.length > 0) {
                fields.append(",\"offset\":\"")
                        .append(new String(offset, StandardCharsets.US_ASCII))
                        .append('"');
            }
        }
        address.token()
                .ifPresent(token -> fields.append(",\"token\":\"").append(token).append('"'));
        return fields.isEmpty() ? "40" : "40{" + fields.substring(1) + '}';
    }

    private static @Nullable String field(String json, String name) {
        String start = '"' + name + "\":\"";
        int at = json.indexOf(start);
        return at < 0 ? null : json.substring(at + start.length(), json.indexOf('"', at + start.length()));
    }

    private static boolean startsWith(ByteBuffer buffer, int from, int to, byte[] prefix) {
        return to - from >= prefix.length && buffer.slice(from, prefix.length).mismatch(ByteBuffer.wrap(prefix)) < 0;
    }

    private static String string(ByteBuffer buffer, int from, int to) {
        byte[] text = new byte[to - from];
        buffer.get(from, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
