package io.roomlog.deploy.capacity;

import java.util.LinkedHashMap;
import java.util.Map;

/// The brokers of a region, on machines like the edges': as many as the most demanding of these asks for.
///
/// - `replication`: a broker for each copy
/// - `cpu`: the least number with which none works more than may be used. A publish as it is measured is appended once
///   and read once; so each append and each read counts as half of one.
/// - `disk`, `network`: what is written, or goes in or out, by what a disk or a network card of 10 Gbit/s takes
/// - `resume`: `connections x resume / (reconnect x spare)`
final class Brokers {
    /// Bytes a second that a disk writes.
    private static final double DISK = 250e6;
    /// Bytes a second of a network card, in each direction.
    private static final double NETWORK = 1250e6;

    private Brokers() {}

    static Choice of(Log log, Machine machine) {
        Demand demand = log.demand();
        double written = log.allBytes() * demand.replication();
        double sent = log.readBytes() + log.replicatedBytes() + log.mirroredBytes();
        double resumes = demand.region().connections() * log.costs().of(Cost.RESUME_BROKER);
        Map<String, Long> bounds = new LinkedHashMap<>();
        bounds.put("replication", (long) demand.replication());
        bounds.put("cpu", byCpu(log.handled(), machine.usable(), log.costs()));
        bounds.put("disk", Choice.whole(written / (DISK * machine.load())));
        bounds.put("network", Choice.whole(Math.max(written, sent) / (NETWORK * machine.load())));
        bounds.put("resume", Choice.whole(resumes / (demand.reconnect().toMillis() / 1e3 * machine.spare())));
        return new Choice(bounds);
    }

    /// Seconds of processor time that a broker uses each second.
    ///
    /// @param handled how often it appends or reads a record, a second
    static double seconds(double handled, Costs costs) {
        double publishes = handled / 2;
        return publishes * costs.publishAtBroker(publishes);
    }

    private static long byCpu(double handled, double usable, Costs costs) {
        long enough = 1;
        while (seconds(handled / enough, costs) > usable) {
            enough *= 2;
        }
        long tooFew = enough / 2;
        while (enough - tooFew > 1) {
            long middle = (enough + tooFew) / 2;
            if (seconds(handled / middle, costs) > usable) {
                tooFew = middle;
            } else {
                enough = middle;
            }
        }
        return enough;
    }
}
