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
import java.util.Optional;

/// An edge's HTTP API as a holder of a token calls it.
final class Api {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EdgeMain edge;
    private final String token;

    Api(EdgeMain edge, String token) {
        this.edge = edge;
        this.token = token;
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
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + "/api/v1" + path))
                        .header("authorization", "Bearer " + token)
                        .method(method, body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody))
                        .build(),
                BodyHandlers.ofString());
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("content-type").orElse(""),
                JSON.readTree(response.body()));
    }
}
