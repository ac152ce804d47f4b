package io.roomlog.deploy.system;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// What an OpenTelemetry collector is for those who export: it takes spans by OTLP over HTTP, and keeps them.
final class Collector implements AutoCloseable {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final HttpServer server;
    private final List<Exported> spans = new CopyOnWriteArrayList<>();

    /// A span, its ids in hex.
    ///
    /// @param parentId empty for a root
    /// @param failed whether its status is an error
    record Exported(String name, String traceId, String spanId, String parentId, boolean failed) {}

    Collector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", exchange -> {
            try (exchange) {
                take(exchange.getRequestBody().readAllBytes());
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// The spans of a trace.
    List<Exported> spans(String traceId) {
        return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
    }

    List<Exported> spans() {
        return List.copyOf(spans);
    }

    private void take(byte[] request) {
        for (byte[] resource : fields(request, 1)) {
            for (byte[] scope : fields(resource, 2)) {
                fields(scope, 2).forEach(span -> spans.add(read(span)));
            }
        }
    }

    private static Exported read(byte[] span) {
        return new Exported(
                fields(span, 5).stream()
                        .map(name -> new String(name, StandardCharsets.UTF_8))
                        .findFirst()
                        .orElseThrow(),
                hex(span, 1),
                hex(span, 2),
                hex(span, 4),
                fields(span, 15).stream().anyMatch(status -> status.length > 0));
    }

    private static String hex(byte[] message, int number) {
        return fields(message, number).stream()
                .map(HexFormat.of()::formatHex)
                .findFirst()
                .orElse("");
    }

    /// The fields of a protobuf message that have a number and a length.
    private static List<byte[]> fields(byte[] message, int number) {
        List<byte[]> found = new CopyOnWriteArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long tag = varint(in);
            switch ((int) (tag & 7)) {
                case VARINT -> varint(in);
                case FIXED64 -> in.getLong();
                case FIXED32 -> in.getInt();
                case LENGTH -> {
                    byte[] content = new byte[(int) varint(in)];
                    in.get(content);
                    if (tag >>> 3 == number) {
                        found.add(content);
                    }
                }
                default -> throw new IllegalStateException("no protobuf: " + Map.of("tag", tag));
            }
        }
        return found;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
