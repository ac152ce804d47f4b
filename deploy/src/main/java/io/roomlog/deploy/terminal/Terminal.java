package io.roomlog.deploy.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The size of the terminal that standard output goes to.
///
/// @param rows lines that it shows
/// @param columns characters of a line
public record Terminal(int rows, int columns) {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,5}) ([0-9]{1,5})\\s*");

    /// The terminal as it is now; none where output goes elsewhere, into a file or a pipe.
    public static Optional<Terminal> now() {
        // Java cannot tell; the shell's output is ours, and its errors bring the answer.
        ProcessBuilder question = new ProcessBuilder("/bin/sh", "-c", "test -t 1 && stty size <&1 >&2")
                .redirectOutput(ProcessBuilder.Redirect.INHERIT);
        try {
            Process asked = question.start();
            asked.getOutputStream().close();
            return parse(new String(asked.getErrorStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException noShell) {
            return Optional.empty();
        }
    }

    /// What `stty size` has said. A terminal that does not know its size has 80 columns and 24 rows.
    static Optional<Terminal> parse(String answer) {
        Matcher matcher = SIZE.matcher(answer);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int rows = Integer.parseInt(matcher.group(1));
        int columns = Integer.parseInt(matcher.group(2));
        return Optional.of(new Terminal(rows > 0 ? rows : 24, columns > 0 ? columns : 80));
    }
}
