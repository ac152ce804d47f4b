package io.roomlog.edge.log;

import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// What is to be read back of one partition.
///
/// @param source the topic and partition
/// @param from first offset, inclusive
/// @param to last offset, exclusive; it must be committed
/// @param keys the record keys that are wanted, in UTF-8; none for all
/// @param wanted which of their records
/// @param hole whether something is lost right before a record, whatever its key: then the range does not go on over it
/// @param maxBytes about how much a page may hold; at least one record is found if there is one
/// @param silence where this much time, by the log's stamps, lies behind the last record found, or the range's
///     first where none has been found, the range counts as read
public record LogQuery(
        TopicPartition source,
        long from,
        long to,
        Set<String> keys,
        Predicate<ConsumerRecord<byte[], byte[]>> wanted,
        Predicate<ConsumerRecord<byte[], byte[]>> hole,
        long maxBytes,
        Duration silence) {
    /// As long as anything can be silent.
    public static final Duration UNBOUNDED = Duration.ofDays(36_500);

    public LogQuery {
        keys = Set.copyOf(keys);
    }

    /// A query for some records, where nothing is lost.
    public LogQuery(
            TopicPartition source,
            long from,
            long to,
            Set<String> keys,
            Predicate<ConsumerRecord<byte[], byte[]>> wanted,
            long maxBytes,
            Duration silence) {
        this(source, from, to, keys, wanted, record -> false, maxBytes, silence);
    }

    /// A query for all records with some keys.
    public LogQuery(TopicPartition source, long from, long to, Set<String> keys, long maxBytes, Duration silence) {
        this(source, from, to, keys, record -> true, maxBytes, silence);
    }
}
