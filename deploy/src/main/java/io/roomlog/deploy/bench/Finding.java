package io.roomlog.deploy.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// Something that a run has found, as a line of text and as figures whose names have their units.
record Finding(String name, String text, Map<String, Number> figures) {
    Finding {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }

    /// Percentiles in milliseconds.
    ///
    /// @param micros in microseconds
    static Finding latency(String name, Histogram micros) {
        Map<String, Number> figures = new LinkedHashMap<>();
        figures.put("count", micros.getTotalCount());
        StringBuilder text = new StringBuilder();
        if (micros.getTotalCount() == 0) {
            return new Finding(name, "none", figures);
        }
        double[] percentiles = {50, 90, 99, 99.9};
        for (double percentile : percentiles) {
            String shown = "p" + (percentile == 99.9 ? "99.9" : Integer.toString((int) percentile));
            double millis = micros.getValueAtPercentile(percentile) / 1000.0;
            figures.put(shown.replace('.', '_') + "_ms", millis);
            text.append(shown).append(' ').append(millis(millis)).append("  ");
        }
        double most = micros.getMaxValue() / 1000.0;
        figures.put("max_ms", most);
        return new Finding(name, text + "max " + millis(most) + " ms", figures);
    }

    /// A percentile in milliseconds.
    static String millis(Histogram micros, double percentile) {
        return millis(micros.getValueAtPercentile(percentile) / 1000.0);
    }

    /// Milliseconds with three digits that count.
    static String millis(double millis) {
        return millis < 10
                ? "%.2f".formatted(millis)
                : millis < 100 ? "%.1f".formatted(millis) : "%.0f".formatted(millis);
    }
}
