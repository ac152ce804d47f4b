package io.roomlog.deploy.conformance;

import static io.roomlog.deploy.conformance.Frames.CONTINUATION;
import static io.roomlog.deploy.conformance.Frames.FINAL;
import static io.roomlog.deploy.conformance.Frames.TEXT;
import static io.roomlog.deploy.conformance.Frames.chopped;
import static io.roomlog.deploy.conformance.Frames.fragments;
import static io.roomlog.deploy.conformance.Frames.frame;
import static io.roomlog.deploy.conformance.Frames.joined;
import static io.roomlog.deploy.conformance.Frames.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// 6: text is UTF-8 (RFC 6455, sections 5.6 and 8.1; RFC 3629), and what cannot become that is refused at once.
final class Utf8Cases {
    private static final int BAD_DATA = 1007;
    private static final String GREEK = "cebae1bdb9cf83cebcceb5";
    private static final byte[] GREETING = utf8("4Hello-µ@ßöäüàá-UTF-8!!");

    private static final String[] BOUNDARIES_FIRST = {"00", "c280", "e0a080", "f0908080"};
    private static final String[] FIVE_AND_SIX_BYTES = {"f888808080", "fc8480808080"};
    private static final String[] BOUNDARIES_LAST = {"7f", "dfbf", "efbfbf", "f48fbfbf"};
    private static final String[] BEYOND_THE_LAST = {"f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf"};
    private static final String[] OTHER_BOUNDARIES = {"ed9fbf", "ee8080", "efbfbd", "f48fbfbf"};
    private static final String[] CONTINUATIONS = {
        "80", "bf", "80bf", "80bf80", "80bf80bf", "80bf80bf80", "80bf80bf80bf", range(0x80, 0xbf, "")
    };
    private static final String[] LONELY_STARTS = {
        range(0xc0, 0xdf, "20"), range(0xe0, 0xef, "20"), range(0xf0, 0xf7, "20"), range(0xf8, 0xfb, "20"), "fc20fd20"
    };
    private static final String[] CUT_SHORT = {
        "c0", "e080", "f08080", "f8808080", "fc80808080", "df", "efbf", "f7bfbf", "fbbfbfbf", "fdbfbfbfbf"
    };
    private static final String[] IMPOSSIBLE = {"fe", "ff", "fefeffff"};
    private static final String[] OVERLONG = {"c0af", "e080af", "f08080af", "f8808080af", "fc80808080af"};
    private static final String[] OVERLONG_MOST = {"c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf"};
    private static final String[] OVERLONG_NUL = {"c080", "e08080", "f0808080", "f880808080", "fc8080808080"};
    private static final String[] SURROGATES = {"eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf"};
    private static final String[] SURROGATE_PAIRS = {
        "eda080edb080", "eda080edbfbf", "edadbfedb080", "edadbfedbfbf",
        "edae80edb080", "edae80edbfbf", "edafbfedb080", "edafbfedbfbf"
    };
    private static final String[] SPECIALS = {"efbfb9", "efbfba", "efbfbb", "efbfbc", "efbfbd", "efbfbe", "efbfbf"};

    private Utf8Cases() {}

    static List<WireCase> cases() {
        List<WireCase> cases = new ArrayList<>();
        cases.addAll(whole());
        cases.addAll(failingFast());
        cases.addAll(growing());
        add(cases, 7, "the first of each length", true, BOUNDARIES_FIRST);
        add(cases, 8, "five and six bytes", false, FIVE_AND_SIX_BYTES);
        add(cases, 9, "the last of each length", true, BOUNDARIES_LAST);
        add(cases, 10, "beyond the last", false, BEYOND_THE_LAST);
        add(cases, 11, "other boundaries", true, OTHER_BOUNDARIES);
        cases.add(one("6.11.5", "one beyond the last character", false, "f4908080"));
        add(cases, 12, "unexpected continuations", false, CONTINUATIONS);
        add(cases, 13, "lonely starts", false, LONELY_STARTS);
        add(cases, 14, "cut short", false, CUT_SHORT);
        add(cases, 15, "cut short, one behind the other", false, String.join("", CUT_SHORT));
        add(cases, 16, "impossible bytes", false, IMPOSSIBLE);
        add(cases, 17, "a slash, overlong", false, OVERLONG);
        add(cases, 18, "the most that is overlong", false, OVERLONG_MOST);
        add(cases, 19, "NUL, overlong", false, OVERLONG_NUL);
        add(cases, 20, "a surrogate", false, SURROGATES);
        add(cases, 21, "a pair of surrogates", false, SURROGATE_PAIRS);
        add(cases, 22, "no character, and allowed", true, nonCharacters());
        add(cases, 23, "specials", true, SPECIALS);
        return cases;
    }

    private static List<WireCase> whole() {
        byte[] nothing = {};
        byte[] empty = utf8("4");
        byte[] middle = utf8("4middle frame payload");
        byte[] bad = joined(utf8("4"), hex(GREEK + "eda080656469746564"));
        return List.of(
                WireCase.of("6.1.1", "an empty text").sends(text(empty)).gets(TEXT, empty),
                WireCase.of("6.1.2", "an empty text in three fragments")
                        .sends(frame(TEXT, empty), frame(CONTINUATION, nothing), frame(FINAL, nothing))
                        .gets(TEXT, empty),
                WireCase.of("6.1.3", "three fragments, only the middle one not empty")
                        .sends(frame(TEXT, nothing), frame(CONTINUATION, middle), frame(FINAL, nothing))
                        .gets(TEXT, middle),
                WireCase.of("6.2.1", "UTF-8").sends(text(GREETING)).gets(TEXT, GREETING),
                WireCase.of("6.2.2", "UTF-8 in two fragments, between two characters")
                        .sends(frame(TEXT, Arrays.copyOf(GREETING, 9)), frame(FINAL, from(GREETING, 9)))
                        .gets(TEXT, GREETING),
                WireCase.of("6.2.3", "UTF-8 in fragments of a byte")
                        .sends(fragments(TEXT, GREETING, 1))
                        .gets(TEXT, GREETING),
                WireCase.of("6.2.4", "Greek in fragments of a byte")
                        .sends(fragments(TEXT, joined(empty, hex(GREEK)), 1))
                        .gets(TEXT, joined(empty, hex(GREEK))),
                WireCase.of("6.3.1", "no UTF-8").sends(text(bad)).ends(BAD_DATA),
                WireCase.of("6.3.2", "no UTF-8, in fragments of a byte")
                        .sends(fragments(TEXT, bad, 1))
                        .ends(BAD_DATA));
    }

    /// What comes behind the bad byte is never sent.
    private static List<WireCase> failingFast() {
        byte[] good = joined(utf8("4"), hex(GREEK));
        byte[] message = text(joined(good, hex("f4908080656469746564")));
        int header = message.length - good.length - 10;
        List<byte[]> pieces = List.of(
                Arrays.copyOf(message, header + good.length),
                Arrays.copyOfRange(message, header + good.length, header + good.length + 4));
        return List.of(
                WireCase.of("6.4.1", "refused at the second of three fragments")
                        .sends(frame(TEXT, good), frame(CONTINUATION, hex("f4908080")))
                        .ends(BAD_DATA),
                WireCase.of("6.4.2", "refused at the second of three fragments, at its first bad byte")
                        .sends(frame(TEXT, joined(good, hex("f4"))), frame(CONTINUATION, hex("90")))
                        .ends(BAD_DATA),
                WireCase.of("6.4.3", "refused in the middle of a frame")
                        .sends(pieces)
                        .ends(BAD_DATA),
                WireCase.of("6.4.4", "refused in the middle of a frame, at its first bad byte")
                        .sends(chopped(Arrays.copyOf(message, header + good.length + 2), 1))
                        .ends(BAD_DATA));
    }

    /// Of a text that grows by a byte each only some are whole.
    private static List<WireCase> growing() {
        List<WireCase> cases = new ArrayList<>();
        for (int length = 1; length <= GREEK.length() / 2; length++) {
            String hex = GREEK.substring(0, 2 * length);
            boolean whole = !new String(hex(hex), StandardCharsets.UTF_8).contains("\ufffd");
            cases.add(one("6.6." + length, "the first " + length + " bytes of a Greek word", whole, hex));
        }
        return cases;
    }

    private static void add(List<WireCase> cases, int group, String what, boolean good, String... hex) {
        for (int i = 0; i < hex.length; i++) {
            cases.add(one("6." + group + '.' + (i + 1), what, good, hex[i]));
        }
    }

    private static WireCase one(String number, String what, boolean good, String hex) {
        byte[] payload = joined(utf8("4"), hex(hex));
        String shown = hex.length() > 24 ? hex.substring(0, 24) + "..." : hex;
        WireCase one = WireCase.of(number, what + ": " + shown).sends(text(payload));
        return good ? one.gets(TEXT, payload) : one.ends(BAD_DATA);
    }

    private static String[] nonCharacters() {
        List<String> all = new ArrayList<>();
        for (int plane = 0; plane <= 16; plane++) {
            for (int last : new int[] {0xfffe, 0xffff}) {
                all.add(HexFormat.of().formatHex(utf8(Character.toString((plane << 16) | last))));
            }
        }
        return all.toArray(String[]::new);
    }

    private static String range(int from, int to, String behindEach) {
        var all = new StringBuilder();
        for (int b = from; b <= to; b++) {
            all.append(Integer.toHexString(b)).append(behindEach);
        }
        return all.toString();
    }

    private static byte[] from(byte[] bytes, int index) {
        return Arrays.copyOfRange(bytes, index, bytes.length);
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
