package io.roomlog.deploy.tail;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.Rejected;
import io.roomlog.common.log.RoomRecord;
import io.roomlog.common.socketio.Arguments;
import io.roomlog.common.socketio.Parsed;
import io.roomlog.deploy.terminal.Printable;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// An entry for people: offset, time, kind, user, event and arguments; behind these, as far as there is room, the rest.
///
/// @param columns of the terminal; empty where lines may be of any length
record TextLines(OptionalInt columns) implements EntryLines {
    /// What arguments have, if there is so much, before ids have anything.
    private static final int LEAST_ARGUMENTS = 48;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Override
    public String line(Entry entry) {
        return switch (entry.entry()) {
            case RoomRecord record -> line(entry, record);
            case Rejected(String reason) ->
                fit(
                        head(entry, "rejected") + ' ' + Printable.of(reason) + ": ",
                        Printable.of(entry.value().utf8()),
                        " bytes=" + entry.value().length());
        };
    }

    private String line(Entry entry, RoomRecord record) {
        String user = Printable.of(record.user().orElse("-"));
        String head = head(entry, record.kind().name().toLowerCase(Locale.ROOT)) + ' ' + pad(user, 8) + ' ';
        return switch (Arguments.parse(record.value(), List.of())) {
            case Arguments event ->
                fit(
                        head + Printable.of(event.string(0).orElse("-")) + ' ',
                        Printable.of(arguments(event)),
                        details(record));
            case Parsed.Invalid _ -> fit(head, Printable.of(record.value().utf8()), details(record));
        };
    }

    private static String head(Entry entry, String kind) {
        return entry.offset() + " " + TIME.format(entry.time()) + ' ' + pad(kind, 8);
    }

    private static String pad(String text, int columns) {
        return Printable.width(text) < columns ? Printable.left(text, columns) : text;
    }

    private static String arguments(Arguments event) {
        return IntStream.range(1, event.size())
                .mapToObj(i -> JsonLines.unbroken(event.raw(i)))
                .collect(Collectors.joining(", "));
    }

    private static String details(RoomRecord record) {
        StringBuilder details = new StringBuilder();
        if (!record.attachments().isEmpty()) {
            details.append(" binary=")
                    .append(record.attachments().stream()
                            .mapToInt(Bytes::length)
                            .mapToObj(Integer::toString)
                            .collect(Collectors.joining("+")));
        }
        record.sid().ifPresent(sid -> details.append(" sid=").append(sid));
        record.emit().ifPresent(emit -> details.append(" emit=").append(emit));
        record.id()
                .filter(id -> !record.emit().equals(record.id()))
                .ifPresent(id -> details.append(" id=").append(id));
        if (!record.except().isEmpty()) {
            details.append(" except=").append(String.join(",", record.except()));
        }
        return Printable.of(details.toString());
    }

    private String fit(String head, String arguments, String details) {
        if (columns.isEmpty()) {
            return head + arguments + details;
        }
        int room = columns.getAsInt() - Printable.width(head);
        int forArguments = Math.max(room - Printable.width(details), Math.min(room, LEAST_ARGUMENTS));
        String line = head + Printable.cut(arguments, Math.max(0, forArguments));
        return Printable.cut(line + details, columns.getAsInt());
    }
}
