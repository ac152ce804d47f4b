package io.roomlog.edge.log;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Part of a range that was asked for.
///
/// @param records those with the wanted keys, in log order
/// @param next the first offset that has not been looked at; the range's end if all has
public record LogPage(List<ConsumerRecord<byte[], byte[]>> records, long next) {}
