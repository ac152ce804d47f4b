package io.roomlog.deploy.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.roomlog.edge.EdgeMain;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// An edge's HTTP API as a holder of a token calls it.
final class Api {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EdgeMain edge;
    private final String token;
    private final Map<String, String> headers;

    Api(EdgeMain edge, String token) {
        this(edge, token, Map.of());
    }

    private Api(EdgeMain edge, String token, Map<String, String> headers) {
        this.edge = edge;
        this.token = token;
        this.headers = headers;
    }

    /// The same with one more header.
    Api with(String name, String value) {
        return new Api(edge, token, Map.of(name, value));
    }

    /// An answer.
    ///
    /// @param type its media type
    record Answer(int status, String type, JsonNode body) {
        String code() {
            return body.path("code").asText();
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    Answer get(String path) throws IOException, InterruptedException {
        return call("GET", path, Optional.empty());
    }

    Answer post(String path, Object body) throws IOException, InterruptedException {
        return call("POST", path, Optional.of(JSON.writeValueAsString(body)));
    }

    Answer call(String method, String path, Optional<String> body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + edge.port() + "/api/v1" + path))
                .header("authorization", "Bearer " + token)
                .method(method, body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody));
        headers.forEach(request::header);
        HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("content-type").orElse(""),
                JSON.readTree(response.body()));
    }
}
