package io.roomlog.deploy.bench;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;

/// Holds the sequence numbers that one receiver gets of one stream against 0, 1, 2 and so on. One thread.
final class SequenceCheck {
    private final Set<Integer> missing = new HashSet<>(0);
    private int next;

    /// How a number relates to those before it.
    enum Verdict {
        /// The next one.
        NEXT,
        /// Some before it have not come.
        AHEAD,
        /// One that has been overtaken.
        OVERTAKEN,
        /// One that has come already.
        REPEATED
    }

    /// Takes the next number that has come.
    Verdict accept(int sequence) {
        if (sequence == next) {
            next++;
            return Verdict.NEXT;
        }
        if (sequence > next) {
            while (next < sequence) {
                missing.add(next++);
            }
            next++;
            return Verdict.AHEAD;
        }
        return missing.remove(sequence) ? Verdict.OVERTAKEN : Verdict.REPEATED;
    }

    /// How many have not come.
    ///
    /// @param sent how many there were
    /// @param kept which of them had to come
    long lost(int sent, IntPredicate kept) {
        long lost = missing.stream().filter(kept::test).count();
        for (int sequence = next; sequence < sent; sequence++) {
            if (kept.test(sequence)) {
                lost++;
            }
        }
        return lost;
    }
}
