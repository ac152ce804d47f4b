package io.roomlog.common.log;

import io.roomlog.common.cursor.Epoch;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Where a mirrored record comes from. The mirror writes it into the record's headers: an offset alone means nothing in
/// another cluster.
///
/// @param region in which it was appended
/// @param epoch of its topic there
/// @param offset that it has there
/// @param lostFrom where what lies between this offset and the record was gone before it could be mirrored: the
///     first offset of that
public record Origin(String region, Epoch epoch, long offset, OptionalLong lostFrom) {
    private static final String REGION = "origin";
    private static final String EPOCH = "origin-epoch";
    private static final String OFFSET = "origin-offset";
    /// The header of a record before which something is lost.
    public static final String LOST = "origin-lost";

    /// The names of all headers that it may have.
    public static final List<String> HEADERS = List.of(REGION, EPOCH, OFFSET, LOST);

    /// The headers that stand for it.
    public Map<String, byte[]> headers() {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        headers.put(REGION, bytes(region));
        headers.put(EPOCH, bytes(Long.toHexString(epoch.value())));
        headers.put(OFFSET, bytes(Long.toString(offset)));
        lostFrom.ifPresent(from -> headers.put(LOST, bytes(Long.toString(from))));
        return headers;
    }

    /// Reads it; empty where the record was not mirrored.
    public static Optional<Origin> read(Headers headers) {
        String region = text(headers.lastHeader(REGION));
        OptionalLong epoch = number(text(headers.lastHeader(EPOCH)), 16);
        OptionalLong offset = number(text(headers.lastHeader(OFFSET)), 10);
        return region == null || epoch.isEmpty() || offset.isEmpty() || !Epoch.isOne(epoch.getAsLong())
                ? Optional.empty()
                : Optional.of(new Origin(
                        region,
                        new Epoch(epoch.getAsLong()),
                        offset.getAsLong(),
                        number(text(headers.lastHeader(LOST)), 10)));
    }

    private static OptionalLong number(@Nullable String text, int radix) {
        try {
            return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text, radix));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static @Nullable String text(@Nullable Header header) {
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
