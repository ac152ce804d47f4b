package io.roomlog.deploy.prove;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.engineio.EngineCodec;
import io.roomlog.common.engineio.EnginePacket;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Engine.IO over HTTP long-polling: one connection for the polls, one for what is sent.
public final class PollingTransport implements Transport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = " /socket.io/?EIO=4&transport=polling";

    private final Socket polls;
    private final Socket posts;
    private final DataInputStream polled;
    private final DataInputStream posted;
    private volatile @Nullable String sid;

    private PollingTransport(Socket polls, Socket posts) throws IOException {
        this.polls = polls;
        this.posts = posts;
        this.polled = new DataInputStream(new BufferedInputStream(polls.getInputStream(), 4096));
        this.posted = new DataInputStream(new BufferedInputStream(posts.getInputStream(), 512));
    }

    /// Opens a session on whatever listens on a port of this machine.
    public static PollingTransport open(int port) throws IOException {
        Socket polls = Http.connect(port);
        try {
            return new PollingTransport(polls, Http.connect(port));
        } catch (IOException refused) {
            polls.close();
            throw refused;
        }
    }

    @Override
    public List<EnginePacket> receive() throws IOException {
        Http.write(polls, "GET" + path() + " HTTP/1.1\r\nHost: localhost\r\n\r\n", Bytes.EMPTY);
        List<EnginePacket> packets = EngineCodec.decodePayload(answer(polled));
        if (sid == null && packets.getFirst() instanceof EnginePacket.Open(Bytes json)) {
            sid = JSON.readTree(json.toArray()).path("sid").asText();
        }
        return packets;
    }

    @Override
    public void send(EnginePacket packet) throws IOException {
        Bytes body = EngineCodec.encodeText(packet);
        synchronized (posts) {
            Http.write(
                    posts,
                    "POST" + path() + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain;charset=UTF-8\r\n"
                            + "Content-Length: " + body.length() + "\r\n\r\n",
                    body);
            answer(posted);
        }
    }

    private String path() {
        return sid == null ? PATH : PATH + "&sid=" + sid;
    }

    private static Bytes answer(DataInputStream in) throws IOException {
        Http.Head head = Http.readHead(in);
        byte[] body = new byte[head.length()];
        in.readFully(body);
        if (head.status() != 200) {
            throw new IOException("status " + head.status());
        }
        return Bytes.of(body);
    }

    @Override
    public void close() {
        Http.close(polls);
        Http.close(posts);
    }
}
