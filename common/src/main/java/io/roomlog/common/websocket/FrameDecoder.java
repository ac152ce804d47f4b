package io.roomlog.common.websocket;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.bytes.Utf8Check;
import io.roomlog.common.websocket.MessageInflater.Inflated;
import io.roomlog.common.websocket.WebSocketMessage.Binary;
import io.roomlog.common.websocket.WebSocketMessage.Closing;
import io.roomlog.common.websocket.WebSocketMessage.Ping;
import io.roomlog.common.websocket.WebSocketMessage.Pong;
import io.roomlog.common.websocket.WebSocketMessage.Text;
import io.roomlog.common.websocket.WebSocketMessage.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a client's frames as they arrive, cut anywhere (RFC 6455, section 5).
///
/// The decoder is always in one of three places: inside a header, inside a payload (`missing` bytes of it to come),
/// or at the end, where it swallows what follows. A message is collected over its fragments in one array; control
/// frames, which may stand between them, have one of their own. The arrays grow with what has arrived, to twice that at
/// most, so that a header alone costs nothing. A compressed message is restored when it is whole. One for each
/// connection; not thread safe.
public final class FrameDecoder {
    private static final int MAX_CONTROL = 125;
    private static final byte[] NOTHING = new byte[0];

    private final int maxMessageBytes;
    private final boolean deflates;
    private final FrameHeader header = new FrameHeader();
    private final Utf8Check utf8 = new Utf8Check();

    private boolean ended;
    /// The kind of message under way, null between messages.
    private @Nullable Opcode message;

    /// Whether the message under way is compressed.
    private boolean compressed;

    private byte[] collected = NOTHING;
    private int collectedLength;

    /// The frame whose payload is under way, null inside a header.
    private @Nullable Opcode frame;

    private byte[] control = NOTHING;
    private int mask;
    private int frameLength;
    private int missing;

    /// One for a connection without extensions.
    ///
    /// @param maxMessageBytes how long messages may be, over all their fragments
    public FrameDecoder(int maxMessageBytes) {
        this(maxMessageBytes, false);
    }

    /// @param maxMessageBytes how long messages may be, over all their fragments, and restored if compressed
    /// @param deflates whether permessage-deflate was agreed on, so that messages may be compressed
    public FrameDecoder(int maxMessageBytes, boolean deflates) {
        this.maxMessageBytes = maxMessageBytes;
        this.deflates = deflates;
    }

    /// Takes the bytes `from` to `to` of `chunk` and returns what they completed, in order. A [Closing] or
    /// [Violation] is the last thing ever returned. The chunk is not kept.
    public List<WebSocketMessage> feed(byte[] chunk, int from, int to) {
        List<WebSocketMessage> messages = List.of();
        int at = from;
        while (!ended && (at < to)) {
            Optional<WebSocketMessage> next;
            if (frame == null) {
                header.add(chunk[at++]);
                next = afterHeaderByte();
            } else {
                int taken = Math.min(missing, to - at);
                next = takePayload(frame, chunk, at, taken);
                at += taken;
            }
            if (next.isPresent()) {
                messages = messages.isEmpty() ? new ArrayList<>(4) : messages;
                messages.add(next.get());
            }
        }
        return messages;
    }

    private Optional<WebSocketMessage> afterHeaderByte() {
        if (header.startJustComplete()) {
            Optional<WebSocketMessage> violation = checkStart();
            if (violation.isPresent()) {
                return violation;
            }
        }
        if (header.lengthJustComplete()) {
            return checkLength();
        }
        return header.complete() ? beginPayload() : Optional.empty();
    }

    private Optional<WebSocketMessage> checkStart() {
        Opcode opcode = Opcode.of(header.opcode());
        if (opcode == null) {
            return violation("reserved opcode " + header.opcode());
        }
        boolean mayBeCompressed = deflates && (opcode == Opcode.TEXT || opcode == Opcode.BINARY);
        if (header.hasReservedBits() || (header.isCompressed() && !mayBeCompressed)) {
            return violation("reserved bits set");
        }
        if (!header.isMasked()) {
            return violation("frame is not masked");
        }
        if (opcode.isControl()) {
            return !header.isFinal()
                    ? violation("fragmented control frame")
                    : header.shortLength() > MAX_CONTROL ? violation("control frame too long") : Optional.empty();
        }
        if ((opcode == Opcode.CONTINUATION) != (message != null)) {
            return violation(message == null ? "continuation of nothing" : "new message inside another");
        }
        return Optional.empty();
    }

    private Optional<WebSocketMessage> checkLength() {
        long length = header.length();
        if (length < 0) {
            return violation("length beyond 63 bits");
        }
        if (!header.isLengthMinimal()) {
            return violation("length not in its shortest form");
        }
        boolean first = header.opcode() != Opcode.CONTINUATION.code();
        int most = mostCollected(first ? header.isCompressed() : compressed);
        boolean fits = header.opcode() >= Opcode.CLOSE.code() || length <= most - collectedLength;
        return fits ? Optional.empty() : tooBig();
    }

    private int mostCollected(boolean ofCompressed) {
        return ofCompressed ? MessageInflater.longestCompressed(maxMessageBytes) : maxMessageBytes;
    }

    private Optional<WebSocketMessage> beginPayload() {
        Opcode opcode = Opcode.of(header.opcode());
        if (opcode == null) {
            return violation("reserved opcode " + header.opcode());
        }
        mask = header.mask();
        frameLength = (int) header.length();
        missing = frameLength;
        frame = opcode;
        if (opcode.isControl()) {
            control = new byte[frameLength];
        } else if (opcode != Opcode.CONTINUATION) {
            message = opcode;
            compressed = header.isCompressed();
        }
        return missing == 0 ? endFrame(opcode) : Optional.empty();
    }

    private Optional<WebSocketMessage> takePayload(Opcode opcode, byte[] chunk, int from, int length) {
        int position = frameLength - missing;
        missing -= length;
        if (opcode.isControl()) {
            Mask.unmask(chunk, from, control, position, length, mask, position);
        } else {
            makeRoom(length);
            Mask.unmask(chunk, from, collected, collectedLength, length, mask, position);
            int start = collectedLength;
            collectedLength += length;
            if (message == Opcode.TEXT && !compressed && !utf8.accept(collected, start, collectedLength)) {
                return notUtf8();
            }
        }
        return missing == 0 ? endFrame(opcode) : Optional.empty();
    }

    /// Doubles the array, but not beyond what the message can still need. (Only the last frame tells how much that is:
    /// growing by each fragment would copy a message of many small ones over and over.)
    private void makeRoom(int length) {
        int needed = collectedLength + length;
        if (needed > collected.length) {
            long doubled = Math.max(needed, 2L * collected.length);
            long most = header.isFinal() ? (long) needed + missing : mostCollected(compressed);
            collected = Arrays.copyOf(collected, (int) Math.min(doubled, most));
        }
    }

    private Optional<WebSocketMessage> endFrame(Opcode opcode) {
        boolean last = header.isFinal();
        header.clear();
        frame = null;
        return switch (opcode) {
            case PING -> Optional.of(new Ping(Bytes.of(control)));
            case PONG -> Optional.of(new Pong(Bytes.of(control)));
            case CLOSE -> Optional.of(closing(Bytes.of(control)));
            case CONTINUATION, TEXT, BINARY -> last ? endMessage() : Optional.empty();
        };
    }

    private Optional<WebSocketMessage> endMessage() {
        if (!utf8.complete()) {
            return violation(CloseCode.BAD_DATA, "text ends inside a character");
        }
        Bytes data = Bytes.of(collected, 0, collectedLength);
        boolean text = message == Opcode.TEXT;
        message = null;
        collected = NOTHING;
        collectedLength = 0;
        if (compressed) {
            return switch (MessageInflater.inflate(data, maxMessageBytes)) {
                case Inflated.Whole(Bytes whole) when text && !Utf8Check.isUtf8(whole) -> notUtf8();
                case Inflated.Whole(Bytes whole) -> message(text, whole);
                case Inflated.TooLong _ -> tooBig();
                case Inflated.Malformed _ -> violation(CloseCode.BAD_DATA, "message cannot be decompressed");
            };
        }
        return message(text, data);
    }

    private static Optional<WebSocketMessage> message(boolean text, Bytes data) {
        return Optional.of(text ? new Text(data) : new Binary(data));
    }

    private WebSocketMessage closing(Bytes payload) {
        end();
        if (payload.isEmpty()) {
            return new Closing(CloseCode.NONE, "");
        }
        if (payload.length() == 1) {
            return new Violation(CloseCode.PROTOCOL_ERROR, "close frame with half a code");
        }
        int code = ((payload.at(0) & 0xff) << Byte.SIZE) | (payload.at(1) & 0xff);
        if (!CloseCode.isSendable(code)) {
            return new Violation(CloseCode.PROTOCOL_ERROR, "close code " + code);
        }
        Bytes reason = payload.slice(2);
        return Utf8Check.isUtf8(reason)
                ? new Closing(code, reason.utf8())
                : new Violation(CloseCode.BAD_DATA, "close reason is not UTF-8");
    }

    private Optional<WebSocketMessage> tooBig() {
        return violation(CloseCode.TOO_BIG, "message of more than " + maxMessageBytes + " bytes");
    }

    private Optional<WebSocketMessage> notUtf8() {
        return violation(CloseCode.BAD_DATA, "text is not UTF-8");
    }

    private Optional<WebSocketMessage> violation(String reason) {
        return violation(CloseCode.PROTOCOL_ERROR, reason);
    }

    private Optional<WebSocketMessage> violation(int closeCode, String reason) {
        end();
        return Optional.of(new Violation(closeCode, reason));
    }

    private void end() {
        ended = true;
        frame = null;
        collected = NOTHING;
        control = NOTHING;
    }
}
