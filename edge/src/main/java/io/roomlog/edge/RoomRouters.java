package io.roomlog.edge;

import io.roomlog.common.log.RecordId;
import io.roomlog.edge.room.RoomLog;
import io.roomlog.edge.router.RouterClient;
import io.roomlog.edge.router.RouterException;
import java.util.List;
import java.util.OptionalLong;

/// What routers do for those who append to rooms.
record RoomRouters(RouterClient client) implements RoomLog.Routers {
    @Override
    public boolean areKnown() {
        return client.isKnown();
    }

    @Override
    public OptionalLong first(int partition, RecordId id) {
        try {
            List<Long> offsets = client.firsts(partition, List.of(id)).offsets();
            return offsets.size() == 1 && offsets.getFirst() >= 0
                    ? OptionalLong.of(offsets.getFirst())
                    : OptionalLong.empty();
        } catch (RouterException e) {
            return OptionalLong.empty();
        }
    }
}
