package io.roomlog.deploy.conformance;

import static io.roomlog.deploy.conformance.Frames.CLOSE;
import static io.roomlog.deploy.conformance.Frames.FINAL;
import static io.roomlog.deploy.conformance.Frames.TEXT;
import static io.roomlog.deploy.conformance.Frames.close;
import static io.roomlog.deploy.conformance.Frames.frame;
import static io.roomlog.deploy.conformance.Frames.joined;
import static io.roomlog.deploy.conformance.Frames.ping;
import static io.roomlog.deploy.conformance.Frames.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// 7: the closing handshake and its codes (RFC 6455, sections 5.5.1 and 7).
final class CloseCases {
    private static final int NORMAL = 1000;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int BAD_DATA = 1007;
    private static final byte[] HELLO = utf8("4Hello, world!");
    private static final int[] CODES = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999};
    private static final int[] BAD_CODES = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999};

    private CloseCases() {}

    static List<WireCase> cases() {
        List<WireCase> cases = new ArrayList<>();
        cases.addAll(behindAClose());
        cases.addAll(payloads());
        for (int i = 0; i < CODES.length; i++) {
            cases.add(WireCase.of("7.7." + (i + 1), "code " + CODES[i])
                    .sends(close(CODES[i]))
                    .ends(CODES[i]));
        }
        for (int i = 0; i < BAD_CODES.length; i++) {
            cases.add(WireCase.of("7.9." + (i + 1), "code " + BAD_CODES[i])
                    .sends(close(BAD_CODES[i]))
                    .ends(PROTOCOL_ERROR));
        }
        cases.add(WireCase.of("7.13.1", "code 5000").sends(close(5000)).ends(PROTOCOL_ERROR));
        cases.add(WireCase.of("7.13.2", "code 65535").sends(close(65_535)).ends(PROTOCOL_ERROR));
        return cases;
    }

    /// The answer to a close frame reaches a client that has not stopped sending.
    private static List<WireCase> behindAClose() {
        byte[] large = new byte[256 * 1024];
        Arrays.fill(large, (byte) '4');
        return List.of(
                WireCase.of("7.1.1", "a text, then a close")
                        .sends(text(HELLO))
                        .gets(TEXT, HELLO)
                        .sends(close(NORMAL))
                        .ends(NORMAL),
                WireCase.of("7.1.2", "two closes")
                        .sends(joined(close(NORMAL), close(NORMAL)))
                        .ends(NORMAL),
                WireCase.of("7.1.3", "a ping behind a close")
                        .sends(joined(close(NORMAL), ping(HELLO)))
                        .ends(NORMAL),
                WireCase.of("7.1.4", "a text behind a close")
                        .sends(joined(close(NORMAL), text(HELLO)))
                        .ends(NORMAL),
                WireCase.of("7.1.5", "a close between two fragments")
                        .sends(joined(frame(TEXT, HELLO), close(NORMAL), frame(FINAL, HELLO)))
                        .ends(NORMAL),
                WireCase.of("7.1.6", "256 KB of text, then a close and a ping")
                        .sends(joined(text(large), close(NORMAL), ping(HELLO)))
                        .gets(TEXT, large)
                        .ends(NORMAL),
                WireCase.of("7.1.7", "1 MB behind a close")
                        .sends(joined(close(NORMAL), new byte[1024 * 1024]))
                        .ends(NORMAL),
                WireCase.of("7.1.8", "1 MB behind a frame that is not allowed")
                        .sends(joined(frame(FINAL | 3, HELLO), new byte[1024 * 1024]))
                        .ends(PROTOCOL_ERROR));
    }

    private static List<WireCase> payloads() {
        byte[] longest = utf8("*".repeat(123));
        return List.of(
                WireCase.of("7.3.1", "a close of nothing")
                        .sends(frame(FINAL | CLOSE, new byte[0]))
                        .ends(NORMAL),
                WireCase.of("7.3.2", "a close of one byte")
                        .sends(frame(FINAL | CLOSE, new byte[] {3}))
                        .ends(PROTOCOL_ERROR),
                WireCase.of("7.3.3", "a close with a code").sends(close(NORMAL)).ends(NORMAL),
                WireCase.of("7.3.4", "a close with a reason")
                        .sends(close(NORMAL, utf8("Hello")))
                        .ends(NORMAL),
                WireCase.of("7.3.5", "a close with a reason of 123 bytes")
                        .sends(close(NORMAL, longest))
                        .ends(NORMAL),
                WireCase.of("7.3.6", "a close with a reason of 124 bytes")
                        .sends(close(NORMAL, utf8("*".repeat(124))))
                        .ends(PROTOCOL_ERROR),
                WireCase.of("7.5.1", "a close whose reason is not UTF-8")
                        .sends(close(NORMAL, (byte) 0xce, (byte) 0xba, (byte) 0xed, (byte) 0xa0, (byte) 0x80))
                        .ends(BAD_DATA));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
