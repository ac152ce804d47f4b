package io.roomlog.deploy.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A JSON object for each event, on a line of its own: `ts` (ISO 8601, UTC), `level`, `logger`, `msg`, `error` where
/// there is a stack trace, and in `fields` what the message has as `key=value`.
final class JsonLayout extends LayoutBase<ILoggingEvent> {
    /// A value goes up to the next key, or the end.
    private static final Pattern FIELD =
            Pattern.compile("(?<=^|\\s)([A-Za-z][A-Za-z0-9_.-]*)=(.*?)(?=\\s+[A-Za-z][A-Za-z0-9_.-]*=|$)");

    @Override
    public String doLayout(ILoggingEvent event) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        String message = event.getFormattedMessage();
        line.put("ts", event.getInstant().toString());
        line.put("level", event.getLevel().toString());
        line.put("logger", event.getLoggerName());
        line.put("msg", message);
        Matcher field = FIELD.matcher(message);
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        while (field.find()) {
            fields.put(field.group(1), field.group(2));
        }
        if (!fields.isEmpty()) {
            line.set("fields", fields);
        }
        if (event.getThrowableProxy() != null) {
            line.put("error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString() + '\n';
    }
}
