package io.roomlog.deploy.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class TerminalTest {
    @Test
    void rowsComeFirst() {
        assertThat(Terminal.parse("50 132\n")).contains(new Terminal(50, 132));
    }

    @Test
    void aTerminalThatDoesNotKnowItsSizeHasTheUsualOne() {
        assertThat(Terminal.parse("0 0\n")).contains(new Terminal(24, 80));
    }

    @Test
    void whatIsNoTerminalHasNoSize() {
        assertThat(Terminal.parse("")).isEmpty();
        assertThat(Terminal.parse("stty: 'standard input': Inappropriate ioctl for device\n"))
                .isEmpty();
    }
}
