package io.roomlog.deploy.prove;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Every message that was ever handed to an edge. Thread-safe.
final class Ledger {
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Publish> publishes = new ConcurrentHashMap<>();

    /// Enters a message that is about to be sent.
    Publish enter(String room, String publisher, int visit) {
        Publish publish = new Publish(numbers.incrementAndGet(), room, publisher, visit);
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

    long count(Publish.Outcome outcome) {
        return publishes.values().stream()
                .filter(publish -> publish.outcome() == outcome)
                .count();
    }
}
