package io.roomlog.common.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.socketio.SocketPacket.Ack;
import io.roomlog.common.socketio.SocketPacket.Connect;
import io.roomlog.common.socketio.SocketPacket.ConnectError;
import io.roomlog.common.socketio.SocketPacket.Disconnect;
import io.roomlog.common.socketio.SocketPacket.Event;
import io.roomlog.common.socketio.SocketPacket.Ignored;
import io.roomlog.common.socketio.SocketPacket.Malformed;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The texts are without Engine.IO's `4`.
class SocketCodecTest {
    private static final long SEED = 20260102;
    private static final String PLACEHOLDER = "{\"_placeholder\":true,\"num\":0}";

    @Test
    void connectWithAndWithoutCommaAndPayload() {
        assertThat(decode("0")).isEqualTo(new Connect("/", Bytes.EMPTY));
        assertThat(decode("0{\"token\":\"123\"}")).isEqualTo(new Connect("/", json("{\"token\":\"123\"}")));
        assertThat(decode("0/custom")).isEqualTo(new Connect("/custom", Bytes.EMPTY));
        assertThat(decode("0/custom,")).isEqualTo(new Connect("/custom", Bytes.EMPTY));
        assertThat(decode("0/custom,{\"token\":\"abc\"}"))
                .isEqualTo(new Connect("/custom", json("{\"token\":\"abc\"}")));
        assertThat(decode("0{\"pid\":\"o6SWKG29nbj9aDUDAAAB\",\"offset\":\"Q85kj5X\",\"token\":\"123\"}"))
                .isEqualTo(new Connect(
                        "/", json("{\"pid\":\"o6SWKG29nbj9aDUDAAAB\",\"offset\":\"Q85kj5X\",\"token\":\"123\"}")));
    }

    @Test
    void disconnectWithAndWithoutComma() {
        assertThat(decode("1")).isEqualTo(new Disconnect("/"));
        assertThat(decode("1/custom")).isEqualTo(new Disconnect("/custom"));
        assertThat(decode("1/custom,")).isEqualTo(new Disconnect("/custom"));
    }

    @Test
    void eventsWithNamespaceIdAndAttachments() {
        assertThat(decode("2[\"auth\",{}]")).isEqualTo(new Event("/", -1, json("[\"auth\",{}]"), 0));
        assertThat(decode("20[\"q\",1]")).isEqualTo(new Event("/", 0, json("[\"q\",1]"), 0));
        assertThat(decode("2/custom,456[\"a\"]")).isEqualTo(new Event("/custom", 456, json("[\"a\"]"), 0));
        assertThat(decode("51-[\"bin\"," + PLACEHOLDER + "]"))
                .isEqualTo(new Event("/", -1, json("[\"bin\"," + PLACEHOLDER + "]"), 1));
        assertThat(decode("510-/a/b?c=d,9007199254740991[\"x\"]"))
                .isEqualTo(new Event("/a/b?c=d", 9007199254740991L, json("[\"x\"]"), 10));
        assertThat(decode("2/é€,[\"a\"]")).isEqualTo(new Event("/é€", -1, json("[\"a\"]"), 0));
    }

    @Test
    void aBinaryEventOfNoAttachmentsIsAPlainOne() {
        assertThat(decode("50-[\"a\"]")).isEqualTo(new Event("/", -1, json("[\"a\"]"), 0));
    }

    @Test
    void acksWithNamespaceAndAttachments() {
        assertThat(decode("30[{\"ok\":true}]")).isEqualTo(new Ack("/", 0, json("[{\"ok\":true}]"), 0));
        assertThat(decode("3/admin,12[]")).isEqualTo(new Ack("/admin", 12, json("[]"), 0));
        assertThat(decode("61-/admin,1[" + PLACEHOLDER + "]"))
                .isEqualTo(new Ack("/admin", 1, json("[" + PLACEHOLDER + "]"), 1));
        assertThat(decode("37")).isEqualTo(new Ack("/", 7, json("[]"), 0));
    }

    @Test
    void connectErrorsAreReadForTheCallerToRefuse() {
        assertThat(decode("4/random,{\"message\":\"Invalid namespace\"}"))
                .isEqualTo(new ConnectError("/random", json("{\"message\":\"Invalid namespace\"}")));
        assertThat(decode("4\"no\"")).isEqualTo(new ConnectError("/", json("\"no\"")));
        assertThat(decode("4")).isEqualTo(new ConnectError("/", Bytes.EMPTY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "2 12", "212", "2/custom", "2/custom,", "2/custom,5", "50-", "3", "3[]", "3[1]"})
    void whatStockToleratesIsIgnored(String text) {
        assertThat(decode(text)).isEqualTo(new Ignored());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "7",
                "9[]",
                "-1",
                " 2[\"a\"]", // type
                "2{}",
                "2abc[\"a\"]",
                "2\"a\"",
                "2null",
                "2 [\"a\"]",
                "2-1[\"a\"]",
                "21.5[\"a\"]", // payload of an event
                "3{}",
                "30{}",
                "30null",
                "3abc", // of an ack
                "0[]",
                "0\"x\"",
                "0null",
                "01x",
                "0{",
                "0{}{}",
                "0{}x",
                "0{\"a\":1,}",
                "0{a:1}",
                "0 {}x",
                "0/a,b", // CONNECT
                "1{}",
                "1[]",
                "1x",
                "1/a,x", // DISCONNECT
                "4[]",
                "45x",
                "4null",
                "4\"", // CONNECT_ERROR
                "5[\"a\"]",
                "5-[\"a\"]",
                "51[\"a\"]",
                "51",
                "5",
                "511-[\"a\"]",
                "5-1-[\"a\"]",
                "51.0-[\"a\"]",
                "5 1-[\"a\"]", // count
                "599999999999999999999-[\"a\"]",
                "5x-[\"a\"]",
                "51-",
                "51-{}",
                "61-",
                "61-1",
                "51-/a", // count, no payload
                "29007199254740992[\"a\"]",
                "299999999999999999999999[\"a\"]",
                "318446744073709551616[]" // id
            })
    void whatStockClosesForIsMalformed(String text) {
        assertThat(decode(text)).isInstanceOf(Malformed.class);
    }

    @Test
    void namespaceAndConnectPayloadMustBeUtf8() {
        assertThat(SocketCodec.decode(hex("30 2f c0 80 2c"))).isInstanceOf(Malformed.class);
        assertThat(SocketCodec.decode(hex("30 7b 22 61 22 3a 22 ed a0 80 22 7d")))
                .isInstanceOf(Malformed.class);
        assertThat(SocketCodec.decode(hex("30 00 7b 00 7d"))).as("UTF-16").isInstanceOf(Malformed.class);
        assertThat(SocketCodec.decode(hex("30 ef bb bf 7b 7d")))
                .as("byte order mark")
                .isInstanceOf(Malformed.class);
    }

    @Test
    void deepConnectPayloadIsRefusedNotFollowed() {
        assertThat(decode("0" + "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000)))
                .isInstanceOf(Malformed.class);
        assertThat(decode("0" + "{\"a\":".repeat(512) + "1" + "}".repeat(512))).isInstanceOf(Connect.class);
    }

    @Test
    void everyBeginningOfAPacketIsAResult() {
        byte[] text = Bytes.utf8("510-/näh,123[\"é\",{\"_placeholder\":true,\"num\":0}]")
                .toArray();
        for (int to = 0; to <= text.length; to++) {
            assertThat(SocketCodec.decode(Bytes.of(text, 0, to))).isNotNull();
        }
    }

    @Test
    void writesWhatStockClientsExpect() {
        assertThat(SocketCodec.connect("/", json("{\"sid\":\"x\"}")).utf8()).isEqualTo("0{\"sid\":\"x\"}");
        assertThat(SocketCodec.connect("/custom", json("{}")).utf8()).isEqualTo("0/custom,{}");
        assertThat(SocketCodec.connectError("/random", json("{\"message\":\"Invalid namespace\"}"))
                        .utf8())
                .isEqualTo("4/random,{\"message\":\"Invalid namespace\"}");
        assertThat(SocketCodec.disconnect("/").utf8()).isEqualTo("1");
        assertThat(SocketCodec.disconnect("/custom").utf8()).isEqualTo("1/custom,");
        assertThat(SocketCodec.event("/custom", -1, json("[\"auth\",{\"token\":\"abc\"}]"), 0)
                        .utf8())
                .isEqualTo("2/custom,[\"auth\",{\"token\":\"abc\"}]");
        assertThat(SocketCodec.event("/", 1, json("[\"withack\"]"), 0).utf8()).isEqualTo("21[\"withack\"]");
        assertThat(SocketCodec.event("/a", 1, json("[\"b\"]"), 2).utf8()).isEqualTo("52-/a,1[\"b\"]");
        assertThat(SocketCodec.ack("/", 0, json("[{\"ok\":true}]"), 0).utf8()).isEqualTo("30[{\"ok\":true}]");
        assertThat(SocketCodec.ack("/a", 3, json("[1]"), 1).utf8()).isEqualTo("61-/a,3[1]");
    }

    @Test
    void moreThanTenAttachmentsAreNeverWritten() {
        assertThatThrownBy(() -> SocketCodec.event("/", -1, json("[\"a\"]"), 11))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SocketCodec.ack("/", 1, json("[]"), 11)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void randomPacketsComeBack() {
        var random = new Random(SEED);
        for (int round = 0; round < 2000; round++) {
            String namespace = random.nextBoolean() ? "/" : "/n" + random.nextInt(100);
            long id = random.nextBoolean() ? -1 : random.nextLong(1L << 53);
            int attachments = random.nextInt(11);
            Bytes data = json("[\"e\"," + random.nextInt() + "]");
            assertThat(SocketCodec.decode(SocketCodec.event(namespace, id, data, attachments)))
                    .as("seed %d, round %d", SEED, round)
                    .isEqualTo(new Event(namespace, id, data, attachments));
            assertThat(SocketCodec.decode(SocketCodec.ack(namespace, Math.max(id, 0), data, attachments)))
                    .isEqualTo(new Ack(namespace, Math.max(id, 0), data, attachments));
        }
    }

    @Test
    void randomBytesAreNeverMoreThanMalformed() {
        var random = new Random(SEED);
        String alphabet = "0123456/,-[]{}\"a: \u0000é";
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(decode(text.toString())).as("%s", text).isNotNull();
        }
    }

    private static SocketPacket decode(String text) {
        return SocketCodec.decode(
                Bytes.utf8("#" + text + "#").slice(1, Bytes.utf8(text).length() + 1));
    }

    private static Bytes json(String text) {
        return Bytes.utf8(text);
    }

    private static Bytes hex(String hex) {
        return Bytes.of(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
