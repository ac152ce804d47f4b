package io.roomlog.common.engineio;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.engineio.EnginePacket.Binary;
import io.roomlog.common.engineio.EnginePacket.Close;
import io.roomlog.common.engineio.EnginePacket.Malformed;
import io.roomlog.common.engineio.EnginePacket.Noop;
import io.roomlog.common.engineio.EnginePacket.Open;
import io.roomlog.common.engineio.EnginePacket.Ping;
import io.roomlog.common.engineio.EnginePacket.Pong;
import io.roomlog.common.engineio.EnginePacket.Text;
import io.roomlog.common.engineio.EnginePacket.Upgrade;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// Engine.IO packets to bytes and back (protocol 4, section "Packet encoding").
///
/// Nothing here throws for what a peer sent: it comes back as [Malformed].
public final class EngineCodec {
    /// Stands between the packets of a polling body; JSON cannot contain it unescaped.
    public static final byte SEPARATOR = 0x1e;

    private static final Malformed EMPTY_PACKET = new Malformed("empty packet");

    private EngineCodec() {}

    /// Reads one packet from a text frame, or from between the separators of a polling body.
    public static EnginePacket decodeText(Bytes frame) {
        if (frame.isEmpty()) {
            return EMPTY_PACKET;
        }
        return switch (frame.at(0)) {
            case '0' -> new Open(frame.slice(1));
            case '1' -> new Close();
            case '2' -> new Ping(frame.slice(1));
            case '3' -> new Pong(frame.slice(1));
            case '4' -> new Text(frame.slice(1));
            case '5' -> new Upgrade();
            case '6' -> new Noop();
            case 'b' -> base64(frame.slice(1));
            default -> new Malformed("unknown packet type " + (frame.at(0) & 0xff));
        };
    }

    /// Reads a binary frame: all of it is the message.
    public static EnginePacket decodeBinary(Bytes frame) {
        return new Binary(frame);
    }

    /// Reads a polling body. The first bad packet ends the list as [Malformed]; what stands behind it is not read.
    public static List<EnginePacket> decodePayload(Bytes body) {
        List<EnginePacket> packets = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= body.length(); i++) {
            if (i == body.length() || body.at(i) == SEPARATOR) {
                EnginePacket packet = decodeText(body.slice(start, i));
                packets.add(packet);
                if (packet instanceof Malformed) {
                    break;
                }
                start = i + 1;
            }
        }
        return packets;
    }

    /// Writes one packet as text, [Binary] as `b` and base64.
    ///
    /// @throws IllegalArgumentException for [Malformed]
    public static Bytes encodeText(EnginePacket packet) {
        return switch (packet) {
            case Open(Bytes json) -> typed('0', json);
            case Close() -> typed('1', Bytes.EMPTY);
            case Ping(Bytes data) -> typed('2', data);
            case Pong(Bytes data) -> typed('3', data);
            case Text(Bytes data) -> typed('4', data);
            case Binary(Bytes data) -> typed('b', Bytes.of(Base64.getEncoder().encode(data.toArray())));
            case Upgrade() -> typed('5', Bytes.EMPTY);
            case Noop() -> typed('6', Bytes.EMPTY);
            case Malformed(String reason) -> throw new IllegalArgumentException("no packet: " + reason);
        };
    }

    /// Writes packets as a polling body: separators between them, none at the end.
    ///
    /// @throws IllegalArgumentException for [Malformed], and for an empty list, since an empty body is a parse
    ///     error
    public static Bytes encodePayload(List<EnginePacket> packets) {
        if (packets.isEmpty()) {
            throw new IllegalArgumentException("no packets");
        }
        List<Bytes> texts = packets.stream().map(EngineCodec::encodeText).toList();
        int length = texts.size() - 1 + texts.stream().mapToInt(Bytes::length).sum();
        byte[] body = new byte[length];
        int at = 0;
        for (Bytes text : texts) {
            if (at > 0) {
                body[at++] = SEPARATOR;
            }
            text.copyTo(body, at);
            at += text.length();
        }
        return Bytes.of(body);
    }

    /// The handshake's JSON: exactly the protocol's five keys, no spaces. Times are in milliseconds, the payload in
    /// bytes.
    public static Bytes openJson(
            String sid, List<String> upgrades, long pingIntervalMs, long pingTimeoutMs, long maxPayload) {
        return Bytes.utf8("{\"sid\":" + quoted(sid)
                + upgrades.stream().map(EngineCodec::quoted).collect(Collectors.joining(",", ",\"upgrades\":[", "]"))
                + ",\"pingInterval\":" + pingIntervalMs
                + ",\"pingTimeout\":" + pingTimeoutMs
                + ",\"maxPayload\":" + maxPayload + "}");
    }

    private static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }

    private static Bytes typed(char type, Bytes data) {
        byte[] text = new byte[1 + data.length()];
        text[0] = (byte) type;
        data.copyTo(text, 1);
        return Bytes.of(text);
    }

    /// The official Java client breaks base64 into lines, and ends the last one too.
    private static EnginePacket base64(Bytes data) {
        byte[] text = new byte[data.length()];
        int length = 0;
        for (int i = 0; i < data.length(); i++) {
            if (data.at(i) != '\n') {
                text[length++] = data.at(i);
            }
        }
        try {
            return new Binary(Bytes.of(Base64.getDecoder().decode(Arrays.copyOf(text, length))));
        } catch (IllegalArgumentException e) {
            return new Malformed("base64: " + e.getMessage());
        }
    }
}
