package io.roomlog.edge.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenFilesTest {
    @Test
    void twoForEachSessionAndSomeMoreWhereTheSystemAllowsThem() {
        assertThat(new OpenFiles(1_048_576, 150).tcpConnections(100_000, 0)).isEqualTo(201_000);
        assertThat(new OpenFiles(Long.MAX_VALUE, 0).tcpConnections(100_000, 10_000))
                .isEqualTo(211_000);
    }

    @Test
    void someAreLeftForOtherFiles() {
        assertThat(new OpenFiles(20_000, 150).tcpConnections(100_000, 0)).isEqualTo(19_450);
        assertThat(new OpenFiles(1_024, 150).tcpConnections(100_000, 0)).isEqualTo(474);
        assertThat(new OpenFiles(400, 150).tcpConnections(100_000, 0)).isEqualTo(125);
        assertThat(new OpenFiles(100, 150).tcpConnections(100_000, 0)).isEqualTo(1);
    }

    @Test
    void whatIsPassedOnHasAQuarterAndClientsTheRest() {
        OpenFiles many = new OpenFiles(1_048_576, 150);
        assertThat(many.forwarded(10_000)).isEqualTo(10_000);
        assertThat(many.forwarded(0)).isZero();
        OpenFiles few = new OpenFiles(1_024, 150);
        assertThat(few.forwarded(10_000)).isEqualTo(118);
        assertThat(few.tcpConnections(100_000, few.forwarded(10_000))).isEqualTo(356);
        assertThat(new OpenFiles(100, 150).forwarded(10_000)).isZero();
    }

    @Test
    void ofThisProcess() {
        OpenFiles files = OpenFiles.ofThisProcess();
        assertThat(files.open()).isPositive().isLessThan(files.allowed());
    }
}
