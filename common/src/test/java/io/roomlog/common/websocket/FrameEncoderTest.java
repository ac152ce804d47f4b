package io.roomlog.common.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomlog.common.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameEncoderTest {
    @ParameterizedTest
    @CsvSource({
        "0, 8200",
        "1, 8201",
        "125, 827d",
        "126, 827e007e",
        "65535, 827effff",
        "65536, 827f0000000000010000",
        "2147483647, 827f000000007fffffff"
    })
    void headersAreAsShortAsCanBe(int payload, String hex) {
        byte[] dest = new byte[16];
        int end = FrameEncoder.writeHeader(dest, 3, Opcode.BINARY, payload);
        assertThat(end).isEqualTo(3 + FrameEncoder.headerLength(payload));
        assertThat(HexFormat.of().formatHex(dest, 3, end)).isEqualTo(hex);
    }

    @Test
    void aTextFrameIsFinalAndUnmasked() {
        assertThat(FrameEncoder.frame(Opcode.TEXT, Bytes.utf8("xHello").slice(1)))
                .containsExactly(0x81, 5, 'H', 'e', 'l', 'l', 'o');
        assertThat(FrameEncoder.frame(Opcode.PONG, Bytes.EMPTY)).containsExactly(0x8a, 0);
    }

    @Test
    void controlFramesAreNeverTooLong() {
        assertThat(FrameEncoder.frame(Opcode.PING, Bytes.of(new byte[125]))).hasSize(127);
        assertThatThrownBy(() -> FrameEncoder.frame(Opcode.PING, Bytes.of(new byte[126])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCloseFrameHasCodeAndReason() {
        assertThat(FrameEncoder.closeFrame(1000, "bye")).containsExactly(0x88, 5, 0x03, 0xe8, 'b', 'y', 'e');
        assertThat(FrameEncoder.closeFrame(1005, "ignored")).containsExactly(0x88, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "€", "\uD83D\uDE00"})
    void aLongReasonIsCutBetweenCharacters(String character) {
        for (int shift = 0; shift < 4; shift++) {
            String reason = "x".repeat(shift) + character.repeat(200);
            byte[] frame = FrameEncoder.closeFrame(4000, reason);
            String kept = new String(Arrays.copyOfRange(frame, 4, frame.length), StandardCharsets.UTF_8);
            assertThat(frame[1]).isEqualTo((byte) (frame.length - 2));
            assertThat(frame.length).isBetween(2 + 125 - 3, 2 + 125);
            assertThat(reason).startsWith(kept);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1006, 1015, 5000})
    void codesThatMayNotBeSentAreRefused(int code) {
        assertThatThrownBy(() -> FrameEncoder.closeFrame(code, "")).isInstanceOf(IllegalArgumentException.class);
    }
}
