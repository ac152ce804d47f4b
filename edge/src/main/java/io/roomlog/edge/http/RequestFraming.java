package io.roomlog.edge.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.util.List;
import java.util.Optional;

/// Lets no request in of which it is not clear where it ends (RFC 9112, section 6.3): Helidon 4.3.1 reads the body of
/// one with a negative length for ever, on the processor. As a listener it answers 400; as a filter, for servers that
/// have none, it ends the connection.
public final class RequestFraming implements Http1ConnectionListener, Filter {
    private static final int MOST_DIGITS = 18;

    @Override
    public void headers(ConnectionContext context, Headers headers) {
        Optional<String> problem = problem(headers);
        if (problem.isPresent()) {
            throw RequestException.builder()
                    .type(DirectHandler.EventType.BAD_REQUEST)
                    .message(problem.get())
                    .setKeepAlive(false)
                    .build();
        }
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        Optional<String> problem = problem(request.headers());
        if (problem.isPresent()) {
            throw new CloseConnectionException(problem.get());
        }
        chain.proceed();
    }

    private static Optional<String> problem(Headers headers) {
        boolean encoded = headers.contains(HeaderNames.TRANSFER_ENCODING);
        if (!headers.contains(HeaderNames.CONTENT_LENGTH)) {
            return encoded && !isChunked(headers.all(HeaderNames.TRANSFER_ENCODING, List::of))
                    ? Optional.of("Transfer-Encoding must be chunked")
                    : Optional.empty();
        }
        if (encoded) {
            return Optional.of("Content-Length and Transfer-Encoding do not go together");
        }
        List<String> lengths = headers.all(HeaderNames.CONTENT_LENGTH, List::of);
        return lengths.size() == 1 && isLength(lengths.getFirst())
                ? Optional.empty()
                : Optional.of("Content-Length must be one whole number");
    }

    private static boolean isChunked(List<String> encodings) {
        return encodings.size() == 1 && encodings.getFirst().strip().equalsIgnoreCase("chunked");
    }

    private static boolean isLength(String text) {
        return !text.isEmpty()
                && text.length() <= MOST_DIGITS
                && text.chars().allMatch(character -> character >= '0' && character <= '9');
    }
}
