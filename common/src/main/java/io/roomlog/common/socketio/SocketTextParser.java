package io.roomlog.common.socketio;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.bytes.Utf8Check;
import io.roomlog.common.socketio.SocketPacket.Ack;
import io.roomlog.common.socketio.SocketPacket.Connect;
import io.roomlog.common.socketio.SocketPacket.ConnectError;
import io.roomlog.common.socketio.SocketPacket.Disconnect;
import io.roomlog.common.socketio.SocketPacket.Event;
import io.roomlog.common.socketio.SocketPacket.Ignored;
import io.roomlog.common.socketio.SocketPacket.Malformed;

/// Reads one packet's text from left to right: type, `N-`, `/namespace,`, ack id, payload.
///
/// Follows socket.io-parser 4.2.7 in what it lets pass, except that the count needs a digit, an id is at most
/// 2^53-1, and a blank is no digit.
final class SocketTextParser {
    private static final Bytes NO_ARGUMENTS = Bytes.utf8("[]");
    private static final long MAX_ID = (1L << 53) - 1;
    private static final int BAD = -2;
    private static final int NONE = -1;

    private final Bytes text;
    private int at;

    SocketTextParser(Bytes text) {
        this.text = text;
    }

    SocketPacket parse() {
        if (text.isEmpty()) {
            return new Malformed("empty packet");
        }
        byte type = text.at(at++);
        if (type < '0' || type > '6') {
            return new Malformed("unknown packet type " + (type & 0xff));
        }
        int attachments = 0;
        if (type == '5' || type == '6') {
            attachments = (int) number(SocketCodec.MAX_ATTACHMENTS);
            if (attachments < 0 || peek() != '-') {
                return new Malformed("illegal number of attachments");
            }
            at++;
        }
        Bytes namespace = namespace();
        if (!Utf8Check.isUtf8(namespace)) {
            return new Malformed("namespace is not UTF-8");
        }
        long id = number(MAX_ID);
        if (id == BAD) {
            return new Malformed("ack id out of range");
        }
        String name = namespace.isEmpty() ? "/" : namespace.utf8();
        Bytes payload = text.slice(at);
        return switch (type) {
            case '0' -> connect(name, payload);
            case '1' -> payload.isEmpty() ? new Disconnect(name) : new Malformed("DISCONNECT with a payload");
            case '4' -> connectError(name, payload);
            case '2', '5' -> event(name, id, payload, attachments);
            default -> ack(name, id, payload, attachments);
        };
    }

    private static SocketPacket connect(String namespace, Bytes payload) {
        return payload.isEmpty() || Json.isObject(payload)
                ? new Connect(namespace, payload)
                : new Malformed("CONNECT's payload is not a JSON object");
    }

    private static SocketPacket connectError(String namespace, Bytes payload) {
        return payload.isEmpty() || Json.isObject(payload) || Json.isString(payload)
                ? new ConnectError(namespace, payload)
                : new Malformed("CONNECT_ERROR's payload is neither a JSON object nor a string");
    }

    private static SocketPacket event(String namespace, long id, Bytes payload, int attachments) {
        if (attachments == 0 && isBlankOrDigits(payload)) {
            return new Ignored();
        }
        return isArray(payload)
                ? new Event(namespace, id, payload, attachments)
                : new Malformed("an event's payload is not a JSON array");
    }

    private static SocketPacket ack(String namespace, long id, Bytes payload, int attachments) {
        if (payload.isEmpty() && attachments == 0) {
            return id == NONE ? new Ignored() : new Ack(namespace, id, NO_ARGUMENTS, 0);
        }
        if (!isArray(payload)) {
            return new Malformed("an ack's payload is not a JSON array");
        }
        return id == NONE && attachments == 0 ? new Ignored() : new Ack(namespace, id, payload, attachments);
    }

    private static boolean isArray(Bytes payload) {
        return !payload.isEmpty() && payload.at(0) == '[';
    }

    private static boolean isBlankOrDigits(Bytes payload) {
        for (int i = 0; i < payload.length(); i++) {
            if (payload.at(i) != ' ' && !isDigit(payload.at(i))) {
                return false;
            }
        }
        return true;
    }

    private Bytes namespace() {
        if (peek() != '/') {
            return Bytes.EMPTY;
        }
        int start = at;
        while (at < text.length() && text.at(at) != ',') {
            at++;
        }
        Bytes namespace = text.slice(start, at);
        at = Math.min(at + 1, text.length());
        return namespace;
    }

    private long number(long max) {
        if (!isDigit(peek())) {
            return NONE;
        }
        long value = 0;
        for (; isDigit(peek()); at++) {
            value = value * 10 + (peek() - '0');
            if (value > max) {
                return BAD;
            }
        }
        return value;
    }

    private byte peek() {
        return at < text.length() ? text.at(at) : 0;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
