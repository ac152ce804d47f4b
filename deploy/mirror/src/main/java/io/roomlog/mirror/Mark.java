package io.roomlog.mirror;

import java.util.OptionalLong;

/// What is noted of a partition besides MirrorMaker's offset.
///
/// @param next nothing that is to be mirrored lies below it, but for what MirrorMaker's offset says
/// @param lostFrom where a range begins that was gone before it was mirrored; it ends at `next`
record Mark(long next, OptionalLong lostFrom) {}
