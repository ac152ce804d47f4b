package io.roomlog.common.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8CheckTest {
    private static final int[] EDGES = {
        0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef,
        0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf8, 0xff
    };

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "héllo", "€", "\uD83D\uDE00", "\u0000", "\uFFFF", "\uD7FF\uE000", "\uDBFF\uDFFF"})
    void acceptsEveryKindOfCharacterCutAnywhere(String text) {
        byte[] bytes = ("ascii before " + text + " and behind").getBytes(StandardCharsets.UTF_8);
        assertThat(Utf8Check.isUtf8(Bytes.of(bytes))).isTrue();
        for (int cut = 0; cut <= bytes.length; cut++) {
            var check = new Utf8Check();
            assertThat(check.accept(bytes, 0, cut)).isTrue();
            assertThat(check.complete()).isEqualTo(cut == bytes.length || (bytes[cut] & 0xc0) != 0x80);
            assertThat(check.accept(bytes, cut, bytes.length) && check.complete())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // continuation of nothing
                "c080",
                "c1bf",
                "e09fbf",
                "f08fbfbf", // overlong
                "eda080",
                "edbfbf",
                "eda080edb080", // surrogates, one, other, both
                "f4908080",
                "f5808080",
                "f8888080",
                "ff", // above U+10FFFF
                "c341",
                "e28241",
                "f09f9841",
                "c3c3a9", // cut by something else
            })
    void refusesAtTheFirstByteThatCannotBe(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(new Utf8Check().accept(bytes, 0, bytes.length)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"c3", "e2", "e282", "f0", "f09f", "f09f98"})
    void aCharacterCutInTheMiddleIsIncompleteButNotWrong(String hex) {
        byte[] bytes = HexFormat.of().parseHex("6161616161616161" + hex);
        var check = new Utf8Check();
        assertThat(check.accept(bytes, 0, bytes.length)).isTrue();
        assertThat(check.complete()).isFalse();
        assertThat(Utf8Check.isUtf8(Bytes.of(bytes))).isFalse();
    }

    @Test
    void agreesWithTheJdkOnEveryPairAndOnTheEdgesOfLongerSequences() {
        for (int pair = 0; pair < 0x10000; pair++) {
            assertAgrees((byte) (pair >> 8), (byte) pair);
        }
        for (int a : EDGES) {
            for (int b : EDGES) {
                for (int c : EDGES) {
                    assertAgrees((byte) a, (byte) b, (byte) c);
                    for (int d : EDGES) {
                        assertAgrees((byte) a, (byte) b, (byte) c, (byte) d);
                    }
                }
            }
        }
    }

    private static void assertAgrees(byte... bytes) {
        if (Utf8Check.isUtf8(Bytes.of(bytes)) != jdkAccepts(bytes)) {
            throw new AssertionError("differs from the JDK on " + HexFormat.of().formatHex(bytes));
        }
    }

    private static boolean jdkAccepts(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
