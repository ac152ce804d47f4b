package io.roomlog.deploy.prove;

import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.log.RoomKey;
import java.util.Arrays;
import java.util.List;

/// The logs that cursors count in, one for each region, in the order of the plan.
///
/// @param epochs of each region's `rooms`
/// @param partitions how many each has
record Origins(List<Epoch> epochs, int partitions) {
    /// Stands for a place that is not told.
    static final long UNTOLD = -1;

    Origins {
        epochs = List.copyOf(epochs);
    }

    /// The next offset of a room's partition at each origin, as a cursor says it; [#UNTOLD] where it does not.
    RoomPlace place(String room, String offset) {
        int partition = new RoomKey(RoomKey.DEFAULT_NAMESPACE, room).partition(partitions);
        long[] next = new long[epochs.size()];
        Arrays.fill(next, UNTOLD);
        Cursor.decode(offset).ifPresent(cursor -> {
            List<Epoch> its = cursor.head().epochs();
            for (int index = 0; index < its.size(); index++) {
                int origin = epochs.indexOf(its.get(index));
                if (origin >= 0) {
                    next[origin] = cursor.vector().next(index, partition).orElse(UNTOLD);
                }
            }
        });
        return RoomPlace.of(next);
    }
}
