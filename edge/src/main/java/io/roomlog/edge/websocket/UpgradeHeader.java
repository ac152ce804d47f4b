package io.roomlog.edge.websocket;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.util.Arrays;

/// Writes a request's `Upgrade` as Helidon looks for it, which compares the whole of it: it is a list of names, in
/// any case (RFC 6455, section 4.2.1).
public final class UpgradeHeader implements Http1ConnectionListener {
    private static final String WEBSOCKET = "websocket";
    private static final Header WRITTEN = HeaderValues.createCached(HeaderNames.UPGRADE, WEBSOCKET);

    @Override
    public void headers(ConnectionContext context, Headers headers) {
        if (headers instanceof WritableHeaders<?> writable && names(headers, HeaderNames.UPGRADE, WEBSOCKET)) {
            writable.set(WRITTEN);
        }
    }

    /// Whether a header that is a list names this one, in whatever case.
    static boolean names(Headers headers, HeaderName header, String name) {
        return headers.contains(header)
                && headers.get(header).allValues().stream()
                        .flatMap(value -> Arrays.stream(value.split(",", -1)))
                        .anyMatch(value -> value.strip().equalsIgnoreCase(name));
    }
}
