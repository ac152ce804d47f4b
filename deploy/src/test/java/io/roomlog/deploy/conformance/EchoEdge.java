package io.roomlog.deploy.conformance;

import io.roomlog.deploy.kafka.EmbeddedKafka;
import io.roomlog.edge.EdgeMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// An edge that sends back what it gets, on a broker of its own, for a class of tests.
final class EchoEdge implements BeforeAllCallback, AfterAllCallback {
    private Path data;
    private EmbeddedKafka kafka;
    private EdgeMain edge;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        data = Files.createTempDirectory("roomlog-conformance");
        kafka = EmbeddedKafka.start(0, data);
        edge = ConformanceMain.start(Profile.WEBSOCKET, 0, kafka.bootstrap());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (edge != null) {
            edge.close();
        }
        if (kafka != null) {
            kafka.close();
        }
        ConformanceMain.delete(Objects.requireNonNull(data));
    }

    int port() {
        return edge.port();
    }

    int adminPort() {
        return edge.adminPort();
    }
}
