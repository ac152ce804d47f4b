package io.roomlog.deploy.bench;

import java.util.List;
import java.util.Optional;

/// Publishes going on: by a pacer at a fixed rate, or by the publishers themselves as fast as acks allow.
final class Publishing {
    private final List<Publisher> publishers;
    private final Optional<Pacer> pacer;

    private Publishing(List<Publisher> publishers, Optional<Pacer> pacer) {
        this.publishers = publishers;
        this.pacer = pacer;
    }

    static Publishing start(Plan plan, List<Publisher> publishers) {
        if (plan.rate() > 0) {
            return new Publishing(publishers, Optional.of(Pacer.start(publishers, plan.rate())));
        }
        send(publishers, Integer.MAX_VALUE, plan.window());
        return new Publishing(publishers, Optional.empty());
    }

    /// Has each publisher publish so many messages.
    ///
    /// @param atATime how many of them may be unanswered
    static void send(List<Publisher> publishers, int messages, int atATime) {
        publishers.forEach(publisher -> publisher.send(messages, atATime));
    }

    /// Ends it; what has been sent may be answered yet.
    void stop() {
        pacer.ifPresent(Pacer::close);
        if (pacer.isEmpty()) {
            send(publishers, 0, 0);
        }
    }

    /// How late messages were sent, at a fixed rate; to be asked for when it has ended.
    Optional<Finding> lateness() {
        return pacer.map(own -> Finding.latency("sent late", own.lateMicros()));
    }
}
