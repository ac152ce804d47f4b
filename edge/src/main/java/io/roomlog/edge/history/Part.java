package io.roomlog.edge.history;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// What was found of a room in one slot.
///
/// @param entries in log order
/// @param reached all between here and where the reading began has been looked at
/// @param complete whether nothing is left in the direction of the reading
/// @param bound a stamp: where something is left, none of it is later, or, where the reading went on, earlier. It may
///     have to read the log
/// @param hole what cannot be had, at its beginning
record Part(List<Entry> entries, long reached, boolean complete, LongSupplier bound, Optional<Hole> hole) {}
