package io.roomlog.router.presence;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.log.Origin;
import io.roomlog.common.log.SessionRecord;
import io.roomlog.router.store.Numbers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/// What the store keeps of a session: its last record that counts.
///
/// @param origin of a record that was mirrored; empty for one of this region
/// @param offset of that record here, in `sessions` or what is mirrored of another region's
/// @param stampMs the record's, as the log has it
/// @param lapse where the session has departed with its edge
/// @param session the record; after a lapse, as departed. With the claim that began its line, if one did, though the
///     record itself be none
record Entry(Optional<Origin> origin, long offset, long stampMs, Optional<Lapse> lapse, SessionRecord session) {
    /// What makes the first octet of a record of another region: a capital of it.
    private static final int MIRRORED = 'a' - 'A';

    /// The end of an edge's lease, for a session that it held.
    ///
    /// @param atMs when it was seen, by this machine's clock
    /// @param holder the edge's incarnation
    record Lapse(long atMs, String holder) {}

    /// Of a record of this region.
    Entry(long offset, long stampMs, Optional<Lapse> lapse, SessionRecord session) {
        this(Optional.empty(), offset, stampMs, lapse, session);
    }

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
        out.write(origin.isPresent() ? kind().octet - MIRRORED : kind().octet);
        Numbers.write(out, offset);
        Numbers.write(out, stampMs);
        origin.ifPresent(from -> {
            write(out, from.region());
            Numbers.write(out, from.epoch().value());
            Numbers.write(out, from.offset());
        });
        Numbers.write(out, lapse.map(Lapse::atMs).orElse(0L));
        write(out, lapse.map(Lapse::holder).orElse(""));
        out.writeBytes(session.encode());
        return out.toByteArray();
    }

    static Entry decode(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value).position(1);
        long offset = Numbers.read(in);
        long stampMs = Numbers.read(in);
        Optional<Origin> origin = isMirrored(value) ? Optional.of(origin(in)) : Optional.empty();
        long atMs = Numbers.read(in);
        String holder = text(in);
        byte[] session = new byte[in.remaining()];
        in.get(session);
        return new Entry(
                origin,
                offset,
                stampMs,
                atMs == 0 ? Optional.empty() : Optional.of(new Lapse(atMs, holder)),
                SessionRecord.decode(session).orElseThrow());
    }

    private static void write(ByteArrayOutputStream out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        Numbers.write(out, utf8.length);
        out.writeBytes(utf8);
    }

    private static String text(ByteBuffer in) {
        byte[] utf8 = new byte[(int) Numbers.read(in)];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static Origin origin(ByteBuffer in) {
        return new Origin(text(in), new Epoch(Numbers.read(in)), Numbers.read(in), OptionalLong.empty());
    }

    /// Whether what was encoded is of another region.
    static boolean isMirrored(byte[] value) {
        return value[0] < 'a';
    }

    /// The kind of what was encoded.
    static Kind kind(byte[] value) {
        return switch (value[0] | MIRRORED) {
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

    /// The other region of what was encoded; empty for this one.
    static Optional<String> region(byte[] value) {
        if (!isMirrored(value)) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(value).position(1);
        Numbers.read(in);
        Numbers.read(in);
        return Optional.of(text(in));
    }

    /// The same, held by nobody, whatever has become of it: that is its region's to say.
    Entry departed() {
        return new Entry(origin, offset, stampMs, lapse, session.departed().inLineOf(session.claim()));
    }

    /// The same, departed with its edge.
    Entry lapsed(long nowMs) {
        return new Entry(origin, offset, stampMs, Optional.of(new Lapse(nowMs, session.holder())), departed().session);
    }

    /// Whether it is what is true from now on, as it was read. One of a generation below is not, nor a claim of
    /// one that was taken, nor what has been processed. Where two regions have the same generation, each not
    /// knowing of the other, the later claim holds, and what the line of the other comes to counts for nothing.
    /// All regions come to the same, in whatever order they read.
    ///
    /// @param own the name of this region
    boolean supersedes(Entry before, String own) {
        int newer = Long.compare(session.generation(), before.session.generation());
        boolean isClaim = session.claim() != null;
        String region = region(own);
        if (region.equals(before.region(own))) {
            return isBehind(before) && (newer > 0 || (newer == 0 && !isClaim));
        }
        if (newer != 0) {
            return newer > 0;
        }
        int later = Long.compare(claimedMs(), before.claimedMs());
        return isClaim && (later > 0 || (later == 0 && region.compareTo(before.region(own)) > 0));
    }

    /// When its line was begun; its own stamp where the claim is not known.
    private long claimedMs() {
        SessionRecord.Claim claim = session.claim();
        return claim == null ? stampMs : claim.stamp();
    }

    /// The same as one of the line of another, behind which it lies.
    Entry inLineOf(Entry before) {
        return session.claim() == null && session.generation() == before.session.generation()
                ? new Entry(origin, offset, stampMs, lapse, session.inLineOf(before.session.claim()))
                : this;
    }

    private String region(String own) {
        return origin.map(Origin::region).orElse(own);
    }

    /// Whether its record lies behind another of the same region.
    private boolean isBehind(Entry before) {
        boolean isOfOneEpoch = origin.isPresent() && origin.map(Origin::epoch).equals(before.origin.map(Origin::epoch));
        return isOfOneEpoch
                ? origin.get().offset() > before.origin.orElseThrow().offset()
                : offset > before.offset;
    }
}
