package io.roomlog.common.cursor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.function.IntToLongFunction;

/// A place in a room: for each origin, the next offset in its log. Immutable.
///
/// In JSON it is a number where there is one origin only, else an array.
public final class RoomPlace {
    /// Behind everything that there will ever be.
    public static final RoomPlace END = new RoomPlace(new long[0], Long.MAX_VALUE);

    private final long[] next;
    private final long others;

    /// @param others next offset of each further origin
    private RoomPlace(long[] next, long others) {
        this.next = next;
        this.others = others;
    }

    /// The place with these offsets.
    ///
    /// @param next by origin
    public static RoomPlace of(long... next) {
        return new RoomPlace(next.clone(), 0);
    }

    /// The place with the offsets that a function gives.
    public static RoomPlace of(int origins, IntToLongFunction next) {
        long[] all = new long[origins];
        Arrays.setAll(all, next);
        return new RoomPlace(all, 0);
    }

    /// The next offset of an origin; of one that was not known when the place was taken it is 0.
    public long at(int origin) {
        return origin < next.length ? next[origin] : others;
    }

    /// The place with its origins in another order.
    ///
    /// @param from for each, which one it is here; negative for one that was not known
    public RoomPlace reordered(int[] from) {
        return of(from.length, origin -> from[origin] < 0 ? 0 : at(from[origin]));
    }

    @JsonCreator
    static RoomPlace read(JsonNode json) {
        return json.isArray() ? of(json.size(), origin -> next(json.get(origin))) : of(next(json));
    }

    private static long next(JsonNode json) {
        if (!json.isIntegralNumber()) {
            throw new IllegalArgumentException("no offset: " + json);
        }
        return json.longValue();
    }

    @JsonValue
    Object write() {
        return next.length == 1 ? (Object) next[0] : next;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RoomPlace that && others == that.others && Arrays.equals(next, that.next);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(next);
    }

    @Override
    public String toString() {
        return Arrays.toString(next) + others;
    }
}
