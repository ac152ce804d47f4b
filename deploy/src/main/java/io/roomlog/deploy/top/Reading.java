package io.roomlog.deploy.top;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// What some processes have done between two looks. Several are read as if they were one: counts are added, and of
/// histograms the classes are.
///
/// @param spans one for each process
record Reading(List<Span> spans) {
    Reading {
        spans = List.copyOf(spans);
    }

    /// One process between two looks.
    ///
    /// @param seconds between them
    record Span(Exposition before, Exposition after, double seconds) {}

    /// How it is now, added up.
    double now(String name, String... labels) {
        return sum(span -> span.after().sum(name, labels));
    }

    /// The worst of all, now.
    double worst(String name) {
        return spans.stream().mapToDouble(span -> span.after().max(name)).max().orElse(0);
    }

    /// By how much a counter has grown. One that begins anew, as its process has, counts from 0.
    double grown(String name, String... labels) {
        return sum(span -> grown(span.before().sum(name, labels), span.after().sum(name, labels)));
    }

    /// By how much a counter grows in a second.
    double rate(String name, String... labels) {
        return sum(span -> grown(span.before().sum(name, labels), span.after().sum(name, labels)) / span.seconds());
    }

    private double sum(ToDoubleFunction<Span> of) {
        return spans.stream().mapToDouble(of).sum();
    }

    private static double grown(double before, double after) {
        return after < before ? after : after - before;
    }

    /// A quantile of what a histogram has taken in, as Prometheus reckons it: even within a class. Empty if it has
    /// taken in nothing.
    ///
    /// @param q 0 to 1
    OptionalDouble quantile(String name, double q) {
        Map<Double, Double> grown = new TreeMap<>();
        for (Span span : spans) {
            Map<Double, Double> before = span.before().buckets(name);
            span.after()
                    .buckets(name)
                    .forEach((bound, count) ->
                            grown.merge(bound, grown(before.getOrDefault(bound, 0.0), count), Double::sum));
        }
        double total =
                grown.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        if (total <= 0) {
            return OptionalDouble.empty();
        }
        double rank = q * total;
        double lower = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : grown.entrySet()) {
            double upper = bucket.getKey();
            double upTo = bucket.getValue();
            if (upTo >= rank && upTo > below) {
                return OptionalDouble.of(
                        Double.isInfinite(upper) ? lower : lower + (upper - lower) * (rank - below) / (upTo - below));
            }
            lower = upper;
            below = upTo;
        }
        return OptionalDouble.of(lower);
    }
}
