package io.roomlog.edge.metrics;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.roomlog.common.metrics.Meters;
import io.roomlog.edge.log.ClientEvents;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/// Shows the metrics that Kafka's clients keep of themselves, by Micrometer's binder, until they are closed.
/// Thread-safe.
final class KafkaMeters implements ClientEvents, AutoCloseable {
    private final Meters meters;
    private final List<KafkaClientMetrics> shown = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("kafka-meters").factory());

    KafkaMeters(Meters meters) {
        this.meters = meters;
    }

    @Override
    public void opened(Producer<?, ?> producer) {
        bind(new KafkaClientMetrics(producer, Tags.empty(), looking));
    }

    @Override
    public void opened(Consumer<?, ?> consumer) {
        bind(new KafkaClientMetrics(consumer, Tags.empty(), looking));
    }

    @Override
    public void opened(Admin admin) {
        if (admin instanceof AdminClient client) {
            bind(new KafkaClientMetrics(client, Tags.empty(), looking));
        }
    }

    private void bind(KafkaClientMetrics metrics) {
        shown.add(metrics);
        metrics.bindTo(meters.registry());
    }

    @Override
    public void close() {
        shown.forEach(KafkaClientMetrics::close);
        looking.shutdownNow();
    }
}
