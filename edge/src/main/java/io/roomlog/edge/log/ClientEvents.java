package io.roomlog.edge.log;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/// Told of each of Kafka's clients that the edge opens. Thread-safe.
public interface ClientEvents {
    void opened(Producer<?, ?> producer);

    void opened(Consumer<?, ?> consumer);

    void opened(Admin admin);
}
