package io.roomlog.common.log;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.common.socketio.EventNames;
import io.roomlog.common.socketio.Parsed;
import io.roomlog.common.socketio.SocketCodec;
import io.roomlog.common.trace.Traceparent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// A record of the `rooms` topic without its key: the value as it stands on the wire, and what its headers say.
///
/// @param kind what the record is
/// @param value `["event",arg,...]` in UTF-8 JSON, ending with the bracket
/// @param attachments the binary parts, in order; the value then carries Socket.IO's placeholders
/// @param id idempotency key, at most 64 characters
/// @param sid Socket.IO id of the socket that sent it, or that it is about
/// @param user the user who sent it, or whom it is about
/// @param except sids and `user:` rooms that do not get it
/// @param generation of the session that wrote it; 0 where none did
/// @param emit the id of the wide emit that it is a copy of; a copy's idempotency key is the same
/// @param traceparent of the step that wrote it (W3C Trace Context), as it stands in the header
public record RoomRecord(
        Kind kind,
        Bytes value,
        List<Bytes> attachments,
        Optional<String> id,
        Optional<String> sid,
        Optional<String> user,
        List<String> except,
        long generation,
        Optional<String> emit,
        Optional<String> traceparent)
        implements RoomEntry {

    /// What a record of the `rooms` topic is.
    public enum Kind {
        /// A published event.
        EVENT("event"),
        /// A socket has joined the room; the value is the event `user-joined`.
        JOINED("joined"),
        /// A socket has left the room; the value is the event `user-left`.
        LEFT("left"),
        /// A command to edges, for no client.
        CONTROL("control");

        private final String header;

        Kind(String header) {
            this.header = header;
        }
    }

    /// Room that headers and key may take of a record, beside value and attachments, in bytes.
    public static final int OVERHEAD = 8 * 1024;

    private static final String KIND = "kind";
    private static final String ID = "id";
    private static final String SID = "sid";
    private static final String USER = "user";
    private static final String EXCEPT = "except";
    private static final String GENERATION = "generation";
    private static final String EMIT = "emit";
    private static final String ATTACHMENT = "attachment";

    public RoomRecord {
        attachments = List.copyOf(attachments);
        except = List.copyOf(except);
    }

    /// An event that nobody in particular has sent.
    public static RoomRecord event(Bytes value, List<Bytes> attachments) {
        return new RoomRecord(
                Kind.EVENT,
                value,
                attachments,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                0,
                Optional.empty(),
                Optional.empty());
    }

    /// A command to edges.
    ///
    /// @param sid the socket that it is about; empty for none
    public static RoomRecord control(Bytes value, Optional<String> sid, long generation) {
        return new RoomRecord(
                Kind.CONTROL,
                value,
                List.of(),
                Optional.empty(),
                sid,
                Optional.empty(),
                List.of(),
                generation,
                Optional.empty(),
                Optional.empty());
    }

    /// The same with the ids and users that do not get it.
    public RoomRecord withExcept(List<String> excluded) {
        return new RoomRecord(kind, value, attachments, id, sid, user, excluded, generation, emit, traceparent);
    }

    /// The same with its sender and idempotency key.
    public RoomRecord from(String senderSid, String sender, String key) {
        return new RoomRecord(
                kind,
                value,
                attachments,
                Optional.of(key),
                Optional.of(senderSid),
                Optional.of(sender),
                except,
                generation,
                emit,
                traceparent);
    }

    /// The same with an idempotency key, from nobody in particular.
    public RoomRecord withId(String key) {
        return new RoomRecord(
                kind, value, attachments, Optional.of(key), sid, user, except, generation, emit, traceparent);
    }

    /// The same as a copy of a wide emit, in each of its rooms.
    ///
    /// @param wide the emit's id, unique among those of its user
    public RoomRecord asCopyOf(String wide) {
        return new RoomRecord(
                kind,
                value,
                attachments,
                Optional.of(wide),
                sid,
                user,
                except,
                generation,
                Optional.of(wide),
                traceparent);
    }

    /// The same as the step that has this `traceparent` writes it.
    public RoomRecord tracedAs(Optional<String> step) {
        return step.equals(traceparent)
                ? this
                : new RoomRecord(kind, value, attachments, id, sid, user, except, generation, emit, step);
    }

    /// What tells it from all other records, in its room, that are no repeats of it; empty where nothing can be one:
    /// it has no idempotency key, or one that its edge has made for it alone.
    public Optional<RecordId> recordId(String roomKey) {
        if (id.isEmpty() || (emit.isEmpty() && isMadeBy(sid.orElse(null), id.get()))) {
            return Optional.empty();
        }
        return Optional.of(RecordId.of(roomKey, user.orElse(""), id.get()));
    }

    /// Whether a record is a command, as far as its headers say: quicker than to read it.
    public static boolean isControl(Headers headers) {
        Header kind = headers.lastHeader(KIND);
        return kind != null && kind.value() != null && Kind.CONTROL.header.equals(text(kind.value()));
    }

    /// Whether a record's headers name an idempotency key: only then can it be a repeat, or have one. Asked of every
    /// record that is read; nothing is decoded.
    public static boolean hasId(Headers headers) {
        byte[] sid = null;
        byte[] key = null;
        for (Header header : headers) {
            byte[] content = header.value();
            if (content != null) {
                switch (header.key()) {
                    case EMIT -> {
                        return true;
                    }
                    case ID -> key = content;
                    case SID -> sid = content;
                    default -> {
                        // says nothing of ids
                    }
                }
            }
        }
        return key != null && !isMadeBy(sid, key);
    }

    private static boolean isMadeBy(byte @Nullable [] sid, byte[] key) {
        return sid != null
                && key.length > sid.length
                && key[sid.length] == '.'
                && Arrays.equals(sid, 0, sid.length, key, 0, sid.length);
    }

    /// What tells the wide emit that it is a copy of from all others; empty where it is none.
    public Optional<RecordId> emitId() {
        return emit.map(wide -> RecordId.of(user.orElse(""), wide));
    }

    /// The idempotency key that an edge makes for a record that has been given none.
    ///
    /// @param number not used before for this socket
    public static String madeId(String sid, long number) {
        return sid + '.' + Long.toString(number, Character.MAX_RADIX);
    }

    /// Whether a key has been made by an edge for one record of this socket.
    public static boolean isMadeBy(@Nullable String sid, String key) {
        return sid != null && key.length() > sid.length() && key.charAt(sid.length()) == '.' && key.startsWith(sid);
    }

    /// Whether it is for a socket: neither its sid nor its user is left out, and it is not about its own coming or
    /// going.
    ///
    /// @param userRoom `user:` and the socket's user
    public boolean isFor(String socket, String userRoom) {
        return switch (kind) {
            case EVENT -> except.isEmpty() || (!except.contains(socket) && !except.contains(userRoom));
            case JOINED, LEFT -> !sid.orElse("").equals(socket);
            case CONTROL -> false;
        };
    }

    /// Bytes of value and attachments.
    public long size() {
        long size = value.length();
        for (Bytes attachment : attachments) {
            size += attachment.length();
        }
        return size;
    }

    /// The Kafka headers that stand for everything but the value.
    public Headers headers() {
        RecordHeaders headers = new RecordHeaders();
        if (kind != Kind.EVENT) {
            add(headers, KIND, kind.header);
        }
        emit.ifPresent(text -> add(headers, EMIT, text));
        id.filter(text -> !emit.equals(id)).ifPresent(text -> add(headers, ID, text));
        sid.ifPresent(text -> add(headers, SID, text));
        user.ifPresent(text -> add(headers, USER, text));
        except.forEach(text -> add(headers, EXCEPT, text));
        if (generation != 0) {
            add(headers, GENERATION, Long.toString(generation));
        }
        traceparent.ifPresent(text -> add(headers, Traceparent.HEADER, text));
        attachments.forEach(attachment -> headers.add(ATTACHMENT, attachment.toArray()));
        return headers;
    }

    /// Reads a record back. What comes from elsewhere than an edge (neither `kind` nor `user` says so) is checked
    /// whole, so that nothing reaches a stock client that would make it drop its connection.
    public static RoomEntry read(byte @Nullable [] value, Headers headers) {
        if (value == null) {
            return new Rejected("no value");
        }
        Kind kind = Kind.EVENT;
        Optional<String> id = Optional.empty();
        Optional<String> sid = Optional.empty();
        Optional<String> user = Optional.empty();
        Optional<String> emit = Optional.empty();
        Optional<String> traceparent = Optional.empty();
        List<String> except = List.of();
        List<Bytes> attachments = List.of();
        long generation = 0;
        boolean ours = false;
        for (Header header : headers) {
            byte[] content = header.value();
            if (content == null) {
                continue;
            }
            switch (header.key()) {
                case KIND -> {
                    Optional<Kind> known = kindOf(text(content));
                    if (known.isEmpty()) {
                        return new Rejected("unknown kind");
                    }
                    kind = known.get();
                    ours = true;
                }
                case ID -> id = Optional.of(text(content));
                case SID -> sid = Optional.of(text(content));
                case USER -> {
                    user = Optional.of(text(content));
                    ours = true;
                }
                case EXCEPT -> except = plus(except, text(content));
                case EMIT -> emit = Optional.of(text(content));
                case Traceparent.HEADER -> traceparent = Optional.of(text(content));
                case GENERATION -> generation = number(text(content));
                case ATTACHMENT -> attachments = plus(attachments, Bytes.of(content));
                default -> {
                    // other people's headers
                }
            }
        }
        Bytes event = Bytes.of(value);
        if (ours) {
            if (!isArray(event) || attachments.size() > SocketCodec.MAX_ATTACHMENTS) {
                return new Rejected("no event");
            }
        } else {
            switch (Arguments.parse(event, attachments)) {
                case Parsed.Invalid invalid -> {
                    return new Rejected(invalid.reason());
                }
                case Arguments arguments -> {
                    Optional<String> problem = EventNames.problemWithEvent(arguments);
                    if (problem.isPresent()) {
                        return new Rejected(problem.get());
                    }
                    event = arguments.raw();
                }
            }
        }
        Optional<String> key = id.isPresent() ? id : emit;
        return new RoomRecord(kind, event, attachments, key, sid, user, except, generation, emit, traceparent);
    }

    private static boolean isArray(Bytes value) {
        return value.length() > 1 && value.at(0) == '[' && value.at(value.length() - 1) == ']';
    }

    private static Optional<Kind> kindOf(String text) {
        return switch (text) {
            case "event" -> Optional.of(Kind.EVENT);
            case "joined" -> Optional.of(Kind.JOINED);
            case "left" -> Optional.of(Kind.LEFT);
            case "control" -> Optional.of(Kind.CONTROL);
            default -> Optional.empty();
        };
    }

    private static void add(RecordHeaders headers, String key, String text) {
        headers.add(key, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }

    private static long number(String text) {
        try {
            return Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static <T> List<T> plus(List<T> list, T element) {
        List<T> longer = list.isEmpty() ? new ArrayList<>(4) : list;
        longer.add(element);
        return longer;
    }
}
