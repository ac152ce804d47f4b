package io.roomlog.edge.session;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// For how long a client waits for what it has had in another region to come from there.
final class MirrorPatience {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LOOKS_EVERY = Duration.ofMillis(20);

    private MirrorPatience() {}

    /// Looks until it is there, or for 2 s. Blocks.
    ///
    /// @param look what is there now
    /// @param enough whether that is it
    /// @return what was there at last
    static <T> T await(Supplier<T> look, Predicate<T> enough) {
        long begin = System.nanoTime();
        T there = look.get();
        while (!enough.test(there) && System.nanoTime() - begin < PATIENCE.toNanos()) {
            LockSupport.parkNanos(LOOKS_EVERY.toNanos());
            there = look.get();
        }
        return there;
    }
}
