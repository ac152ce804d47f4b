package io.roomlog.common.cursor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;

/// Where a record lies in a partition that the context tells.
///
/// In JSON it is a number where its origin is the first, else an array of origin and offset.
///
/// @param origin index of the region that it comes from
/// @param offset that it has there
public record LogPlace(int origin, long offset) {
    @JsonCreator
    static LogPlace read(JsonNode json) {
        return json.isArray()
                ? new LogPlace(json.path(0).asInt(), json.path(1).asLong())
                : new LogPlace(0, json.asLong());
    }

    @JsonValue
    Object write() {
        return origin == 0 ? (Object) offset : new long[] {origin, offset};
    }
}
