package io.roomlog.edge.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenFilesTest {
    @Test
    void twoForEachSessionAndSomeMoreWhereTheSystemAllowsThem() {
        assertThat(new OpenFiles(1_048_576, 150).tcpConnections(100_000)).isEqualTo(201_000);
        assertThat(new OpenFiles(Long.MAX_VALUE, 0).tcpConnections(100_000)).isEqualTo(201_000);
    }

    @Test
    void someAreLeftForOtherFiles() {
        assertThat(new OpenFiles(20_000, 150).tcpConnections(100_000)).isEqualTo(19_450);
        assertThat(new OpenFiles(1_024, 150).tcpConnections(100_000)).isEqualTo(474);
        assertThat(new OpenFiles(400, 150).tcpConnections(100_000)).isEqualTo(125);
        assertThat(new OpenFiles(100, 150).tcpConnections(100_000)).isEqualTo(1);
    }

    @Test
    void ofThisProcess() {
        OpenFiles files = OpenFiles.ofThisProcess();
        assertThat(files.open()).isPositive().isLessThan(files.allowed());
    }
}
