package io.roomlog.deploy.bench;

import java.io.PrintStream;

/// Tells what a run is doing, a line at a time.
final class Progress {
    private final PrintStream out;
    private final long begin = System.nanoTime();

    Progress(PrintStream out) {
        this.out = out;
    }

    void tell(String line) {
        out.printf("%7.1f s  %s%n", (System.nanoTime() - begin) / 1e9, line);
        out.flush();
    }
}
