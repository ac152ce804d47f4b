package io.roomlog.deploy.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
    private static final String FANOUT = """
            {
              "scenario" : "fanout",
              "plan" : {
                "sockets" : 10000, "room_size" : 100, "publishes_per_second" : 300.0, "window" : 1,
                "payload_bytes" : 204, "warmup_seconds" : 15.0, "seconds" : 20.0
              },
              "rate" : {
                "deliveries_per_second" : 20000.0, "publishes_per_second" : 200.0, "bytes_per_delivery" : 251.0,
                "seconds" : 20.0
              },
              "delivery" : { "count" : 400000, "p50_ms" : 2.1 },
              "cpu" : {
                "broker_cores" : 0.25, "broker_seconds_per_million_deliveries" : 12.5,
                "edge-1_cores" : 0.2, "edge-1_seconds_per_million_deliveries" : 10.0,
                "edge-2_cores" : 0.3, "edge-2_seconds_per_million_deliveries" : 15.0,
                "seconds_per_million_deliveries" : 37.5
              },
              "memory" : {
                "broker_resident_bytes" : 400000000, "edge-1_resident_bytes" : 300000000,
                "edge-2_resident_bytes" : 200000000, "kilobytes_per_connection" : 20.0,
                "resident_before_bytes" : 280000000, "resident_connected_bytes" : 484800000
              },
              "faults" : [ ]
            }""";
    private static final String IDLE = """
            {
              "scenario" : "idle",
              "plan" : { "sockets" : 1000, "room_size" : 0, "publishes_per_second" : 0.0 },
              "memory" : { "edge-1_resident_bytes" : 1, "kilobytes_per_connection" : 21.0 },
              "cpu" : { "broker_cores" : 0.04, "edge-1_cores" : 0.008 },
              "faults" : [ ]
            }""";
    private static final String STORM = """
            { "scenario" : "storm", "plan" : { "sockets" : 10000 }, "cpu" : { "broker_cores" : 1, "edge-1_cores" : 1 } }""";
    private static final String WITHOUT_PROCESSES = """
            { "scenario" : "flood", "plan" : { "sockets" : 2000 }, "cpu" : { } }""";

    @TempDir
    Path folder;

    @Test
    void takesTogetherWhatTheProcessesOfAKindHaveUsed() throws IOException {
        Measured measured = Measured.read(file("[" + FANOUT + "]")).getFirst();
        assertThat(measured)
                .isEqualTo(new Measured(
                        "fanout", new Traffic(10_000, 200, 20_000), 2, 1, 0.5, 0.25, 20 * 1024, 500_000_000));
    }

    @Test
    void putsThePredictedBesideTheMeasured() throws IOException {
        Costs costs = Costs.MEASURED
                .with(Cost.DELIVERY_ALONE, 10)
                .with(Cost.DELIVERY_TOGETHER, 10)
                .with(Cost.PUBLISH_EDGE, 100)
                .with(Cost.IDLE_CPU, 8)
                .with(Cost.READ_ALONE, 500)
                .with(Cost.READ_TOGETHER, 500)
                .with(Cost.PUBLISH_BROKER_ALONE, 1_000)
                .with(Cost.PUBLISH_BROKER_TOGETHER, 1_000)
                .with(Cost.EDGE_MEMORY, 130)
                .with(Cost.TRAFFIC_MEMORY, 30)
                .with(Cost.IDLE_MEMORY, 20);
        Measured measured = Measured.read(file("[" + FANOUT + "]")).getFirst();
        List<Check> checks = Check.of(measured, costs, 1);
        // 20,000 x 10 us + 200 x 100 us + 10,000 x 8 us + 2 edges x 200 x 500 us
        assertThat(checks.get(0).predicted()).isEqualTo(0.5, within(1e-9));
        assertThat(checks.get(0).ratio()).isEqualTo(1, within(1e-9));
        // half of 200 publishes, 10,000/240 sessions and 2 x 200 reads, 1 ms each
        assertThat(checks.get(1).predicted()).isEqualTo(0.320833, within(1e-6));
        // 130 MB for each edge, and 20 + 30 KB for a connection
        assertThat(checks.get(2).predicted()).isEqualTo(2 * 130 * 1048576.0 + 10_000 * 50 * 1024.0, within(1e-6));
        assertThat(Check.of(measured, costs, 2).getFirst().ratio()).isEqualTo(0.5, within(1e-9));
    }

    @Test
    void tellsOfEachScenarioThatThereIsAPredictionFor() throws IOException {
        assertThat(printed("[" + String.join(",", FANOUT, IDLE, STORM, WITHOUT_PROCESSES) + "]"))
                .contains("fanout: 10,000 sockets, 200 publishes/s, 20,000 deliveries/s, 2 edge(s)")
                .contains("idle: 1,000 sockets, 0 publishes/s, 0 deliveries/s, 1 edge(s)")
                .containsPattern("memory of a connection +\\d+ KB +21 KB +\\d")
                .doesNotContain("storm:", "flood:");
        assertThat(printed("[" + STORM + "]")).startsWith("There is nothing in it to compare with");
    }

    @Test
    void aFileOfSomethingElseIsRefused() {
        for (String other : List.of("{}", "[1]", "[{\"scenario\":\"fanout\"}]")) {
            assertThatThrownBy(() -> Measured.read(file(other)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("is not what bench --json writes");
        }
        assertThatThrownBy(() -> Measured.read(file("no JSON"))).isInstanceOf(IOException.class);
    }

    private String printed(String content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Check.print(file(content), Costs.MEASURED, 1, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("out.json"), content);
    }
}
