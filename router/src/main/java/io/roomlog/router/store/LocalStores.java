package io.roomlog.router.store;

import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/// The stores of the partitions that are here. Thread-safe.
public final class LocalStores {
    private final KafkaStreams streams;

    public LocalStores(KafkaStreams streams) {
        this.streams = streams;
    }

    /// The store of a partition; empty where there is none here. It may be one that is not whole: whether the partition
    /// is here, its task says. So there are answers while others' partitions are being moved.
    public Optional<ReadOnlyKeyValueStore<Bytes, byte[]>> of(String name, int partition) {
        try {
            return Optional.of(streams.store(
                    StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                            .withPartition(partition)
                            .enableStaleStores()));
        } catch (InvalidStateStoreException e) {
            return Optional.empty();
        }
    }
}
