package io.roomlog.deploy.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.roomlog.common.query.RouterApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// A router that knows places and nothing else, and of these only those that it has been told: for states of an index
/// that cannot be brought about at will.
final class IndexStub implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, List<Long>> places = new HashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile long indexed;

    IndexStub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(RouterApi.PLACES, this::answer);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /// Knows a partition up to an offset, exclusive.
    synchronized void know(List<RoomsTopic.Entry> partition, long upTo) {
        places.clear();
        for (RoomsTopic.Entry entry : partition) {
            if (entry.kind().equals("event") && entry.offset() < upTo) {
                places.computeIfAbsent(entry.room(), room -> new ArrayList<>()).add(entry.offset());
            }
        }
        indexed = upTo;
    }

    /// How many questions have been answered.
    int asked() {
        return asked.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> question = new HashMap<>();
        for (String parameter : exchange.getRequestURI().getRawQuery().split("&", -1)) {
            int equals = parameter.indexOf('=');
            question.put(
                    parameter.substring(0, equals),
                    URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
        }
        byte[] body = answer(question).getBytes(StandardCharsets.UTF_8);
        asked.incrementAndGet();
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private synchronized String answer(Map<String, String> question) {
        int limit = Integer.parseInt(question.get(RouterApi.LIMIT));
        List<Long> all = places.getOrDefault(question.get(RouterApi.ROOM), List.of());
        boolean back = question.containsKey(RouterApi.BEFORE);
        long place = Long.parseLong(question.get(back ? RouterApi.BEFORE : RouterApi.AFTER));
        List<Long> fit =
                all.stream().filter(one -> back ? one < place : one >= place).toList();
        boolean more = fit.size() > limit;
        int from = back && more ? fit.size() - limit : 0;
        List<Long> told = fit.subList(from, Math.min(fit.size(), from + limit));
        return "{\"indexed\":" + indexed + ",\"offsets\":" + told + ",\"more\":" + more + '}';
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
