package io.roomlog.deploy.system;

import static org.awaitility.Awaitility.await;

import io.roomlog.deploy.MirrorCommand;
import io.roomlog.deploy.process.Child;
import io.roomlog.edge.EdgeMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Two regions, each with its broker and an edge, and the mirror between them in a process of its own.
final class TwoRegions implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    /// Above what a mirror adds on a loaded machine; a region is missed after half as long again.
    private static final String LEASE = "4s";

    private final Cluster inEu = Cluster.alone();
    private final Cluster inUs = Cluster.alone();
    private EdgeMain eu;
    private EdgeMain us;
    private Child mirror;
    private Path folder;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        inEu.beforeAll(context);
        inUs.beforeAll(context);
        folder = Files.createTempDirectory("two-regions");
        Path config = Files.writeString(
                folder.resolve("mirror.properties"),
                "clusters = eu, us\neu.bootstrap.servers = %s\nus.bootstrap.servers = %s\nreplication.factor = 1\n"
                        .formatted(inEu.bootstrap(), inUs.bootstrap()));
        eu = anotherInEu();
        us = inUs.edge("region", "us", "mirrored-regions", "eu", "lease", LEASE);
        mirror = new Child(
                "mirror",
                MirrorCommand.classPath(),
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
                List.of("mirror", "--config", config.toString(), "--admin-port", "0"),
                Map.of(),
                folder);
        mirror.start();
        awaitMirror();
    }

    /// Until what is published in each region comes in the other.
    private void awaitMirror() {
        String room = Cluster.room(1);
        try (RawClient eve = RawClient.connect(eu, "eve");
                RawClient uma = RawClient.connect(us, "uma")) {
            eve.done("join", room);
            uma.done("join", room);
            uma.done("publish", room, "message", "from us");
            eve.done("publish", room, "message", "from eu");
            await("the mirror is at work")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> Stream.of(eve, uma)
                            .allMatch(client -> client.events("message").size() == 2));
        }
    }

    /// Whatever a test that failed has left the mirror in.
    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        mirror.resume();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (mirror != null) {
            mirror.end();
            mirror.awaitEnd();
        }
        inEu.afterAll(context);
        inUs.afterAll(context);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    EdgeMain eu() {
        return eu;
    }

    EdgeMain us() {
        return us;
    }

    /// A second edge, which has nothing in memory.
    EdgeMain anotherInEu() throws InterruptedException {
        return inEu.edge("region", "eu", "mirrored-regions", "us", "lease", LEASE);
    }

    Child mirror() {
        return mirror;
    }

    String kafkaInEu() {
        return inEu.bootstrap();
    }

    String kafkaInUs() {
        return inUs.bootstrap();
    }
}
