package io.roomlog.deploy.conformance;

import static io.roomlog.deploy.conformance.Frames.BINARY;
import static io.roomlog.deploy.conformance.Frames.COMPRESSED;
import static io.roomlog.deploy.conformance.Frames.CONTINUATION;
import static io.roomlog.deploy.conformance.Frames.FINAL;
import static io.roomlog.deploy.conformance.Frames.PING;
import static io.roomlog.deploy.conformance.Frames.PONG;
import static io.roomlog.deploy.conformance.Frames.TEXT;
import static io.roomlog.deploy.conformance.Frames.deflated;
import static io.roomlog.deploy.conformance.Frames.fragments;
import static io.roomlog.deploy.conformance.Frames.frame;
import static io.roomlog.deploy.conformance.Frames.ping;
import static io.roomlog.deploy.conformance.Frames.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// 12: compressed messages, and 13: what permessage-deflate forbids (RFC 7692). What is agreed on: [HandshakeIT].
final class DeflateCases {
    private static final long SEED = 20261125;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int BAD_DATA = 1007;
    private static final int TOO_BIG = 1009;
    private static final int ROUNDS = 50;
    private static final int[] SIZES = {16, 64, 256, 1024, 4096, 8192, 16_384, 32_768, 65_536, 131_072};
    private static final byte[] WORD = utf8("payload");

    private DeflateCases() {}

    static List<WireCase> messages() {
        List<WireCase> cases = new ArrayList<>();
        for (int i = 0; i < SIZES.length; i++) {
            int size = SIZES[i];
            String times = ROUNDS + " times " + size + " bytes of ";
            cases.add(many(WireCase.compressed("12.1." + (i + 1), times + "JSON"), TEXT, json(size), size));
            cases.add(many(WireCase.compressed("12.2." + (i + 1), times + "text"), TEXT, greek(size), size));
            cases.add(many(WireCase.compressed("12.3." + (i + 1), times + "noise"), BINARY, noise(size), size));
            cases.add(many(
                    WireCase.compressed("12.4." + (i + 1), times + "JSON, in 4 fragments"),
                    TEXT,
                    json(size),
                    size / 4));
        }
        return cases;
    }

    /// @param limit the server's `max-payload`
    static List<WireCase> rules(int limit) {
        byte[] message = json(10_000);
        byte[] deflated = deflated(message);
        byte[] start = Arrays.copyOf(deflated, 100);
        byte[] end = Arrays.copyOfRange(deflated, 100, deflated.length);
        byte[] odd = Arrays.copyOf(message, message.length + 1);
        odd[message.length] = (byte) 0xc3;
        byte[] most = new byte[limit];
        byte[] bomb = new byte[limit + 1];
        return List.of(
                WireCase.compressed("13.1", "plain messages and compressed ones")
                        .sends(text(message), compressed(TEXT, deflated), text(message))
                        .gets(TEXT, message)
                        .gets(TEXT, message)
                        .gets(TEXT, message),
                WireCase.compressed("13.2", "a ping between compressed fragments")
                        .sends(frame(COMPRESSED | TEXT, start), ping(WORD), frame(FINAL | CONTINUATION, end))
                        .gets(PONG, WORD)
                        .gets(TEXT, message),
                WireCase.compressed("13.3", "the bit on a continuation")
                        .sends(frame(COMPRESSED | TEXT, start), compressed(CONTINUATION, end))
                        .ends(PROTOCOL_ERROR),
                WireCase.compressed("13.4", "the bit on a continuation alone")
                        .sends(frame(TEXT, utf8("4")), compressed(CONTINUATION, end))
                        .ends(PROTOCOL_ERROR),
                WireCase.compressed("13.5", "the bit on a ping")
                        .sends(compressed(PING, WORD))
                        .ends(PROTOCOL_ERROR),
                WireCase.compressed("13.6", "another bit")
                        .sends(frame(FINAL | 0x20 | TEXT, WORD))
                        .ends(PROTOCOL_ERROR),
                WireCase.compressed("13.7", "what is not compressed")
                        .sends(compressed(TEXT, message))
                        .ends(BAD_DATA),
                WireCase.compressed("13.8", "a compressed message cut short")
                        .sends(compressed(TEXT, start))
                        .ends(BAD_DATA),
                WireCase.compressed("13.9", "a compressed text that is not UTF-8")
                        .sends(compressed(TEXT, deflated(odd)))
                        .ends(BAD_DATA),
                WireCase.compressed("13.10", "a binary of just the limit")
                        .sends(compressed(BINARY, deflated(most)))
                        .gets(BINARY, most),
                WireCase.compressed("13.11", "a deflate bomb")
                        .sends(compressed(BINARY, deflated(bomb)))
                        .ends(TOO_BIG));
    }

    private static WireCase many(WireCase of, int opcode, byte[] message, int fragmentSize) {
        byte[] frames = fragments(COMPRESSED | opcode, deflated(message), fragmentSize);
        for (int round = 0; round < ROUNDS; round++) {
            of.sends(frames).gets(opcode, message);
        }
        return of;
    }

    private static byte[] compressed(int opcode, byte[] payload) {
        return frame(FINAL | COMPRESSED | opcode, payload);
    }

    private static byte[] json(int length) {
        var random = new Random(SEED);
        var json = new StringBuilder(length + 64).append("4[");
        while (json.length() < length) {
            json.append("{\"user\":").append(random.nextInt(1_000)).append(",\"said\":\"something\"},");
        }
        return utf8(json.substring(0, length));
    }

    private static byte[] greek(int length) {
        var random = new Random(SEED);
        var text = new StringBuilder("4").append(length % 2 == 0 ? "!" : "");
        while (text.length() < length / 2 + 1) {
            text.append((char) ('α' + random.nextInt(24)));
        }
        return utf8(text.toString());
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(SEED).nextBytes(noise);
        return noise;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
