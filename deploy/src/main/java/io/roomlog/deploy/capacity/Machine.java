package io.roomlog.deploy.capacity;

/// A machine, of an edge or of a broker.
///
/// @param memory in bytes
/// @param load the share of it that may be used in normal running, above 0 and below 1
/// @param speed of a core, against one of those that the costs are from
public record Machine(int cores, double memory, double load, double speed) {
    /// Seconds of processor time that may be used each second.
    double usable() {
        return cores * speed * load;
    }

    /// Seconds of processor time each second that are free in normal running.
    double spare() {
        return cores * speed * (1 - load);
    }

    /// How many machines there must be, so that without one of them the others are not over their full load.
    long toLoseOne() {
        return Choice.whole(1 / (1 - load));
    }
}
