package io.roomlog.edge.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.BadRequestException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;

/// A request's body, read whole.
public final class RequestBody {
    private RequestBody() {}

    /// Reads it, up to one byte above a limit; a request without a body has an empty one.
    ///
    /// @throws BadRequestException if it is not sent as HTTP says
    /// @throws ServerConnectionException if it ends with its connection
    public static byte[] read(ServerRequest request, int limitBytes) throws IOException {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try {
            // not closed: what is left of it would be waited for
            return request.content().inputStream().readNBytes(limitBytes + 1);
        } catch (IllegalArgumentException | DataReader.IncorrectNewLineException e) {
            throw new BadRequestException("the body is not chunked as it should be", e);
        } catch (DataReader.InsufficientDataAvailableException e) {
            throw new ServerConnectionException("the client has gone before its request was there", e);
        }
    }
}
