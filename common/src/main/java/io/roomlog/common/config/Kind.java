package io.roomlog.common.config;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// What a setting's text may be, and the value that it stands for.
///
/// @param form  what is allowed, in words that end the sentence "must be ..."
/// @param parse reads the text; throws `IllegalArgumentException` for what is not allowed, with a message of its own
///     where there is more to say than the form
record Kind<T>(String form, Function<String, T> parse) {

    static Kind<Integer> number(int min, int max) {
        return new Kind<>("a number from " + min + " to " + max, text -> within(Integer.parseInt(text), min, max));
    }

    static Kind<Integer> bytes(String min, String max) {
        return new Kind<>(
                "a size from " + min + " to " + max,
                text -> within(Units.bytes(text), Units.bytes(min), Units.bytes(max)));
    }

    static Kind<Duration> duration(String min, String max) {
        return new Kind<>(
                "a time from " + min + " to " + max,
                text -> within(Units.duration(text), Units.duration(min), Units.duration(max)));
    }

    static Kind<Boolean> flag() {
        return new Kind<>("true or false", text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        });
    }

    static Kind<String> choice(String... choices) {
        return text("one of " + String.join(", ", choices), Arrays.asList(choices)::contains);
    }

    static Kind<String> text(String form, Predicate<String> check) {
        return new Kind<>(form, text -> checked(text, check));
    }

    static Kind<Path> path() {
        return new Kind<>("a path", text -> Path.of(checked(text, path -> !path.isBlank())));
    }

    static Kind<Secret> secret() {
        return new Kind<>("at least " + Secret.MIN_BYTES + " bytes", Secret::of);
    }

    /// Absent where the text is empty.
    static <T> Kind<Optional<T>> optional(Kind<T> kind) {
        return new Kind<>(kind.form, text -> text.isEmpty() ? Optional.empty() : Optional.of(kind.parse.apply(text)));
    }

    /// Entries separated by commas, blanks around them ignored; empty where the text is.
    static Kind<List<String>> list(String form, Predicate<String> check) {
        return new Kind<>(
                form,
                text -> text.isBlank()
                        ? List.of()
                        : Arrays.stream(text.split(",", -1))
                                .map(entry -> checked(entry.strip(), check))
                                .toList());
    }

    /// Whether the text is an origin as browsers send it (RFC 6454, section 6.2): scheme, host and port, nothing
    /// behind.
    static boolean isOrigin(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getScheme() != null
                    && uri.getHost() != null
                    && text.equals(uri.getScheme() + "://" + uri.getRawAuthority());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /// Whether the text is an address, or a range of them as `10.0.0.0/8`.
    static boolean isRange(String text) {
        int slash = text.indexOf('/');
        try {
            int bits = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                            .getAddress()
                            .length
                    * Byte.SIZE;
            return slash < 0
                    || (text.substring(slash + 1).matches("[0-9]{1,3}")
                            && Integer.parseInt(text.substring(slash + 1)) <= bits);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /// Whether the text is `host:port`.
    static boolean isAddress(String text) {
        int colon = text.lastIndexOf(':');
        return colon > 0
                && text.chars().noneMatch(Character::isWhitespace)
                && text.substring(colon + 1).matches("[0-9]{1,5}")
                && Integer.parseInt(text.substring(colon + 1)) <= 65_535;
    }

    private static <T extends Comparable<T>> T within(T value, T min, T max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException();
        }
        return value;
    }

    private static String checked(String text, Predicate<String> check) {
        if (!check.test(text)) {
            throw new IllegalArgumentException();
        }
        return text;
    }
}
