package io.roomlog.deploy.tail;

import io.roomlog.common.log.RoomKey;
import java.util.OptionalLong;

/// What is to be seen of which room.
///
/// @param limit how many records: the last ones, or from where it begins on; empty for all
/// @param follow whether to wait for more at the end
public record Question(RoomKey room, Begin begin, OptionalLong limit, boolean follow) {}
