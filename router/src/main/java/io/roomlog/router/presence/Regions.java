package io.roomlog.router.presence;

import io.roomlog.common.log.Topics;
import java.util.List;
import java.util.stream.Stream;

/// The regions whose sockets are told of.
///
/// @param own where this router is
/// @param mirrored the others, whose records a mirror brings
/// @param absences which of the others' edges are away
public record Regions(String own, List<String> mirrored, Absences absences) {
    public Regions {
        mirrored = List.copyOf(mirrored);
    }

    /// What is known of the edges of other regions.
    @FunctionalInterface
    public interface Absences {
        /// Whether an edge's sockets are not to be told of: its lease was ended in its region, or nothing is heard
        /// of the region. Any thread; quick.
        ///
        /// @param incarnation the edge's
        boolean isAway(String region, String incarnation);
    }

    /// A region without others.
    public static Regions alone(String own) {
        return new Regions(own, List.of(), (region, incarnation) -> false);
    }

    /// A topic, here and of the other regions.
    List<String> topics(String topic) {
        return Stream.concat(Stream.of(topic), mirrored.stream().map(region -> Topics.mirrored(region, topic)))
                .toList();
    }
}
