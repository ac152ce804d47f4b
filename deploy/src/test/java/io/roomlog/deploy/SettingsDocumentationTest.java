package io.roomlog.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.common.config.SettingsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsDocumentationTest {
    @Test
    void thePageOfSettingsIsWhatTheTableSays() throws IOException {
        assertThat(Files.readString(Path.of("SETTINGS.md")))
                .as("make it anew: ./roomlog settings > deploy/SETTINGS.md")
                .isEqualTo(SettingsTable.markdown());
    }
}
