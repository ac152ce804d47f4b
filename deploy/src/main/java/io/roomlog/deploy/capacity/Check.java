package io.roomlog.deploy.capacity;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/// What the costs predict, beside what the bench has measured.
///
/// @param what and its unit
/// @param shown how both are written
public record Check(String what, double predicted, double measured, DoubleFunction<String> shown) {
    /// Prints a table for each outcome of a bench that there is a prediction for.
    ///
    /// @param speed of this machine's cores, against those that the costs are from
    /// @throws IOException if the file cannot be read or is something else
    public static void print(Path file, Costs costs, double speed, PrintStream out) throws IOException {
        List<Measured> outcomes = Measured.read(file);
        if (outcomes.isEmpty()) {
            out.println("There is nothing in it to compare with: fanout, flood, pairs, big-room or idle, with the"
                    + " processes of edges and brokers known.");
        }
        for (Measured outcome : outcomes) {
            Traffic traffic = outcome.traffic();
            out.printf(
                    Locale.ROOT,
                    "%s: %,d sockets, %,.0f publishes/s, %,.0f deliveries/s, %d edge(s)%n",
                    outcome.scenario(),
                    traffic.connections(),
                    traffic.publishes(),
                    traffic.deliveries(),
                    outcome.edges());
            out.printf("  %-32s %12s %12s %8s%n", "", "predicted", "measured", "ratio");
            of(outcome, costs, speed).forEach(check -> out.println(check.line()));
            out.println();
        }
        out.flush();
    }

    static List<Check> of(Measured outcome, Costs costs, double speed) {
        Traffic traffic = outcome.traffic();
        double reading = outcome.edges() * traffic.publishes() * costs.read(traffic.publishes());
        double edge = (traffic.edgeSeconds(costs) + reading) / speed;
        // One copy, which each edge reads.
        double handled = traffic.publishes() + traffic.renewals() + outcome.edges() * traffic.publishes();
        double broker = outcome.brokers() * Brokers.seconds(handled / outcome.brokers(), costs) / speed;
        double memory = outcome.edges() * costs.of(Cost.EDGE_MEMORY) + traffic.memory(costs);
        return List.of(
                new Check("edge cpu, seconds a second", edge, outcome.edgeSeconds(), Check::seconds),
                new Check("broker cpu, seconds a second", broker, outcome.brokerSeconds(), Check::seconds),
                traffic.deliveries() == 0
                        // before that it is what a burst of handshakes leaves to the collector
                        ? new Check(
                                "memory of a connection",
                                costs.of(Cost.IDLE_MEMORY),
                                outcome.connectionBytes(),
                                Amounts::bytes)
                        : new Check("memory of the edges at the end", memory, outcome.edgeBytes(), Amounts::bytes));
    }

    /// The predicted for each one of the measured.
    double ratio() {
        return predicted / measured;
    }

    private String line() {
        return String.format(
                Locale.ROOT,
                "  %-32s %12s %12s %8s",
                what,
                shown.apply(predicted),
                measured > 0 ? shown.apply(measured) : "-",
                measured > 0 ? String.format(Locale.ROOT, "%.2f", ratio()) : "-");
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }
}
