package io.roomlog.deploy.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomlog.common.log.Origin;
import io.roomlog.common.log.Topics;
import io.roomlog.deploy.MirrorCommand;
import io.roomlog.deploy.process.Child;
import io.roomlog.deploy.process.FreePorts;
import io.roomlog.deploy.process.Readiness;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two regions, and the mirror between them in a process of its own, which is killed, stopped, and finds the regions
/// otherwise than it left them.
@Timeout(240)
class MirrorIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private RegionKafka eu;
    private RegionKafka us;
    private Path config;
    private final List<Child> mirrors = new ArrayList<>();

    @BeforeEach
    void startRegions() throws Exception {
        CompletableFuture<RegionKafka> starting = CompletableFuture.supplyAsync(
                () -> region("eu"), run -> Thread.ofPlatform().start(run));
        us = region("us");
        eu = starting.join();
        config = Files.writeString(
                folder.resolve("mirror.properties"),
                "clusters = eu, us\neu.bootstrap.servers = %s\nus.bootstrap.servers = %s\nreplication.factor = 1\n"
                        .formatted(eu.bootstrap(), us.bootstrap()));
    }

    private RegionKafka region(String name) {
        try {
            return new RegionKafka(name, folder.resolve(name));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stopAll() {
        mirrors.forEach(Child::end);
        mirrors.forEach(Child::awaitEnd);
        eu.close();
        us.close();
    }

    /// Kills come while records are under way, at no certain point.
    @Test
    void whateverIsKilledEachRecordArrivesOnceInOrderAndAsItWas() throws Exception {
        Child mirror = mirror("--admin-port", "0");
        mirror.start();
        try (Traffic inEu = new Traffic(eu);
                Traffic inUs = new Traffic(us)) {
            for (int kills = 0; kills < 2; kills++) {
                awaitMore(us, "eu");
                awaitMore(eu, "us");
                mirror.kill();
                mirror.start();
            }
            awaitMore(us, "eu");
            us.restart();
            awaitMore(us, "eu");
            awaitMore(eu, "us");
            assertThat(inEu.appended()).isPositive();
            assertThat(inUs.appended()).isPositive();
        }
        awaitLevel(eu, us);
        awaitLevel(us, eu);
        requireMirrored(eu, us);
        requireMirrored(us, eu);
        for (RegionKafka region : List.of(eu, us)) {
            assertThat(region.topics())
                    .filteredOn(topic -> topic.matches(".*\\..*\\.roomlog\\..*"))
                    .isEmpty();
            assertThat(region.topics())
                    .filteredOn(topic -> topic.contains(".roomlog."))
                    .hasSize(3);
        }
        assertThat(us.setting("eu.roomlog.rooms", "message.timestamp.type")).isEqualTo("CreateTime");
        assertThat(us.setting("eu.roomlog.rooms", "retention.ms")).isEqualTo("3600000");
        assertThat(us.setting("eu.roomlog.edges", "cleanup.policy")).isEqualTo("compact");
        mirror.stop(PATIENCE);
        assertThat(Files.readString(mirror.log())).contains("Mirroring eu->us, us->eu", "Stopped the mirror");
    }

    @Test
    void whatIsGoneBeforeItIsMirroredEndsItUnlessItIsToGoOn() throws Exception {
        append(eu, 0, 3);
        Child mirror = mirror("--to", "us", "--admin-port", "0");
        mirror.start();
        awaitLevel(eu, us);
        mirror.stop(PATIENCE);
        append(eu, 0, 5);
        eu.deleteBelow(0, 6);
        mirror.start();
        assertThat(mirror.awaitExit(PATIENCE)).hasValue(1);
        assertThat(Files.readString(mirror.log()))
                .contains("eu no longer holds roomlog.rooms partition 0 from 3 to 5", "--go-on");
        int port = FreePorts.take();
        Child goingOn = mirror("--to", "us", "--go-on", "--admin-port", Integer.toString(port));
        goingOn.start();
        Readiness.await(goingOn, URI.create("http://127.0.0.1:" + port + "/health/ready"), PATIENCE);
        awaitLevel(eu, us);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(metrics(port))
                        .contains(
                                "roomlog_mirror_lag_seconds{origin=\"eu\",region=\"us\"} 0.0",
                                "roomlog_mirrored_total{origin=\"eu\",region=\"us\"} 2.0",
                                "roomlog_ready{region=\"us\"} 1.0"));
        append(eu, 0, 1);
        awaitLevel(eu, us);
        List<Origin> origins = origins(us.read("eu.roomlog.rooms").get(0));
        assertThat(origins).extracting(Origin::offset).containsExactly(0L, 1L, 2L, 6L, 7L, 8L);
        assertThat(origins)
                .extracting(origin -> origin.lostFrom().orElse(-1))
                .containsExactly(-1L, -1L, -1L, 3L, -1L, -1L);

        eu.delete(Topics.ROOMS);
        eu.make(Topics.ROOMS);
        append(eu, 0, 2);
        assertThat(goingOn.awaitExit(PATIENCE)).hasValue(1);
        assertThat(Files.readString(goingOn.log())).contains("roomlog.rooms of eu has been made anew");
        mirror.start();
        awaitLevel(eu, us);
        List<Origin> anew = origins(us.read("eu.roomlog.rooms").get(0)).subList(6, 8);
        assertThat(anew).extracting(Origin::offset).containsExactly(0L, 1L);
        assertThat(anew).extracting(Origin::epoch).containsOnly(eu.epoch(Topics.ROOMS));
        assertThat(origins.getLast().epoch()).isNotEqualTo(eu.epoch(Topics.ROOMS));
    }

    private Child mirror(String... arguments) {
        List<String> all = new ArrayList<>(List.of("mirror", "--config", config.toString()));
        all.addAll(Arrays.asList(arguments));
        Child child = new Child(
                "mirror-" + mirrors.size(),
                MirrorCommand.classPath(),
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
                all,
                Map.of(),
                folder);
        mirrors.add(child);
        return child;
    }

    private static void append(RegionKafka region, int partition, int records) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = region.producer("")) {
            for (int i = 0; i < records; i++) {
                byte[] value = "[\"message\"]".getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(Topics.ROOMS, partition, null, value))
                        .get();
            }
        }
    }

    private static String metrics(int port) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + port + "/metrics");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    /// Waits until there is more of another region than there was.
    private void awaitMore(RegionKafka region, String of) {
        String topic = Topics.mirrored(of, Topics.ROOMS);
        await().atMost(PATIENCE).until(() -> region.topics().contains(topic));
        long before = count(region.read(topic));
        await("more of " + of).atMost(PATIENCE).until(() -> count(region.read(topic)) > before);
    }

    private static long count(Map<Integer, List<ConsumerRecord<byte[], byte[]>>> records) {
        return records.values().stream().mapToLong(List::size).sum();
    }

    private static long count(Iterable<Header> headers) {
        return StreamSupport.stream(headers.spliterator(), false).count();
    }

    /// Waits until the last record of each partition has arrived.
    private void awaitLevel(RegionKafka source, RegionKafka target) {
        String topic = Topics.mirrored(source.name(), Topics.ROOMS);
        Map<Integer, List<ConsumerRecord<byte[], byte[]>>> all = source.read(Topics.ROOMS);
        await().atMost(PATIENCE).until(() -> target.topics().contains(topic));
        await(source.name() + " level in " + target.name()).atMost(PATIENCE).until(() -> {
            var there = target.read(topic);
            return all.entrySet().stream()
                    .allMatch(entry -> there.containsKey(entry.getKey())
                            && origin(there.get(entry.getKey()).getLast()).offset()
                                    == entry.getValue().getLast().offset());
        });
    }

    private static void requireMirrored(RegionKafka source, RegionKafka target) throws Exception {
        var epoch = source.epoch(Topics.ROOMS);
        var there = target.read(Topics.mirrored(source.name(), Topics.ROOMS));
        var all = source.read(Topics.ROOMS);
        assertThat(there.keySet()).isEqualTo(all.keySet()).hasSize(RegionKafka.PARTITIONS);
        all.forEach((partition, records) -> {
            List<ConsumerRecord<byte[], byte[]>> mirrored = there.get(partition);
            assertThat(mirrored.stream().map(MirrorIT::shown))
                    .isEqualTo(records.stream().map(MirrorIT::shown).toList());
            assertThat(origins(mirrored))
                    .isEqualTo(records.stream()
                            .map(record -> new Origin(source.name(), epoch, record.offset(), OptionalLong.empty()))
                            .toList());
            assertThat(mirrored).allMatch(record -> count(record.headers().headers("origin")) == 1);
            assertThat(mirrored).noneMatch(record -> text(record.value()).contains(Traffic.ABORTED));
        });
    }

    /// All of a record that must be the same.
    private static String shown(ConsumerRecord<byte[], byte[]> record) {
        List<String> headers = StreamSupport.stream(record.headers().spliterator(), false)
                .filter(header -> !Origin.HEADERS.contains(header.key()))
                .map(header -> header.key() + "=" + Arrays.toString(header.value()))
                .toList();
        return record.timestamp() + " " + text(record.key()) + " " + text(record.value()) + " " + headers;
    }

    private static List<Origin> origins(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(MirrorIT::origin).toList();
    }

    private static Origin origin(ConsumerRecord<byte[], byte[]> record) {
        return Origin.read(record.headers()).orElseThrow();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
