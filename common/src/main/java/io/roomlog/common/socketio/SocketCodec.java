package io.roomlog.common.socketio;

import io.roomlog.common.bytes.Bytes;
import java.nio.charset.StandardCharsets;

/// Socket.IO packets to text and back: what stands behind Engine.IO's `4` (protocol 5, section "Packet encoding").
public final class SocketCodec {
    /// More in one packet makes a stock client (socket.io-parser 4.2.6 and later) drop its connection.
    public static final int MAX_ATTACHMENTS = 10;

    private static final String MAIN = "/";

    private SocketCodec() {}

    /// Reads one packet. Everything but the inside of an event's or ack's array is checked.
    public static SocketPacket decode(Bytes text) {
        return new SocketTextParser(text).parse();
    }

    /// A CONNECT, with a JSON object or empty.
    public static Bytes connect(String namespace, Bytes json) {
        return packet('0', 0, namespace, -1, json);
    }

    /// A CONNECT_ERROR, with a JSON object.
    public static Bytes connectError(String namespace, Bytes json) {
        return packet('4', 0, namespace, -1, json);
    }

    /// A DISCONNECT of the namespace.
    public static Bytes disconnect(String namespace) {
        return packet('1', 0, namespace, -1, Bytes.EMPTY);
    }

    /// An EVENT, or BINARY_EVENT if there are attachments; `id` is -1 if no ack is wanted.
    ///
    /// @throws IllegalArgumentException if there are more than [#MAX_ATTACHMENTS]
    public static Bytes event(String namespace, long id, Bytes array, int attachments) {
        return packet(attachments == 0 ? '2' : '5', attachments, namespace, id, array);
    }

    /// An ACK, or BINARY_ACK if there are attachments.
    ///
    /// @throws IllegalArgumentException if there are more than [#MAX_ATTACHMENTS]
    public static Bytes ack(String namespace, long id, Bytes array, int attachments) {
        return packet(attachments == 0 ? '3' : '6', attachments, namespace, id, array);
    }

    private static Bytes packet(char type, int attachments, String namespace, long id, Bytes payload) {
        if (attachments < 0 || attachments > MAX_ATTACHMENTS) {
            throw new IllegalArgumentException("attachments: " + attachments);
        }
        var head = new StringBuilder(32).append(type);
        if (attachments > 0) {
            head.append(attachments).append('-');
        }
        if (!namespace.equals(MAIN)) {
            head.append(namespace).append(',');
        }
        if (id >= 0) {
            head.append(id);
        }
        byte[] start = head.toString().getBytes(StandardCharsets.UTF_8);
        byte[] text = new byte[start.length + payload.length()];
        System.arraycopy(start, 0, text, 0, start.length);
        payload.copyTo(text, start.length);
        return Bytes.of(text);
    }
}
