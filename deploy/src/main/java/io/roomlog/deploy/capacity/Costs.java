package io.roomlog.deploy.capacity;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;

/// What everything costs on one kind of machine.
///
/// @param values of each cost, in its own unit
public record Costs(Map<Cost, Double> values) {
    /// What the bench has measured.
    public static final Costs MEASURED = measured();

    public Costs {
        values = Map.copyOf(values);
        if (!values.keySet().equals(EnumSet.allOf(Cost.class))) {
            throw new IllegalArgumentException("each cost must have a value: " + values.keySet());
        }
    }

    private static Costs measured() {
        Map<Cost, Double> values = new EnumMap<>(Cost.class);
        for (Cost cost : Cost.values()) {
            values.put(cost, cost.measured());
        }
        return new Costs(values);
    }

    /// The same with another value, in the cost's unit.
    Costs with(Cost cost, double value) {
        Map<Cost, Double> others = new EnumMap<>(values);
        others.put(cost, value);
        return new Costs(others);
    }

    /// In seconds, bytes, or times a second.
    double of(Cost cost) {
        return Objects.requireNonNull(values.get(cost)) * cost.unit().base();
    }

    /// Seconds of an edge's processor for a delivery.
    ///
    /// @param perConnection deliveries a second to one connection: what comes while others wait to be written is
    ///     written with them
    double delivery(double perConnection) {
        return between(Cost.DELIVERY_ALONE, Cost.DELIVERY_TOGETHER, Cost.DELIVERY_KNEE, perConnection);
    }

    /// Seconds of an edge's processor for a record that it reads, whether it has a socket for it or not.
    ///
    /// @param perEdge records a second: what comes while it is busy is read at once
    double read(double perEdge) {
        return between(Cost.READ_ALONE, Cost.READ_TOGETHER, Cost.READ_KNEE, perEdge);
    }

    /// Seconds of a broker's processor for a publish: one append and one read.
    ///
    /// @param perBroker publishes a second at one broker: what comes while it is busy goes into one batch
    double publishAtBroker(double perBroker) {
        return between(Cost.PUBLISH_BROKER_ALONE, Cost.PUBLISH_BROKER_TOGETHER, Cost.PUBLISH_BROKER_KNEE, perBroker);
    }

    /// `together + (alone - together) / (1 + rate / knee)`: as if there were never more than `knee` batches a second,
    /// each of which costs `alone - together`, and each thing in it `together`.
    private double between(Cost alone, Cost together, Cost knee, double rate) {
        return of(together) + (of(alone) - of(together)) / (1 + rate / of(knee));
    }
}
