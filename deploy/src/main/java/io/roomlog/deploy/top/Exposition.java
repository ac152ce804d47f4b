package io.roomlog.deploy.top;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One answer of `/metrics` (Prometheus' text format 0.0.4), by the names of its series. Immutable. A line that is no
/// sample is left out.
final class Exposition {
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (\\S+)(?: -?[0-9]+)?");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    private final Map<String, List<Sample>> byName = new HashMap<>();

    private record Sample(Map<String, String> labels, double value) {}

    private Exposition() {}

    static Exposition parse(String text) {
        Exposition read = new Exposition();
        text.lines().filter(line -> !line.startsWith("#")).forEach(read::add);
        return read;
    }

    private void add(String line) {
        Matcher sample = SAMPLE.matcher(line);
        if (sample.matches()) {
            Map<String, String> labels = new HashMap<>();
            if (sample.group(2) != null) {
                Matcher label = LABEL.matcher(sample.group(2));
                while (label.find()) {
                    labels.put(label.group(1), label.group(2));
                }
            }
            try {
                double value = number(sample.group(3));
                byName.computeIfAbsent(sample.group(1), name -> new ArrayList<>())
                        .add(new Sample(labels, value));
            } catch (NumberFormatException e) {
                // no sample
            }
        }
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /// Whether there is any series of a name.
    boolean has(String name) {
        return byName.containsKey(name);
    }

    /// The sum of a name's series; 0 without any.
    ///
    /// @param labels names and values that they must have, in pairs
    double sum(String name, String... labels) {
        return byName.getOrDefault(name, List.of()).stream()
                .filter(sample -> has(sample, labels))
                .mapToDouble(Sample::value)
                .sum();
    }

    /// The greatest of a name's series; 0 without any.
    double max(String name) {
        return byName.getOrDefault(name, List.of()).stream()
                .mapToDouble(Sample::value)
                .max()
                .orElse(0);
    }

    /// What the label of a name's first series says; empty without any.
    String label(String name, String label) {
        List<Sample> samples = byName.getOrDefault(name, List.of());
        return samples.isEmpty() ? "" : samples.getFirst().labels().getOrDefault(label, "");
    }

    /// How many values of a histogram lie at or below each bound, all its series together.
    Map<Double, Double> buckets(String name) {
        Map<Double, Double> buckets = new TreeMap<>();
        for (Sample sample : byName.getOrDefault(name + "_bucket", List.of())) {
            String bound = sample.labels().get("le");
            if (bound != null) {
                buckets.merge(number(bound), sample.value(), Double::sum);
            }
        }
        return buckets;
    }

    private static boolean has(Sample sample, String... labels) {
        for (int i = 0; i < labels.length; i += 2) {
            if (!labels[i + 1].equals(sample.labels().get(labels[i]))) {
                return false;
            }
        }
        return true;
    }
}
