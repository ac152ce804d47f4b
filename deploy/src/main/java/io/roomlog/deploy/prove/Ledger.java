package io.roomlog.deploy.prove;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Every message that was ever handed to an edge. Thread-safe.
final class Ledger {
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Publish> publishes = new ConcurrentHashMap<>();

    /// Enters a message that is about to be sent.
    ///
    /// @param keyed whether it has an idempotency key
    Publish enter(List<String> rooms, String publisher, int visit, boolean keyed) {
        Publish publish = new Publish(numbers.incrementAndGet(), rooms, publisher, visit, keyed);
        publishes.put(publish.number(), publish);
        return publish;
    }

    /// Takes back a message that has not been sent.
    void withdraw(Publish publish) {
        publishes.remove(publish.number());
    }

    Optional<Publish> find(long number) {
        return Optional.ofNullable(publishes.get(number));
    }

    Collection<Publish> all() {
        return publishes.values();
    }

    /// How many were sent more than once.
    long countResent() {
        return publishes.values().stream()
                .filter(publish -> publish.tries() > 1)
                .count();
    }

    /// How many were for several rooms.
    long countWide() {
        return publishes.values().stream().filter(Publish::isWide).count();
    }

    long count(Publish.Outcome outcome) {
        return publishes.values().stream()
                .filter(publish -> publish.outcome() == outcome)
                .count();
    }
}
