package io.roomlog.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.metrics.MetricsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MetricsDocumentationTest {
    @Test
    void thePageOfMetricsIsWhatTheTableSays() throws IOException {
        assertThat(Files.readString(Path.of("../grafana/METRICS.md")))
                .as("make it anew: ./roomlog metrics > grafana/METRICS.md")
                .isEqualTo(MetricsTable.markdown());
    }
}
