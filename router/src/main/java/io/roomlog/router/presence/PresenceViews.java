package io.roomlog.router.presence;

import io.roomlog.common.log.RoomKey;
import io.roomlog.common.query.Members;
import io.roomlog.common.query.RemoteSockets.RemoteSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/// Who is present, of the partitions of `sessions` that are here. Thread-safe.
public final class PresenceViews {
    private final ConcurrentMap<Integer, PresenceView> views = new ConcurrentHashMap<>();

    void add(int partition, PresenceView view) {
        views.put(partition, view);
    }

    void remove(int partition, PresenceView view) {
        views.remove(partition, view);
    }

    private Map<Integer, PresenceView> whole() {
        Map<Integer, PresenceView> whole = new HashMap<>(views);
        whole.values().removeIf(view -> !view.isWhole());
        return whole;
    }

    /// Sockets that are present, of a region's edges.
    public int count(String region) {
        return views.values().stream().mapToInt(view -> view.count(region)).sum();
    }

    /// Who is in a room, by the partition of their sessions, for the partitions that are here and have caught up. A
    /// user's sessions all lie in one.
    public Map<Integer, Members> members(RoomKey room, int limit) {
        Map<Integer, Members> members = new HashMap<>();
        whole().forEach((partition, view) -> members.put(partition, view.members(room, limit)));
        return members;
    }

    /// Sockets of a namespace, or of a room, by the partition of their sessions.
    ///
    /// @param room empty for all of the namespace
    /// @param stores the store of a partition, for what is not in memory; empty where it is not here
    public Map<Integer, List<RemoteSocket>> sockets(
            String namespace,
            Optional<String> room,
            int limit,
            IntFunction<Optional<ReadOnlyKeyValueStore<Bytes, byte[]>>> stores) {
        Map<Integer, List<RemoteSocket>> sockets = new HashMap<>();
        whole().forEach((partition, view) -> stores.apply(partition).ifPresent(store -> {
            List<RemoteSocket> its = view.sockets(namespace, room, limit).entrySet().stream()
                    .map(each -> socket(each.getValue(), store.get(PresenceProcessor.key(each.getKey()))))
                    .toList();
            sockets.put(partition, its);
        }));
        return sockets;
    }

    private static RemoteSocket socket(Attendant socket, byte @Nullable [] entry) {
        return new RemoteSocket(
                socket.sid(),
                socket.user(),
                socket.holder().region(),
                socket.holder().incarnation(),
                socket.rooms().stream().map(room -> room.room().room()).sorted().toList(),
                entry == null ? null : Entry.decode(entry).session().data());
    }
}
