package io.roomlog.common.trace;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The header `traceparent` (W3C Trace Context, section 3.2), of HTTP requests and of records.
public final class Traceparent {
    /// The header's name, in lower case.
    public static final String HEADER = "traceparent";

    private static final int LONGEST = 256;
    private static final String FIRST_VERSION = "00";
    /// Of a later version what follows the four fields is left out, as the recommendation says.
    private static final Pattern FORM =
            Pattern.compile("(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    private Traceparent() {}

    /// Reads it; empty where it is none, which is then as if it had not come.
    static Optional<SpanContext> read(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher fields = FORM.matcher(text);
        if (!fields.matches() || (fields.group(1).equals(FIRST_VERSION) && fields.group(5) != null)) {
            return Optional.empty();
        }
        return Optional.of(SpanContext.createFromRemoteParent(
                        fields.group(2),
                        fields.group(3),
                        TraceFlags.fromHex(fields.group(4), 0),
                        TraceState.getDefault()))
                .filter(SpanContext::isValid);
    }

    /// Writes it.
    static String write(SpanContext context) {
        return FIRST_VERSION
                + '-'
                + context.getTraceId()
                + '-'
                + context.getSpanId()
                + '-'
                + context.getTraceFlags().asHex();
    }
}
