package io.roomlog.deploy.conformance;

import static io.roomlog.deploy.conformance.Frames.BINARY;
import static io.roomlog.deploy.conformance.Frames.CONTINUATION;
import static io.roomlog.deploy.conformance.Frames.FINAL;
import static io.roomlog.deploy.conformance.Frames.PING;
import static io.roomlog.deploy.conformance.Frames.PONG;
import static io.roomlog.deploy.conformance.Frames.TEXT;
import static io.roomlog.deploy.conformance.Frames.chopped;
import static io.roomlog.deploy.conformance.Frames.frame;
import static io.roomlog.deploy.conformance.Frames.joined;
import static io.roomlog.deploy.conformance.Frames.ping;
import static io.roomlog.deploy.conformance.Frames.pong;
import static io.roomlog.deploy.conformance.Frames.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Framing, pings, what is reserved, and fragments: RFC 6455, section 5.
final class FramingCases {
    private static final int PROTOCOL_ERROR = 1002;
    private static final int RESERVED_BIT = 0x10;
    private static final byte[] NOTHING = {};
    private static final byte[] HELLO = utf8("4Hello, world!");
    private static final byte[] FIRST = utf8("4fragment1");
    private static final byte[] SECOND = utf8("fragment2");
    private static final byte[] WHOLE = utf8("4fragment1fragment2");
    private static final byte[] WORD = utf8("payload");

    private FramingCases() {}

    /// 1: messages of one frame, of each form of length, and masks.
    static List<WireCase> framing() {
        List<WireCase> cases = new ArrayList<>();
        int[] lengths = {0, 125, 126, 127, 128, 65_535, 65_536};
        for (int i = 0; i < lengths.length; i++) {
            byte[] text = filled(Math.max(1, lengths[i]), '*');
            text[0] = '4';
            cases.add(WireCase.of("1.1." + (i + 1), "text of " + text.length + " bytes")
                    .sends(text(text))
                    .gets(TEXT, text));
            byte[] binary = filled(lengths[i], 0xfe);
            cases.add(WireCase.of("1.2." + (i + 1), "binary of " + binary.length + " bytes")
                    .sends(Frames.binary(binary))
                    .gets(BINARY, binary));
        }
        byte[] text = filled(65_536, '4');
        cases.add(WireCase.of("1.1.8", "text of 65536 bytes, 997 at a time")
                .sends(chopped(text(text), 997))
                .gets(TEXT, text));
        byte[] binary = filled(65_536, 0xfe);
        cases.add(WireCase.of("1.2.8", "binary of 65536 bytes, 997 at a time")
                .sends(chopped(Frames.binary(binary), 997))
                .gets(BINARY, binary));
        byte[] unmasked = joined(new byte[] {(byte) (FINAL | TEXT), (byte) HELLO.length}, HELLO);
        byte[] wide =
                joined(new byte[] {(byte) (FINAL | TEXT), (byte) 0xfe, 0, (byte) HELLO.length, 0, 0, 0, 0}, HELLO);
        cases.add(WireCase.of("1.3.1", "a text without a mask").sends(unmasked).ends(PROTOCOL_ERROR));
        cases.add(WireCase.of("1.3.2", "a ping without a mask")
                .sends(new byte[] {(byte) (FINAL | PING), 0})
                .ends(PROTOCOL_ERROR));
        cases.add(WireCase.of("1.3.3", "a length not in its shortest form")
                .sends(wide)
                .ends(PROTOCOL_ERROR));
        return cases;
    }

    /// 2: pings and pongs.
    static List<WireCase> pings() {
        byte[] longest = filled(125, 0xfe);
        byte[] bytes = {0, (byte) 0xff, (byte) 0xfe, (byte) 0xfd, (byte) 0xfc, (byte) 0xfb, 0, (byte) 0xff};
        List<byte[]> ten = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ten.add(utf8("payload-" + i));
        }
        byte[][] pings = ten.stream().map(Frames::ping).toArray(byte[][]::new);
        return List.of(
                WireCase.of("2.1", "a ping of nothing").sends(ping(NOTHING)).gets(PONG, NOTHING),
                WireCase.of("2.2", "a ping of text").sends(ping(HELLO)).gets(PONG, HELLO),
                WireCase.of("2.3", "a ping of bytes").sends(ping(bytes)).gets(PONG, bytes),
                WireCase.of("2.4", "a ping of 125 bytes").sends(ping(longest)).gets(PONG, longest),
                WireCase.of("2.5", "a ping of 126 bytes")
                        .sends(ping(filled(126, 0xfe)))
                        .ends(PROTOCOL_ERROR),
                WireCase.of("2.6", "a ping of 125 bytes, one at a time")
                        .sends(chopped(ping(longest), 1))
                        .gets(PONG, longest),
                WireCase.of("2.7", "a pong of nothing, unasked").sends(pong(NOTHING)),
                WireCase.of("2.8", "a pong of text, unasked").sends(pong(HELLO)),
                WireCase.of("2.9", "a pong, unasked, then a ping")
                        .sends(pong(HELLO), ping(WORD))
                        .gets(PONG, WORD),
                pongs(WireCase.of("2.10", "ten pings").sends(joined(pings)), ten),
                pongs(WireCase.of("2.11", "ten pings, one byte at a time").sends(chopped(joined(pings), 1)), ten));
    }

    private static WireCase pongs(WireCase pinged, List<byte[]> payloads) {
        payloads.forEach(payload -> pinged.gets(PONG, payload));
        return pinged;
    }

    /// 3: bits that nobody has agreed on.
    static List<WireCase> reservedBits() {
        byte[] close = Frames.close(1000);
        close[0] |= (byte) (7 * RESERVED_BIT);
        return List.of(
                WireCase.of("3.1", "RSV 1 on a text")
                        .sends(reserved(1, TEXT, HELLO))
                        .ends(PROTOCOL_ERROR),
                WireCase.of("3.2", "a text, RSV 2 on the next, a ping")
                        .sends(joined(text(HELLO), reserved(2, TEXT, HELLO), ping(NOTHING)))
                        .gets(TEXT, HELLO)
                        .ends(PROTOCOL_ERROR),
                WireCase.of("3.3", "a text, RSV 3 on the next, a ping, frame by frame")
                        .sends(text(HELLO), reserved(3, TEXT, HELLO), ping(NOTHING))
                        .gets(TEXT, HELLO)
                        .ends(PROTOCOL_ERROR),
                WireCase.of("3.4", "a text, RSV 4 on the next, a ping, byte by byte")
                        .sends(chopped(joined(text(HELLO), reserved(4, TEXT, HELLO), ping(NOTHING)), 1))
                        .gets(TEXT, HELLO)
                        .ends(PROTOCOL_ERROR),
                WireCase.of("3.5", "RSV 5 on a binary")
                        .sends(reserved(5, BINARY, HELLO))
                        .ends(PROTOCOL_ERROR),
                WireCase.of("3.6", "RSV 6 on a ping")
                        .sends(reserved(6, PING, HELLO))
                        .ends(PROTOCOL_ERROR),
                WireCase.of("3.7", "RSV 7 on a close").sends(close).ends(PROTOCOL_ERROR));
    }

    private static byte[] reserved(int bits, int opcode, byte[] payload) {
        return frame(FINAL | (bits * RESERVED_BIT) | opcode, payload);
    }

    /// 4: opcodes that nobody has given a meaning.
    static List<WireCase> opcodes() {
        List<WireCase> cases = new ArrayList<>();
        for (int first : new int[] {3, 11}) {
            String group = first == 3 ? "4.1." : "4.2.";
            for (int i = 0; i < 5; i++) {
                int opcode = first + i;
                byte[] odd = frame(FINAL | opcode, i % 2 == 0 ? NOTHING : HELLO);
                WireCase one = WireCase.of(group + (i + 1), "opcode " + opcode + (i < 2 ? "" : " behind a text"));
                if (i < 2) {
                    one.sends(odd);
                } else if (i < 4) {
                    one.sends(text(HELLO), odd, ping(NOTHING)).gets(TEXT, HELLO);
                } else {
                    one.sends(chopped(joined(text(HELLO), odd, ping(NOTHING)), 1))
                            .gets(TEXT, HELLO);
                }
                cases.add(one.ends(PROTOCOL_ERROR));
            }
        }
        return cases;
    }

    /// 5: fragments.
    static List<WireCase> fragments() {
        byte[] start = frame(TEXT, FIRST);
        byte[] end = frame(FINAL | CONTINUATION, SECOND);
        byte[][] two = {start, end};
        byte[][] pinged = {start, ping(WORD), end};
        byte[][] fiveParts = {
            frame(TEXT, utf8("4fragment1")),
            frame(CONTINUATION, utf8("fragment2")),
            ping(utf8("pongme 1!")),
            frame(CONTINUATION, utf8("fragment3")),
            frame(CONTINUATION, utf8("fragment4")),
            ping(utf8("pongme 2!")),
            frame(FINAL | CONTINUATION, utf8("fragment5"))
        };
        byte[] five = utf8("4fragment1fragment2fragment3fragment4fragment5");
        List<WireCase> cases = new ArrayList<>(List.of(
                WireCase.of("5.1", "a ping in two fragments")
                        .sends(frame(PING, FIRST), end)
                        .ends(PROTOCOL_ERROR),
                WireCase.of("5.2", "a pong in two fragments")
                        .sends(frame(PONG, FIRST), end)
                        .ends(PROTOCOL_ERROR),
                WireCase.of("5.3", "two fragments").sends(two).gets(TEXT, WHOLE),
                WireCase.of("5.4", "two fragments at once").sends(joined(two)).gets(TEXT, WHOLE),
                WireCase.of("5.5", "two fragments, byte by byte")
                        .sends(chopped(joined(two), 1))
                        .gets(TEXT, WHOLE),
                WireCase.of("5.6", "two fragments, a ping between them")
                        .sends(pinged)
                        .gets(PONG, WORD)
                        .gets(TEXT, WHOLE),
                WireCase.of("5.7", "two fragments, a ping between them, at once")
                        .sends(joined(pinged))
                        .gets(PONG, WORD)
                        .gets(TEXT, WHOLE),
                WireCase.of("5.8", "two fragments, a ping between them, byte by byte")
                        .sends(chopped(joined(pinged), 1))
                        .gets(PONG, WORD)
                        .gets(TEXT, WHOLE)));
        int number = 9;
        for (int last : new int[] {FINAL, 0}) {
            byte[][] nothing = {frame(last | CONTINUATION, SECOND), text(HELLO)};
            String what = (last == 0 ? "a part" : "an end") + " of nothing, then a text";
            cases.add(WireCase.of("5." + number++, what).sends(nothing).ends(PROTOCOL_ERROR));
            cases.add(WireCase.of("5." + number++, what + ", at once")
                    .sends(joined(nothing))
                    .ends(PROTOCOL_ERROR));
            cases.add(WireCase.of("5." + number++, what + ", byte by byte")
                    .sends(chopped(joined(nothing), 1))
                    .ends(PROTOCOL_ERROR));
        }
        cases.addAll(List.of(
                WireCase.of("5.15", "two fragments, then a part of nothing")
                        .sends(start, end, frame(CONTINUATION, SECOND), text(HELLO))
                        .gets(TEXT, WHOLE)
                        .ends(PROTOCOL_ERROR),
                WireCase.of("5.16", "a part of nothing, a fragment that begins, an end; twice")
                        .sends(frame(CONTINUATION, FIRST), start, end, frame(CONTINUATION, FIRST), start, end)
                        .ends(PROTOCOL_ERROR),
                WireCase.of("5.17", "an end of nothing, a fragment that begins, an end; twice")
                        .sends(end, start, end, end, start, end)
                        .ends(PROTOCOL_ERROR),
                WireCase.of("5.18", "a text within another")
                        .sends(start, text(HELLO))
                        .ends(PROTOCOL_ERROR),
                fivePongs(WireCase.of("5.19", "five fragments, pings between them")
                                .sends(joined(fiveParts)))
                        .gets(TEXT, five),
                fivePongs(WireCase.of("5.20", "five fragments, pings between them, frame by frame")
                                .sends(fiveParts))
                        .gets(TEXT, five)));
        return cases;
    }

    private static WireCase fivePongs(WireCase fragmented) {
        return fragmented.gets(PONG, utf8("pongme 1!")).gets(PONG, utf8("pongme 2!"));
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
