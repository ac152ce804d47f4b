package io.roomlog.deploy.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Whether everybody who was still there got each message that the server has taken: once, and in order.
///
/// @param lost messages that a socket has not got, counted for each socket
record Audit(long deliveries, long lost, long repeated, long overtaken, long stray, long refused, long unanswered) {
    /// Holds what has come against what was sent. All must have come that will.
    ///
    /// @param all what has come since the beginning
    static Audit of(Fleet fleet, List<Publisher> publishers, Tally all) {
        long lost = fleet.sum(client -> lost(client, publishers));
        long unanswered = publishers.stream().mapToLong(Publisher::unanswered).sum();
        return new Audit(
                all.deliveries(), lost, all.repeated(), all.overtaken(), all.strays(), all.refused(), unanswered);
    }

    private static long lost(Client client, List<Publisher> publishers) {
        long lost = 0;
        if (client.isConnected()) {
            for (int stream : client.streams()) {
                Publisher publisher = publishers.get(stream);
                lost += client.check(stream).lost(publisher.sent(), publisher::isAcked);
            }
        }
        return lost;
    }

    Finding finding(int ended) {
        Map<String, Number> figures = new LinkedHashMap<>();
        figures.put("deliveries", deliveries);
        figures.put("lost", lost);
        figures.put("repeated", repeated);
        figures.put("reordered", overtaken);
        figures.put("stray", stray);
        figures.put("refused_publishes", refused);
        figures.put("unanswered_publishes", unanswered);
        figures.put("connections_ended", ended);
        return new Finding(
                "checked",
                "%,d deliveries: %d lost, %d repeated, %d reordered, %d stray; %d publishes refused, %d unanswered; %d connections ended"
                        .formatted(deliveries, lost, repeated, overtaken, stray, refused, unanswered, ended),
                figures);
    }

    /// What should not be.
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        add(faults, lost, "deliveries are lost");
        add(faults, repeated, "deliveries are repeated");
        add(faults, overtaken, "deliveries are out of order");
        add(faults, stray, "deliveries went to sockets that are not in the room");
        add(faults, refused, "publishes were refused");
        add(faults, unanswered, "publishes were not answered");
        return faults;
    }

    private static void add(List<String> faults, long count, String what) {
        if (count > 0) {
            faults.add(count + " " + what);
        }
    }
}
