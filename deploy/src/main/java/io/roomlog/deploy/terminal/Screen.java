package io.roomlog.deploy.terminal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A terminal that is drawn anew again and again, beside what it showed before, which comes back at the end. Keys come
/// as they are pressed. For one thread, but for [#close()].
public final class Screen implements AutoCloseable {
    private static final String OTHER_SCREEN = "\u001b[?1049h\u001b[?25l";
    private static final String BACK = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";

    private final PrintStream out;
    private final String settings;
    private boolean closed;

    /// Takes the terminal over.
    public Screen(PrintStream out) {
        this.out = out;
        this.settings = stty("-g");
        stty("-icanon", "-echo", "min", "0", "time", "0");
        out.print(OTHER_SCREEN);
        out.flush();
    }

    /// Shows these lines, and nothing else; those for which there is no room are left out.
    public void show(List<String> lines, int rows) {
        StringBuilder all = new StringBuilder(HOME);
        lines.stream()
                .limit(rows - 1L)
                .forEach(line -> all.append(line).append(REST_OF_LINE).append("\r\n"));
        out.print(all.append(REST_OF_SCREEN));
        out.flush();
    }

    /// Whether a key has been pressed since the last time.
    public boolean isPressed(char key) {
        try {
            while (System.in.available() > 0) {
                if (System.in.read() == key) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /// Gives the terminal back. Any thread; once is enough.
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            out.print(BACK);
            out.flush();
            stty(settings.strip());
        }
    }

    private static String stty(String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "stty \"$@\" </dev/tty", "stty"));
            command.addAll(List.of(arguments));
            Process asked = new ProcessBuilder(command).start();
            asked.getOutputStream().close();
            return new String(asked.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return ""; // the terminal stays as it is
        }
    }
}
