package io.roomlog.router.presence;

import io.roomlog.common.log.SessionRecord;
import io.roomlog.router.store.Numbers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What the store keeps of a session: its last record that counts.
///
/// @param offset of that record in `sessions`
/// @param stampMs the record's, as the log has it
/// @param lapse where the session has departed with its edge
/// @param session the record; after a lapse, as departed
record Entry(long offset, long stampMs, Optional<Lapse> lapse, SessionRecord session) {
    /// The end of an edge's lease, for a session that it held.
    ///
    /// @param atMs when it was seen, by this machine's clock
    /// @param holder the edge's incarnation
    record Lapse(long atMs, String holder) {}

    /// What a look at the first octet tells, without reading the session.
    enum Kind {
        PRESENT('p'),
        DEPARTED('d'),
        ENDED('e');

        private final char octet;

        Kind(char octet) {
            this.octet = octet;
        }
    }

    private Kind kind() {
        if (session.ended()) {
            return Kind.ENDED;
        }
        return session.holder().isEmpty() ? Kind.DEPARTED : Kind.PRESENT;
    }

    byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(kind().octet);
        Numbers.write(out, offset);
        Numbers.write(out, stampMs);
        Numbers.write(out, lapse.map(Lapse::atMs).orElse(0L));
        byte[] holder = lapse.map(Lapse::holder).orElse("").getBytes(StandardCharsets.UTF_8);
        Numbers.write(out, holder.length);
        out.writeBytes(holder);
        out.writeBytes(session.encode());
        return out.toByteArray();
    }

    static Entry decode(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value).position(1);
        long offset = Numbers.read(in);
        long stampMs = Numbers.read(in);
        long atMs = Numbers.read(in);
        byte[] holder = new byte[(int) Numbers.read(in)];
        in.get(holder);
        byte[] session = new byte[in.remaining()];
        in.get(session);
        return new Entry(
                offset,
                stampMs,
                atMs == 0 ? Optional.empty() : Optional.of(new Lapse(atMs, new String(holder, StandardCharsets.UTF_8))),
                SessionRecord.decode(session).orElseThrow());
    }

    /// The kind of what was encoded.
    static Kind kind(byte[] value) {
        return switch (value[0]) {
            case 'p' -> Kind.PRESENT;
            case 'd' -> Kind.DEPARTED;
            default -> Kind.ENDED;
        };
    }

    /// The stamp of what was encoded.
    static long stampMs(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value).position(1);
        Numbers.read(in);
        return Numbers.read(in);
    }

    /// The same, departed with its edge.
    Entry lapsed(long nowMs) {
        return new Entry(offset, stampMs, Optional.of(new Lapse(nowMs, session.holder())), session.departed());
    }
}
