package io.roomlog.deploy.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;

/// The rooms of a run, one behind the other full of sockets, and a publisher for each.
final class Layout {
    private final Plan plan;
    private final String prefix = "bench-" + UUID.randomUUID().toString().substring(0, 8) + '-';

    Layout(Plan plan) {
        this.plan = plan;
    }

    String room(int room) {
        return prefix + room;
    }

    /// The rooms that a socket joins.
    List<String> roomsOf(int socket) {
        return plan.roomSize() == 0 ? List.of() : List.of(room(plan.room(socket)));
    }

    /// A publisher for each room, whose stream has the room's number.
    ///
    /// @param clients who publishes in a room
    List<Publisher> publishers(IntFunction<Client> clients) {
        List<Publisher> publishers = new ArrayList<>();
        for (int room = 0; room < plan.rooms(); room++) {
            publishers.add(new Publisher(room, clients.apply(room), room(room), plan.sizeOf(room), plan.payload()));
        }
        return publishers;
    }

    /// The socket of a room that publishes: the first; with regions, of every other room the second, which is in the
    /// other one.
    Client publisher(int room, List<Client> sockets) {
        int which = plan.scenario() == Scenario.REGIONS ? room % Math.min(2, plan.sizeOf(room)) : 0;
        return sockets.get(room * plan.roomSize() + which);
    }

    /// Has every socket expect the messages of its room.
    void expect(List<Client> sockets) {
        for (Client socket : sockets) {
            int room = plan.room(socket.number());
            socket.expect(room, publisher(room, sockets).region() != socket.region());
        }
    }

    /// Whether everything that has been sent is answered, and has come to everybody who was to get it.
    static boolean isDrained(List<Publisher> publishers, Tally all) {
        long expected = 0;
        for (Publisher publisher : publishers) {
            if (publisher.unanswered() > 0) {
                return false;
            }
            expected += (long) publisher.acked() * publisher.receivers();
        }
        return all.deliveries() - all.repeated() - all.strays() >= expected;
    }
}
