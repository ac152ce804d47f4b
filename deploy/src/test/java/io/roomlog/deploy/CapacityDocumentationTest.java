package io.roomlog.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.deploy.capacity.CapacityPage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CapacityDocumentationTest {
    private static final String MARK = "<!-- generated -->\n";

    @Test
    void thePagesCostsAndExamplesAreWhatTheProgramSays() throws Exception {
        String page = Files.readString(Path.of("CAPACITY.md"));
        assertThat(page).contains(MARK);
        assertThat(page.substring(page.indexOf(MARK) + MARK.length()))
                .as("make it anew: delete what is behind the mark, then ./roomlog plan --page >> deploy/CAPACITY.md")
                .isEqualTo(CapacityPage.markdown());
    }
}
