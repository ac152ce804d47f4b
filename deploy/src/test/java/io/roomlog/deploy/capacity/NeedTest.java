package io.roomlog.deploy.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// The arithmetic, with round costs.
class NeedTest {
    private static final Offset<Double> EXACTLY = within(1e-6);
    private static final double MB = 1024 * 1024;
    private static final Costs COSTS = Costs.MEASURED
            .with(Cost.DELIVERY_ALONE, 10)
            .with(Cost.DELIVERY_TOGETHER, 10)
            .with(Cost.PUBLISH_EDGE, 100)
            .with(Cost.IDLE_CPU, 7)
            .with(Cost.READ_ALONE, 1_000)
            .with(Cost.READ_TOGETHER, 1_000)
            .with(Cost.RESUME_EDGE, 1_500)
            .with(Cost.IDLE_MEMORY, 21)
            .with(Cost.TRAFFIC_MEMORY, 19)
            .with(Cost.EDGE_MEMORY, 400)
            .with(Cost.PUBLISH_BROKER_ALONE, 1_000)
            .with(Cost.PUBLISH_BROKER_TOGETHER, 1_000)
            .with(Cost.RECORD_BYTES, 100)
            .with(Cost.SESSION_BYTES, 400);

    @Test
    void edgesAreAsManyAsTheMostDemandingReasonAsksFor() throws CapacityException {
        // (30,000 x 10 us + 300 x 100 us + 10,000 x 7 us) / (0.5 - 300 x 1 ms) = 0.4 / 0.2
        // 10,000 x 40 KB / (500 MB - 400 MB) = 3.9; 10,000 x 1.5 ms / (60 s x 0.5) = 0.5; 1 / (1 - 0.5) = 2
        Choice edges = Edges.of(demand(10_000, 100, 300, 1), machine(1, 0.5), COSTS);
        assertThat(edges.bounds()).isEqualTo(Map.of("cpu", 2L, "memory", 4L, "resume", 1L, "loss", 2L));
        assertThat(edges.count()).isEqualTo(4);
        assertThat(edges.text()).isEqualTo("memory decides: cpu 2, memory 4, resume 1, loss 2");
    }

    @Test
    void theLessMayBeUsedTheFewerEdgesCanCarryALostOne() {
        assertThat(machine(4, 0.5).toLoseOne()).isEqualTo(2);
        assertThat(machine(4, 0.8).toLoseOne()).isEqualTo(5);
        assertThat(machine(4, 0.1).toLoseOne()).isEqualTo(2);
    }

    @Test
    void fasterMachinesAreFewer() throws CapacityException {
        Machine fast = new Machine(1, 1e12, 0.5, 4);
        // 0.4 / (2 - 0.3)
        assertThat(Edges.of(demand(10_000, 100, 300, 1), fast, COSTS).bounds()).containsEntry("cpu", 1L);
    }

    @Test
    void anEdgeThatCannotReadTheLogInOneThreadIsRefusedHoweverManyCoresItHas() {
        assertThatThrownBy(() -> Edges.of(demand(10_000, 100, 500, 1), machine(64, 0.5), COSTS))
                .isInstanceOf(CapacityException.class)
                .hasMessageStartingWith("rate: each edge reads all of the 500 records/s");
    }

    @Test
    void anEdgeThatDoesNotFitIntoItsMachineIsRefused() {
        assertThatThrownBy(() -> Edges.of(demand(10, 1, 1, 1), new Machine(4, 700 * MB, 0.5, 1), COSTS))
                .isInstanceOf(CapacityException.class)
                .hasMessageStartingWith("memory: 350 MB of the machine may be used, and an edge takes 400 MB");
    }

    @Test
    void partitionsAreAPowerOfTwoWithinTheirBounds() {
        assertThat(Partitions.of(0, 1)).isEqualTo(16);
        assertThat(Partitions.of(8_000, 8)).isEqualTo(16);
        assertThat(Partitions.of(8_001, 8)).isEqualTo(32);
        assertThat(Partitions.of(0, 9)).isEqualTo(32);
    }

    @Test
    void theLogOfARegionHoldsAndHandsOutThoseOfAll() {
        // Each of 2 regions: 100 publishes/s of 300 bytes, and 12,000 sessions written every 240 s.
        Log log = new Log(demand(24_000, 100, 200, 2), COSTS, 3);
        assertThat(log.ownBytes()).isEqualTo(100 * 300 + 50 * 400, EXACTLY);
        assertThat(log.allBytes()).isEqualTo(100_000, EXACTLY);
        assertThat(log.readBytes()).isEqualTo(3 * 200 * 300, EXACTLY);
        assertThat(log.replicatedBytes()).isEqualTo(200_000, EXACTLY);
        assertThat(log.mirroredBytes()).isEqualTo(50_000, EXACTLY);
        assertThat(log.handled()).isEqualTo(3 * 300 + 2 * 300 + 150 + 3 * 200, EXACTLY);
        assertThat(log.disk()).isEqualTo(3 * 86_400.0 * (200 * 300 + 100 * 400), EXACTLY);
    }

    @Test
    void brokersAreTheLeastThatAreNotOverTheirLoad() {
        // 2,250 appends and reads are 1,125 publishes of 1 ms.
        Log log = new Log(demand(24_000, 100, 200, 2), COSTS, 3);
        assertThat(Brokers.of(log, machine(1, 0.5)).bounds())
                .containsEntry("cpu", 3L)
                .containsEntry("replication", 3L)
                .containsEntry("disk", 1L)
                .containsEntry("network", 1L);
        assertThat(Brokers.of(log, machine(1, 0.1)).bounds()).containsEntry("cpu", 12L);
        assertThat(Brokers.of(log, machine(1, 0.1)).reason()).isEqualTo("cpu");
    }

    @Test
    void anEdgeNeedsOfARoomWhatItHasASocketFor() {
        assertThat(Amplification.share(100, 1)).isEqualTo(1);
        assertThat(Amplification.share(1, 4)).isEqualTo(0.25, EXACTLY);
        assertThat(Amplification.share(2, 2)).isEqualTo(0.75, EXACTLY);
        assertThat(Amplification.share(0, 2)).isZero();
    }

    @Test
    void edgesOfAllRegionsShareTheRooms() throws CapacityException {
        // Rooms of 2 over 2 regions of 4 edges.
        Need need = Need.of(demand(20_000, 10_000, 1, 2), machine(1, 0.5), COSTS);
        assertThat(need.edges().count()).isEqualTo(4);
        assertThat(need.amplification().needed()).isEqualTo(1 - 49.0 / 64, EXACTLY);
    }

    @Test
    void aCostGoesFromThatOfOneAloneToThatOfManyTogether() {
        assertThat(Costs.MEASURED.delivery(0) * 1e6).isEqualTo(Cost.DELIVERY_ALONE.measured(), EXACTLY);
        assertThat(Costs.MEASURED.delivery(1e12) * 1e6).isEqualTo(Cost.DELIVERY_TOGETHER.measured(), EXACTLY);
        assertThat(Costs.MEASURED.publishAtBroker(Cost.PUBLISH_BROKER_KNEE.measured()) * 1e6)
                .isEqualTo(
                        (Cost.PUBLISH_BROKER_ALONE.measured() + Cost.PUBLISH_BROKER_TOGETHER.measured()) / 2, EXACTLY);
    }

    @Test
    void bytesAreShownInTheUnitThatFits() {
        assertThat(Amounts.bytes(0)).isEqualTo("0 bytes");
        assertThat(Amounts.bytes(1_536)).isEqualTo("1.5 KB");
        assertThat(Amounts.bytes(27 * MB)).isEqualTo("27 MB");
        assertThat(Amounts.bytes(Math.pow(1024, 6))).isEqualTo("1,024 PB");
    }

    private static Demand demand(long users, long rooms, double rate, int regions) {
        return new Demand(users, rooms, rate, 1, 200, regions, 3, Duration.ofDays(1), Duration.ofSeconds(60));
    }

    private static Machine machine(int cores, double load) {
        return new Machine(cores, 1_000 * MB, load, 1);
    }
}
