package io.roomlog.deploy.prove;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.engineio.EngineCodec;
import io.roomlog.common.engineio.EnginePacket;
import io.roomlog.common.websocket.FrameEncoder;
import io.roomlog.common.websocket.Opcode;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.List;

/// Engine.IO over WebSocket, the client's side in its plainest form (RFC 6455): whole text messages, a mask of zeros.
public final class WebSocketTransport implements Transport {
    private static final String UPGRADE = """
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: cm9vbWxvZyBwcm92ZXNpdA==

            """.replace("\n", "\r\n");
    private static final byte[] MASK = new byte[4];
    private static final int MASKED = 0x80;
    private static final int TEXT = 0x81;

    private final Socket socket;
    private final DataInputStream in;

    private WebSocketTransport(Socket socket, DataInputStream in) {
        this.socket = socket;
        this.in = in;
    }

    /// Opens a session on whatever listens on a port of this machine.
    public static WebSocketTransport open(int port) throws IOException {
        Socket socket = Http.connect(port);
        try {
            Http.write(
                    socket,
                    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\n" + UPGRADE,
                    Bytes.EMPTY);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 4096));
            Http.Head head = Http.readHead(in);
            if (head.status() != 101) {
                throw new IOException("no WebSocket: status " + head.status());
            }
            return new WebSocketTransport(socket, in);
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }

    @Override
    public List<EnginePacket> receive() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        if (first != TEXT) {
            throw new IOException("a frame other than a whole text: " + Integer.toHexString(first));
        }
        return List.of(EngineCodec.decodeText(Bytes.of(payload)));
    }

    @Override
    public synchronized void send(EnginePacket packet) throws IOException {
        Bytes text = EngineCodec.encodeText(packet);
        int header = FrameEncoder.headerLength(text.length());
        byte[] frame = new byte[header + MASK.length + text.length()];
        FrameEncoder.writeHeader(frame, 0, Opcode.TEXT, text.length());
        frame[1] |= (byte) MASKED;
        text.copyTo(frame, header + MASK.length);
        socket.getOutputStream().write(frame);
    }

    @Override
    public void close() {
        Http.close(socket);
    }
}
