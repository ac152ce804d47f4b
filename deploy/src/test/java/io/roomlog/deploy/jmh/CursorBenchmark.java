package io.roomlog.deploy.jmh;

import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.cursor.PositionVector;
import io.roomlog.common.cursor.Slots;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Cursors of sockets whose rooms lie in few partitions, and in many.
public class CursorBenchmark extends CodecBenchmark {
    @Param({"3", "50"})
    private int partitions;

    private Slots slots = new Slots(1, 1);
    private int[] numbers = {};
    private long[] positions = {};
    private PositionVector vector = PositionVector.EMPTY;
    private String text = "";

    /// Takes the positions of so many partitions.
    @Setup
    public void locate() {
        slots = new Slots(partitions, 1);
        numbers = IntStream.range(0, partitions).toArray();
        positions = Samples.positions(partitions).values().stream()
                .mapToLong(Long::longValue)
                .toArray();
        vector = PositionVector.of(slots, numbers, positions);
        text = new Cursor(Samples.HEAD, vector).encode();
    }

    /// The vector of all sockets in the same partitions: once for each step of the edge in which one of them gets a
    /// message.
    @Benchmark
    public String encodeVector() {
        return PositionVector.of(slots, numbers, positions).encode();
    }

    /// A socket's whole cursor: once for each that connects or is gone back to.
    @Benchmark
    public String encode() {
        return new Cursor(Samples.HEAD, vector).encode();
    }

    /// A client's cursor read: once for each that comes back.
    @Benchmark
    public Cursor decode() {
        return Cursor.decode(text).orElseThrow();
    }
}
