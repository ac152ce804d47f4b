package io.roomlog.deploy.mirror;

import io.roomlog.common.log.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/// Appends to a region's rooms until it is told to stop: alone, in transactions, and in such as are aborted.
final class Traffic implements AutoCloseable {
    static final String ABORTED = "aborted";
    private static final long EVERY_MS = 10;

    private final RegionKafka region;
    private final Thread thread;
    private volatile boolean over;
    private final AtomicLong appended = new AtomicLong();
    private volatile Throwable failed;

    Traffic(RegionKafka region) {
        this.region = region;
        thread = Thread.ofPlatform().name("traffic-" + region.name()).start(this::run);
    }

    long appended() {
        return appended.get();
    }

    private void run() {
        try (KafkaProducer<byte[], byte[]> plain = region.producer("");
                KafkaProducer<byte[], byte[]> transactional = region.producer("traffic")) {
            transactional.initTransactions();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int n = 0; !over; n++) {
                if (n % 10 < 7) {
                    sent.add(plain.send(record(n, "alone")));
                } else {
                    transactional.beginTransaction();
                    boolean aborted = n % 10 == 9;
                    for (int i = 0; i < RegionKafka.PARTITIONS; i++) {
                        var _ = transactional.send(record(n + i, aborted ? ABORTED : "together"));
                    }
                    if (aborted) {
                        transactional.flush();
                        transactional.abortTransaction();
                    } else {
                        transactional.commitTransaction();
                    }
                }
                appended.incrementAndGet();
                TimeUnit.MILLISECONDS.sleep(EVERY_MS);
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException | RuntimeException e) {
            failed = e;
        }
    }

    private ProducerRecord<byte[], byte[]> record(int n, String kind) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topics.ROOMS, n % RegionKafka.PARTITIONS, bytes("room-" + n), bytes("[\"" + kind + "\"," + n + "]"));
        record.headers()
                .add("sid", bytes("sid-" + n))
                .add("attachment", new byte[] {0, -1, (byte) n})
                .add("attachment", new byte[] {1, -2, (byte) n})
                .add("origin", bytes("forged"));
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Ends it; all that was appended is committed when this returns.
    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failed != null) {
            throw new AssertionError("the traffic in " + region.name() + " has failed", failed);
        }
    }
}
