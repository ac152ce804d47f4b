package io.roomlog.deploy.conformance;

import static io.roomlog.deploy.conformance.Frames.BINARY;
import static io.roomlog.deploy.conformance.Frames.CONTINUATION;
import static io.roomlog.deploy.conformance.Frames.FINAL;
import static io.roomlog.deploy.conformance.Frames.TEXT;
import static io.roomlog.deploy.conformance.Frames.chopped;
import static io.roomlog.deploy.conformance.Frames.fragments;
import static io.roomlog.deploy.conformance.Frames.frame;
import static io.roomlog.deploy.conformance.Frames.joined;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// 9 and 10: large messages, whole, in fragments and in pieces, many small ones, and what is too large.
final class SizeCases {
    private static final int TOO_BIG = 1009;
    private static final int KB = 1024;
    private static final int MB = 1024 * KB;
    private static final int ROUNDS = 500;
    private static final byte[] ONE = {'4'};

    private SizeCases() {}

    /// @param limit the server's `max-payload`
    static List<WireCase> cases(int limit) {
        List<WireCase> cases = new ArrayList<>();
        for (int opcode : new int[] {TEXT, BINARY}) {
            boolean text = opcode == TEXT;
            String what = text ? "text" : "binary";
            int[] sizes = {64 * KB, 256 * KB, MB, 4 * MB, 8 * MB, 16 * MB};
            for (int i = 0; i < sizes.length; i++) {
                byte[] message = message(sizes[i]);
                cases.add(WireCase.of((text ? "9.1." : "9.2.") + (i + 1), what + " of " + sizes[i] / KB + " KB")
                        .sends(frame(FINAL | opcode, message))
                        .gets(opcode, message));
            }
            byte[] large = message(4 * MB);
            for (int i = 0; i < 9; i++) {
                int size = 64 << (2 * i);
                cases.add(WireCase.of(
                                (text ? "9.3." : "9.4.") + (i + 1),
                                what + " of 4 MB in fragments of " + size + " bytes")
                        .sends(fragments(opcode, large, size))
                        .gets(opcode, large));
            }
            byte[] chopped = message(MB);
            for (int i = 0; i < 6; i++) {
                int size = 64 << i;
                cases.add(
                        WireCase.of((text ? "9.5." : "9.6.") + (i + 1), what + " of 1 MB, " + size + " bytes at a time")
                                .sends(chopped(frame(FINAL | opcode, chopped), size))
                                .gets(opcode, chopped));
            }
            int[] small = {1, 16, 64, 256, KB, 4 * KB};
            for (int i = 0; i < small.length; i++) {
                byte[] message = message(small[i]);
                WireCase many = WireCase.of(
                        (text ? "9.7." : "9.8.") + (i + 1), ROUNDS + " times " + what + " of " + small[i] + " bytes");
                for (int round = 0; round < ROUNDS; round++) {
                    many.sends(frame(FINAL | opcode, message)).gets(opcode, message);
                }
                cases.add(many);
            }
        }
        cases.addAll(limits(limit));
        byte[] fragmented = message(64 * KB);
        cases.add(WireCase.of("10.1.1", "text of 64 KB in fragments of 1300 bytes")
                .sends(fragments(TEXT, fragmented, 1_300))
                .gets(TEXT, fragmented));
        return cases;
    }

    /// What Autobahn leaves to each server.
    private static List<WireCase> limits(int limit) {
        byte[] half = message(limit / 2);
        byte[][] empty = new byte[100_000][];
        Arrays.fill(empty, frame(CONTINUATION, new byte[0]));
        byte[] emptyParts = joined(empty);
        return List.of(
                WireCase.of("9.9.1", "a length of one more than the limit")
                        .sends(frame(FINAL | TEXT, ONE, limit + 1L))
                        .ends(TOO_BIG),
                WireCase.of("9.9.2", "a length of 2 GB")
                        .sends(frame(FINAL | BINARY, ONE, 1L << 31))
                        .ends(TOO_BIG),
                WireCase.of("9.9.3", "a length of 4 GB and a byte")
                        .sends(frame(FINAL | BINARY, ONE, (1L << 32) + 1))
                        .ends(TOO_BIG),
                WireCase.of("9.9.4", "the largest length there is")
                        .sends(frame(FINAL | BINARY, ONE, Long.MAX_VALUE))
                        .ends(TOO_BIG),
                WireCase.of("9.9.5", "a length of more than 63 bits")
                        .sends(frame(FINAL | BINARY, ONE, -1))
                        .ends(1002),
                WireCase.of("9.9.6", "a message of one more than the limit, all of it sent")
                        .sends(frame(FINAL | BINARY, message(limit + 1)))
                        .ends(TOO_BIG),
                WireCase.of("9.9.7", "fragments of more than the limit together")
                        .sends(frame(BINARY, half), frame(CONTINUATION, half), frame(FINAL, ONE))
                        .ends(TOO_BIG),
                WireCase.of("9.9.8", "100,000 empty fragments")
                        .sends(joined(frame(TEXT, ONE), emptyParts, frame(FINAL, ONE)))
                        .gets(TEXT, new byte[] {'4', '4'}));
    }

    private static byte[] message(int length) {
        byte[] message = new byte[length];
        Arrays.fill(message, (byte) '*');
        message[0] = '4';
        return message;
    }
}
