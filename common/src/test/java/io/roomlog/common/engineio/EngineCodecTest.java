package io.roomlog.common.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.engineio.EnginePacket.Binary;
import io.roomlog.common.engineio.EnginePacket.Close;
import io.roomlog.common.engineio.EnginePacket.Malformed;
import io.roomlog.common.engineio.EnginePacket.Noop;
import io.roomlog.common.engineio.EnginePacket.Open;
import io.roomlog.common.engineio.EnginePacket.Ping;
import io.roomlog.common.engineio.EnginePacket.Pong;
import io.roomlog.common.engineio.EnginePacket.Text;
import io.roomlog.common.engineio.EnginePacket.Upgrade;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineCodecTest {
    private static final String SEPARATOR = "\u001e";
    private static final long SEED = 20260101;

    private static final Map<String, EnginePacket> PACKETS = Map.of(
            "0{\"sid\":\"x\"}", new Open(Bytes.utf8("{\"sid\":\"x\"}")),
            "1", new Close(),
            "2", new Ping(Bytes.EMPTY),
            "2probe", new Ping(Bytes.utf8("probe")),
            "3probe", new Pong(Bytes.utf8("probe")),
            "4hello €", new Text(Bytes.utf8("hello €")),
            "4", new Text(Bytes.EMPTY),
            "5", new Upgrade(),
            "6", new Noop(),
            "bAQIDBA==", new Binary(Bytes.of(new byte[] {1, 2, 3, 4})));

    @Test
    void everyPacketReadsAndWritesAsTheProtocolSays() {
        PACKETS.forEach((text, packet) -> {
            assertThat(EngineCodec.decodeText(Bytes.utf8(text))).isEqualTo(packet);
            assertThat(EngineCodec.encodeText(packet).utf8()).isEqualTo(text);
        });
    }

    @Test
    void base64WithoutPaddingIsReadAsStockServersDo() {
        assertThat(EngineCodec.decodeText(Bytes.utf8("bAQIDBA")))
                .isEqualTo(new Binary(Bytes.of(new byte[] {1, 2, 3, 4})));
        assertThat(EngineCodec.decodeText(Bytes.utf8("b"))).isEqualTo(new Binary(Bytes.EMPTY));
    }

    @Test
    void base64InLinesIsReadAsTheOfficialJavaClientWritesIt() {
        assertThat(EngineCodec.decodeText(Bytes.utf8("bAQID\nBA==\n")))
                .isEqualTo(new Binary(Bytes.of(new byte[] {1, 2, 3, 4})));
        assertThat(EngineCodec.decodeText(Bytes.utf8("bAQID!BA=="))).isInstanceOf(EnginePacket.Malformed.class);
    }

    @Test
    void aBinaryFrameIsTheMessageWhateverItBeginsWith() {
        assertThat(EngineCodec.decodeBinary(Bytes.utf8("4x"))).isEqualTo(new Binary(Bytes.utf8("4x")));
        assertThat(EngineCodec.decodeBinary(Bytes.EMPTY)).isEqualTo(new Binary(Bytes.EMPTY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "7", " 4x", "B", "b*", "bA", "bAQ=x", "é", "\u0000"})
    void whatIsNoPacketIsMalformed(String text) {
        assertThat(EngineCodec.decodeText(Bytes.utf8(text))).isInstanceOf(Malformed.class);
        assertThat(EngineCodec.decodePayload(Bytes.utf8(text))).singleElement().isInstanceOf(Malformed.class);
    }

    @Test
    void threeMessagesGoInOnePayload() {
        List<EnginePacket> packets =
                List.of(new Text(Bytes.utf8("test1")), new Text(Bytes.utf8("test2")), new Text(Bytes.utf8("test3")));
        String body = "4test1\u001e4test2\u001e4test3";
        assertThat(EngineCodec.encodePayload(packets).utf8()).isEqualTo(body);
        assertThat(EngineCodec.decodePayload(Bytes.utf8(body))).isEqualTo(packets);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4a" + SEPARATOR,
                "4a" + SEPARATOR + SEPARATOR + "4b",
                "4a" + SEPARATOR + "abc" + SEPARATOR + "4b",
                "4a" + SEPARATOR + "b!" + SEPARATOR + "4b"
            })
    void nothingBehindABadPacketIsRead(String body) {
        assertThat(EngineCodec.decodePayload(Bytes.utf8(body)))
                .hasSize(2)
                .startsWith(new Text(Bytes.utf8("a")))
                .last()
                .isInstanceOf(Malformed.class);
    }

    @Test
    void aLeadingSeparatorIsAnEmptyPacket() {
        assertThat(EngineCodec.decodePayload(Bytes.utf8(SEPARATOR + "4a")))
                .singleElement()
                .isInstanceOf(Malformed.class);
    }

    @Test
    void randomPayloadsComeBack() {
        var random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            List<EnginePacket> packets = new ArrayList<>();
            for (int i = random.nextInt(1, 9); i > 0; i--) {
                packets.add(randomPacket(random));
            }
            assertThat(EngineCodec.decodePayload(EngineCodec.encodePayload(packets)))
                    .as("seed %d, round %d", SEED, round)
                    .isEqualTo(packets);
        }
    }

    @Test
    void whatIsNoPacketCannotBeWritten() {
        assertThatThrownBy(() -> EngineCodec.encodeText(new Malformed("x")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EngineCodec.encodePayload(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theHandshakeHasExactlyFiveKeys() {
        assertThat(EngineCodec.openJson("abc", List.of("websocket"), 300, 200, 1000000)
                        .utf8())
                .isEqualTo("{\"sid\":\"abc\",\"upgrades\":[\"websocket\"],\"pingInterval\":300,\"pingTimeout\":200,"
                        + "\"maxPayload\":1000000}");
        assertThat(EngineCodec.openJson("a\"b", List.of(), 1, 2, 3).utf8())
                .isEqualTo(
                        "{\"sid\":\"a\\\"b\",\"upgrades\":[],\"pingInterval\":1,\"pingTimeout\":2,\"maxPayload\":3}");
    }

    private static EnginePacket randomPacket(Random random) {
        byte[] data = new byte[random.nextInt(40)];
        random.nextBytes(data);
        for (int i = 0; i < data.length; i++) {
            data[i] = data[i] == EngineCodec.SEPARATOR ? 0 : data[i];
        }
        return switch (random.nextInt(7)) {
            case 0 -> new Close();
            case 1 -> new Ping(Bytes.of(data));
            case 2 -> new Pong(Bytes.of(data));
            case 3 -> new Upgrade();
            case 4 -> new Noop();
            case 5 -> new Binary(Bytes.of(data));
            default -> new Text(Bytes.of(data));
        };
    }
}
