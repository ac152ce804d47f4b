package io.roomlog.deploy.jmh;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.log.RoomRecord;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.openjdk.jmh.annotations.Benchmark;

/// A message's way into the log and out of it, without Kafka's own part.
public class RecordBenchmark extends CodecBenchmark {
    private final Bytes event = Samples.EVENT;
    private final byte[] value = event.toArray();
    private final Headers headers = record(event).headers();
    private final Headers foreign = RoomRecord.event(event, List.of()).headers();

    /// The record of a publish, with what its headers say: once for each message.
    @Benchmark
    public Headers write() {
        return record(event).headers();
    }

    /// An edge's record read back: once for each message and edge that follows its partition.
    @Benchmark
    public RoomRecord read() {
        return (RoomRecord) RoomRecord.read(value, headers);
    }

    /// The same of a record that no edge has written, and whose JSON is checked.
    @Benchmark
    public RoomRecord readForeign() {
        return (RoomRecord) RoomRecord.read(value, foreign);
    }

    private static RoomRecord record(Bytes event) {
        return RoomRecord.event(event, List.of()).withExcept(List.of()).from(Samples.SID, Samples.USER, Samples.ID);
    }
}
