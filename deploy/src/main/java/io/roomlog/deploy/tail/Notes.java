package io.roomlog.deploy.tail;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/// What there is to say beside the records.
final class Notes {
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final PrintStream said;
    private long told = System.nanoTime();
    private boolean answering = true;

    Notes(PrintStream said) {
        this.said = said;
    }

    void say(String sentence) {
        said.println("# " + sentence);
    }

    /// Offsets that were asked for, and that retention has removed.
    void gone(long from, long to) {
        say("the offsets " + from + " to " + (to - 1) + " are gone");
    }

    /// How far a search is, where it takes long.
    void progress(long read, long of, long found) {
        long now = System.nanoTime();
        if (now - told > EVERY_NANOS && read < of) {
            told = now;
            say("looked through %,d of %,d offsets, found %,d".formatted(read, of, found));
        }
    }

    /// Whether Kafka answers; told when it changes.
    void answering(boolean does) {
        if (does != answering) {
            answering = does;
            say(does ? "Kafka answers again" : "Kafka does not answer; waiting for it");
        }
    }
}
