package io.roomlog.common.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.socketio.Parsed.Invalid;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsOfTest {
    private static final long SEED = 20260103;
    private static final byte[] DATA = {1, 2, 3};

    record Member(String user, List<String> ids) {}

    record Picture(String name, Bytes data) {}

    @Test
    void valuesAreWrittenWithoutSpaces() {
        assertThat(Arguments.of("a\"é", 1, 2.5, true, null, List.of(1, "x"), Map.of("k", List.of()))
                        .raw()
                        .utf8())
                .isEqualTo("[\"a\\\"é\",1,2.5,true,null,[1,\"x\"],{\"k\":[]}]");
        assertThat(Arguments.of(new Member("u", List.of("a", "b")), new BigDecimal("1.50"))
                        .raw()
                        .utf8())
                .isEqualTo("[{\"user\":\"u\",\"ids\":[\"a\",\"b\"]},1.50]");
        assertThat(Arguments.of()).isEqualTo(Arguments.EMPTY);
    }

    @Test
    void bytesBecomeAttachmentsAtAnyDepth() {
        var node = JsonNodeFactory.instance.objectNode();
        node.putArray("list").add(BinaryNode.valueOf(DATA));
        Arguments arguments = Arguments.of(
                "bin", DATA, List.of(Bytes.utf8("x")), new Picture("p", Bytes.EMPTY), node, BinaryNode.valueOf(DATA));
        assertThat(arguments.raw().utf8())
                .isEqualTo("[\"bin\",{\"_placeholder\":true,\"num\":0},[{\"_placeholder\":true,\"num\":1}],"
                        + "{\"name\":\"p\",\"data\":{\"_placeholder\":true,\"num\":2}},"
                        + "{\"list\":[{\"_placeholder\":true,\"num\":3}]},{\"_placeholder\":true,\"num\":4}]");
        assertThat(arguments.attachments())
                .containsExactly(Bytes.of(DATA), Bytes.utf8("x"), Bytes.EMPTY, Bytes.of(DATA), Bytes.of(DATA));
        assertThat(arguments.get(4)).isEqualTo(node);
    }

    static Stream<Object> unspeakable() {
        List<Object> cyclic = new ArrayList<>();
        cyclic.add(cyclic);
        byte[][] eleven = new byte[11][];
        Arrays.fill(eleven, DATA);
        return Stream.of(
                Double.NaN,
                Float.POSITIVE_INFINITY,
                DoubleNode.valueOf(Double.NEGATIVE_INFINITY),
                List.of(Double.NaN),
                new double[] {1, Double.NaN},
                new Object(),
                cyclic,
                Map.of("\udc00", 1),
                eleven,
                List.of(DATA, Map.of("_placeholder", true, "num", 1)));
    }

    @ParameterizedTest
    @MethodSource("unspeakable")
    void whatCannotBeSentIsRefused(Object value) {
        assertThatThrownBy(() -> Arguments.of("e", value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void argumentsAmongTheValuesStayByteForByte() {
        String odd = "[ 1e2 , 12345678901234567890,1.50, \"\\u00e9\\/é\uD83D\uDE00\",{\"a\":1,\"a\":2} ]";
        assertThat(Arguments.of(Map.of("args", arguments(odd)), arguments("[]")).raw())
                .isEqualTo(Bytes.utf8("[{\"args\":" + odd + "},[]]"));
    }

    @Test
    void argumentsAmongTheValuesMayBeAsDeepAsAny() {
        String deep = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
        assertThat(Arguments.of(List.of(Map.of("args", arguments(deep)))).raw())
                .isEqualTo(Bytes.utf8("[[{\"args\":" + deep + "}]]"));
    }

    @Test
    void placeholdersOfArgumentsAmongTheValuesCountOn() {
        Bytes[] data = {Bytes.utf8("a"), Bytes.utf8("b"), Bytes.utf8("c"), Bytes.utf8("d")};
        Arguments first = arguments("[{\"_placeholder\":true,\"num\":0}]", data[1]);
        Arguments second = arguments(
                "[\"é\", {\"num\" : 1\n, \"_placeholder\":true},{\"\\u005fplaceholder\":true,\"num\":7,\"num\":0 }"
                        + ",{\"_placeholder\":true,\"num\":9,\"_placeholder\":false},{\"num\":3}]",
                data[2],
                data[3]);
        Arguments answer = Arguments.of(data[0], List.of(first, second));
        assertThat(answer.attachments()).containsExactly(data);
        assertThat(answer.raw())
                .isEqualTo(Bytes.utf8("[{\"_placeholder\":true,\"num\":0},[[{\"_placeholder\":true,\"num\":1}],"
                        + "[\"é\", {\"num\" : 3\n, \"_placeholder\":true},{\"\\u005fplaceholder\":true,\"num\":7,\"num\":2 }"
                        + ",{\"_placeholder\":true,\"num\":9,\"_placeholder\":false},{\"num\":3}]]]"));
    }

    @Test
    void attachmentsOfArgumentsAmongTheValuesCountToTheLimit() {
        Bytes[] ten = new Bytes[10];
        Arrays.fill(ten, Bytes.of(DATA));
        Arguments all = arguments("[]", ten);
        assertThat(Arguments.of(all).attachments()).hasSize(10);
        assertThatThrownBy(() -> Arguments.of(DATA, all)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"_placeholder\":true,\"num\":0}]",
                "[[{\"_placeholder\":true}]]",
                "[{\"a\":{\"\\u005fplaceholder\":true,\"num\":99}}]"
            })
    void whatLooksLikeAPlaceholderDoesNotGoTogetherWithAttachments(String mimic) {
        Arguments arguments = arguments(mimic);
        assertThat(arguments.mimicBinary()).isTrue();
        assertThat(Arguments.of(List.of(arguments)).raw()).isEqualTo(Bytes.utf8('[' + "[" + mimic + "]]"));
        assertThatThrownBy(() -> Arguments.of(List.of(arguments), DATA)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"_placeholder\",true]", "[{\"_placeholder\":1,\"num\":0}]", "[\"\\u0041\"]", "[]"})
    void whatDoesNotIsNoMatter(String json) {
        assertThat(arguments(json).mimicBinary()).isFalse();
        assertThat(Arguments.of(arguments(json), DATA).attachments()).hasSize(1);
    }

    private static Arguments arguments(String json, Bytes... attachments) {
        return switch (Arguments.parse(Bytes.utf8(json), List.of(attachments))) {
            case Arguments arguments -> arguments;
            case Invalid(String reason) -> throw new AssertionError(reason);
        };
    }

    @Test
    void tenAttachmentsAreAllowed() {
        byte[][] ten = new byte[10][];
        Arrays.fill(ten, DATA);
        assertThat(Arguments.of((Object) ten).attachments()).hasSize(10);
    }

    @Test
    void aLoneSurrogateIsEscapedAsJavaScriptDoes() {
        Arguments arguments = Arguments.of("\ud800", "é");
        assertThat(arguments.raw().utf8()).isEqualToIgnoringCase("[\"\\ud800\",\"é\"]");
        assertThat(arguments.string(0)).contains("\ud800");
    }

    @Test
    void charactersBeyondTheFirstPlaneAreWrittenAsUtf8() {
        assertThat(Arguments.of("\uD83D\uDE00").raw()).isEqualTo(Bytes.utf8("[\"\uD83D\uDE00\"]"));
    }

    @Test
    void randomTreesComeBack() throws Exception {
        var random = new Random(SEED);
        for (int round = 0; round < 1000; round++) {
            List<Object> values = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                values.add(randomValue(random, 4));
            }
            Arguments written = Arguments.of(values.toArray());
            Arguments read = switch (Arguments.parse(written.raw(), written.attachments())) {
                case Arguments arguments -> arguments;
                case Invalid(String reason) -> throw new AssertionError("seed " + SEED + ": " + reason);
            };
            assertThat(read).isEqualTo(written).hasSameHashCodeAs(written);
            for (int i = 0; i < values.size(); i++) {
                assertThat(read.get(i))
                        .as("seed %d, round %d, value %d", SEED, round, i)
                        .isEqualTo(Json.mapper().readTree(Json.mapper().writeValueAsBytes(values.get(i))));
            }
        }
    }

    private static Object randomValue(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextDouble();
            case 2 -> random.nextBoolean();
            case 3 ->
                random.ints(random.nextInt(9), 0x20, 0xd800)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            case 4 ->
                Stream.generate(() -> randomValue(random, depth - 1))
                        .limit(random.nextInt(4))
                        .toList();
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put("k" + i, randomValue(random, depth - 1));
                }
                yield map;
            }
        };
    }
}
