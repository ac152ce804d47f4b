package io.roomlog.deploy.terminal;

/// Text of strangers, as a terminal may have it. What would move its cursor, change its colours or turn text around is
/// shown as JSON escapes it (`\u001b`), so that escaped JSON is the same JSON.
public final class Printable {
    private static final String ELLIPSIS = "…";

    private Printable() {}

    /// The text without anything that a terminal would obey: controls (C0, C1, DEL), formats such as the marks of
    /// writing directions, separators of lines, lone surrogates and what Unicode has not assigned.
    public static String of(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            int next = i + Character.charCount(point);
            if (isShown(point)) {
                shown.appendCodePoint(point);
            } else {
                for (int j = i; j < next; j++) {
                    shown.append("\\u%04x".formatted((int) text.charAt(j)));
                }
            }
            i = next;
        }
        return shown.toString();
    }

    private static boolean isShown(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /// How many columns printable text takes.
    public static int width(String text) {
        return text.codePoints().map(Printable::width).sum();
    }

    /// The text, or where it takes more columns than these, its beginning and an ellipsis.
    public static String cut(String text, int columns) {
        // A character takes two columns at most.
        if (text.length() * 2L <= columns || width(text) <= columns) {
            return text;
        }
        int end = 0;
        int taken = 1;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            taken += width(point);
            if (taken > columns) {
                break;
            }
            end += Character.charCount(point);
        }
        return columns < 1 ? "" : text.substring(0, end) + ELLIPSIS;
    }

    /// The text with blanks behind it, or cut, so that it takes just so many columns.
    public static String left(String text, int columns) {
        String cut = cut(text, columns);
        return cut + " ".repeat(Math.max(0, columns - width(cut)));
    }

    /// The same with blanks before it.
    public static String right(String text, int columns) {
        String cut = cut(text, columns);
        return " ".repeat(Math.max(0, columns - width(cut))) + cut;
    }

    private static int width(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
            default -> isWide(point) ? 2 : 1;
        };
    }

    /// Whether terminals give it two columns: the wide and full ones of Unicode's annex 11, by their blocks.
    private static boolean isWide(int point) {
        return point >= 0x1100
                && (point <= 0x115F
                        || within(point, 0x2E80, 0x303E)
                        || within(point, 0x3041, 0xA4CF)
                        || within(point, 0xA960, 0xA97F)
                        || within(point, 0xAC00, 0xD7A3)
                        || within(point, 0xF900, 0xFAFF)
                        || within(point, 0xFE30, 0xFE6F)
                        || within(point, 0xFF01, 0xFF60)
                        || within(point, 0xFFE0, 0xFFE6)
                        || within(point, 0x1F300, 0x1F64F)
                        || within(point, 0x1F680, 0x1F6FF)
                        || within(point, 0x1F900, 0x1FAFF)
                        || within(point, 0x20000, 0x3FFFD));
    }

    private static boolean within(int point, int first, int last) {
        return point >= first && point <= last;
    }
}
