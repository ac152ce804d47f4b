package io.roomlog.common.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.BinaryNode;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.socketio.Parsed.Invalid;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    private static final Bytes ATTACHMENT = Bytes.of(new byte[] {1, 2, 3});
    private static final String EVERYTHING =
            " [ \"é€\\u0041\\n\" ,-0.10e+05, 12345678901234567890 ,true,false,null,{\"a\":[1,{}]},[[ ],\"]\"],\"\",0]\n";

    @Test
    void eachElementIsFoundAsItCame() {
        Arguments arguments = valid(EVERYTHING);
        assertThat(IntStream.range(0, arguments.size())
                        .mapToObj(i -> arguments.raw(i).utf8()))
                .containsExactly(
                        "\"é€\\u0041\\n\"",
                        "-0.10e+05",
                        "12345678901234567890",
                        "true",
                        "false",
                        "null",
                        "{\"a\":[1,{}]}",
                        "[[ ],\"]\"]",
                        "\"\"",
                        "0");
    }

    @Test
    void theWholeGoesFromBracketToBracket() {
        assertThat(valid(EVERYTHING).raw().utf8()).isEqualTo(EVERYTHING.strip());
        assertThat(valid("\t[ ] ").raw().utf8()).isEqualTo("[ ]");
        assertThat(valid("\t[ ] ").size()).isZero();
    }

    @Test
    void everyTruncationIsInvalid() {
        byte[] whole = Bytes.utf8(EVERYTHING.strip()).toArray();
        for (int to = 0; to < whole.length; to++) {
            assertThat(Arguments.parse(Bytes.of(whole, 0, to), List.of()))
                    .as("%d bytes", to)
                    .isInstanceOf(Invalid.class);
            assertThat(Arguments.parse(Bytes.of(whole, 0, to), List.of(ATTACHMENT)))
                    .as("%d bytes", to)
                    .isInstanceOf(Invalid.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "{}",
                "\"a\"",
                "1",
                "null",
                "][",
                "[",
                "]",
                "[}", // no array
                "[1]]",
                "[][]",
                "[1] x",
                "[1],",
                "[]\u0000", // something behind it
                "[1,]",
                "[,1]",
                "[,]",
                "[1 2]",
                "[1;2]",
                "[01]",
                "[1.]",
                "[.5]",
                "[+1]",
                "[-]",
                "[1e]",
                "[0x1]",
                "[1a]",
                "[NaN]",
                "[Infinity]",
                "[-Infinity]",
                "[nul]",
                "[nulls]",
                "[True]",
                "[undefined]", // scalars
                "['a']",
                "[\"a]",
                "[\"\\x\"]",
                "[\"\\u12g4\"]",
                "[\"\\u12\"]",
                "[\"a\nb\"]",
                "[\"\u001e\"]",
                "[\"\u0000\"]", // strings
                "[{\"a\"}]",
                "[{\"a\":}]",
                "[{\"a\":1,}]",
                "[{a:1}]",
                "[{1:1}]",
                "[{\"a\":1 \"b\":2}]",
                "[{,}]",
                "[{]", // objects
                "[1/*c*/]",
                "[1]//c",
                "[#c\n1]",
                "\u00a0[1]",
                "\uFEFF[1]" // what JSON has not
            })
    void whatIsNotOneStrictJsonArrayIsInvalid(String text) {
        assertThat(Arguments.parse(Bytes.utf8(text), List.of())).isInstanceOf(Invalid.class);
        assertThat(Arguments.parse(Bytes.utf8(text), List.of(ATTACHMENT))).isInstanceOf(Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5b22c08022 5d", // overlong
                "5b22eda08022 5d", // surrogate
                "5b22f490808022 5d", // above U+10FFFF
                "5b22c3225d", // cut in the middle
                "5b7b22ff223a317d5d", // in a key
                "5b00315d",
                "5b005d00",
                "005b005d", // UTF-16
                "0000005b0000005d", // UTF-32
                "fffe5b005d00",
                "efbbbf5b5d" // byte order marks
            })
    void whatIsNotUtf8IsInvalid(String hex) {
        Bytes bytes = Bytes.of(HexFormat.of().parseHex(hex.replace(" ", "")));
        assertThat(Arguments.parse(bytes, List.of())).isInstanceOf(Invalid.class);
    }

    @Test
    void depthIsBounded() {
        assertThat(valid("[".repeat(512) + "]".repeat(512)).get(0).isArray()).isTrue();
        assertThat(Arguments.parse(Bytes.utf8("[".repeat(513) + "]".repeat(513)), List.of()))
                .isInstanceOf(Invalid.class);
        String deep = "[" + "{\"a\":".repeat(500_000);
        assertThat(Arguments.parse(Bytes.utf8(deep), List.of())).isInstanceOf(Invalid.class);
        assertThat(Arguments.parse(Bytes.utf8(deep), List.of(ATTACHMENT))).isInstanceOf(Invalid.class);
    }

    @Test
    void stringsKeysAndElementsAreBoundedOnlyByTheInput() {
        String longText = "é".repeat(300_000);
        assertThat(valid("[\"" + longText + "\"]").string(0)).contains(longText);
        assertThat(valid("[{\"" + longText + "\":1}]").get(0).path(longText).intValue())
                .isEqualTo(1);
        assertThat(valid("[0" + ",1".repeat(200_000) + "]").size()).isEqualTo(200_001);
    }

    @Test
    void numbersAreBoundedByThousandCharacters() {
        assertThat(valid("[" + "1".repeat(1000) + "]").raw(0).length()).isEqualTo(1000);
        assertThat(Arguments.parse(Bytes.utf8("[" + "1".repeat(1001) + "]"), List.of()))
                .isInstanceOf(Invalid.class);
    }

    @Test
    void manyKeysOfOneHashCannotStopIt() {
        var text = new StringBuilder("[{\"k\":0");
        for (int i = 0; i < 50_000; i++) {
            text.append(",\"key").append(i).append("\":").append(i);
        }
        assertThat(valid(text + "}]").get(0).size()).isEqualTo(50_001);
    }

    @Test
    void placeholdersBecomeAttachments() {
        Arguments arguments = valid(
                "[\"bin\",{\"_placeholder\":true,\"num\":1},{\"deep\":[{\"num\":0,\"_placeholder\":true}]},{\"_placeholder\":1}]",
                Bytes.EMPTY,
                ATTACHMENT);
        assertThat(arguments.get(1)).isEqualTo(BinaryNode.valueOf(new byte[] {1, 2, 3}));
        assertThat(arguments.get(2).path("deep").path(0)).isEqualTo(BinaryNode.valueOf(new byte[0]));
        assertThat(arguments.get(3).path("_placeholder").intValue()).isEqualTo(1);
        assertThat(arguments.attachments()).containsExactly(Bytes.EMPTY, ATTACHMENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"_placeholder\":true}",
                "{\"_placeholder\":true,\"num\":1}",
                "{\"_placeholder\":true,\"num\":-1}",
                "{\"_placeholder\":true,\"num\":0.0}",
                "{\"_placeholder\":true,\"num\":\"0\"}",
                "{\"_placeholder\":true,\"num\":null}",
                "{\"_placeholder\":true,\"num\":4294967296}",
                "{\"_placeholder\":true,\"num\":99999999999999999999}",
                "{\"_placeholder\":true,\"num\":[0]}",
                "{\"_placeholder\":true,\"num\":{\"num\":0}}",
                "{\"_placeholder\":true,\"num\":0,\"num\":1}",
                "{\"\\u005fplaceholder\":true,\"num\":7}",
                "{\"num\":7,\"_placeholder\":true}",
                "{\"a\":[0,{\"b\":{\"_placeholder\":true,\"num\":1}}]}",
                "[[{\"_placeholder\":true,\"num\":1}]]"
            })
    void aPlaceholderThatPointsNowhereIsInvalidUnlessThereAreNoAttachments(String poison) {
        assertThat(Arguments.parse(Bytes.utf8("[\"e\"," + poison + ",1]"), List.of(ATTACHMENT)))
                .isInstanceOf(Invalid.class);
        assertThat(valid("[\"e\"," + poison + ",1]").size()).isEqualTo(3);
    }

    @Test
    void ofAKeyThatStandsTwiceTheLastValueCounts() {
        Arguments arguments = valid(
                "[{\"_placeholder\":true,\"num\":9,\"num\":0},{\"_placeholder\":true,\"num\":9,\"_placeholder\":false}]",
                ATTACHMENT);
        assertThat(arguments.get(0).isBinary()).isTrue();
        assertThat(arguments.get(1).isObject()).isTrue();
    }

    @Test
    void moreThanTenAttachmentsAreInvalid() {
        assertThat(Arguments.parse(
                        Bytes.utf8("[\"a\"]"),
                        IntStream.range(0, 11).mapToObj(i -> ATTACHMENT).toList()))
                .isInstanceOf(Invalid.class);
    }

    @Test
    void stringsAreUnescapedAndOnlyStringsAreStrings() {
        Arguments arguments = valid("[\"\\u0061\\n\",1,[\"x\"]]");
        assertThat(arguments.string(0)).contains("a\n");
        assertThat(arguments.string(1)).isEmpty();
        assertThat(arguments.string(2)).isEmpty();
        assertThat(arguments.string(3)).isEmpty();
        assertThat(arguments.string(-1)).isEmpty();
    }

    @Test
    void escapedSurrogatesArePassedOnAndInKeysOnlyAsPairs() {
        assertThat(valid("[\"\\ud800\"]").raw(0).utf8()).isEqualTo("\"\\ud800\"");
        assertThat(valid("[{\"\\ud83d\\ude00\":1}]").get(0).has("\uD83D\uDE00")).isTrue();
        assertThat(Arguments.parse(Bytes.utf8("[{\"\\ud800\":1}]"), List.of())).isInstanceOf(Invalid.class);
    }

    @Test
    void whatIsNotThereIsMissing() {
        assertThat(valid("[1]").get(1).isMissingNode()).isTrue();
        assertThat(valid("[null]").get(0).isNull()).isTrue();
        assertThatThrownBy(() -> valid("[1]").raw(1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void theRestIsAnArrayOfItsOwn() {
        Arguments arguments = valid("[\"publish\" , \"room\", 1.50 ,{\"a\": 1} ]", ATTACHMENT);
        Arguments rest = arguments.from(2);
        assertThat(rest.raw().utf8()).isEqualTo("[1.50 ,{\"a\": 1}]");
        assertThat(rest.raw(0).utf8()).isEqualTo("1.50");
        assertThat(rest.raw(1).utf8()).isEqualTo("{\"a\": 1}");
        assertThat(rest.attachments()).containsExactly(ATTACHMENT);
        assertThat(arguments.from(0)).isSameAs(arguments);
        assertThat(arguments.from(4)).isEqualTo(Arguments.EMPTY);
    }

    @Test
    void aNameCanBePutInFront() {
        Arguments named = valid("[ 1.50 ,null]", ATTACHMENT).prepend("mess\"age");
        assertThat(named.raw().utf8()).isEqualTo("[\"mess\\\"age\",1.50 ,null]");
        assertThat(named.string(0)).contains("mess\"age");
        assertThat(named.raw(1).utf8()).isEqualTo("1.50");
        assertThat(named.raw(2).utf8()).isEqualTo("null");
        assertThat(named.attachments()).containsExactly(ATTACHMENT);
        assertThat(Arguments.EMPTY.prepend("a").raw().utf8()).isEqualTo("[\"a\"]");
        assertThat(named.from(1).prepend("b").raw().utf8()).isEqualTo("[\"b\",1.50 ,null]");
    }

    @Test
    void textOfItNeverShowsThePayload() {
        assertThat(valid("[\"secret\"]", ATTACHMENT)).hasToString("Arguments[size=1, bytes=10, attachments=1]");
    }

    private static Arguments valid(String json, Bytes... attachments) {
        Bytes view = Bytes.utf8("#" + json + "#").slice(1, Bytes.utf8(json).length() + 1);
        return switch (Arguments.parse(view, List.of(attachments))) {
            case Arguments arguments -> arguments;
            case Invalid(String reason) -> throw new AssertionError(reason);
        };
    }
}
