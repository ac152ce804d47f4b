package io.roomlog.deploy.prove;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// The messages of a room that were appended in one region, in the order of its log. They come in that order
/// everywhere; between regions there is none.
final class Line {
    private final int origin;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<Long, Integer> indexes = new HashMap<>();

    Line(int origin) {
        this.origin = origin;
    }

    /// The region, by its place in the plan.
    int origin() {
        return origin;
    }

    void add(Entry entry) {
        indexes.putIfAbsent(entry.number(), entries.size());
        entries.add(entry);
    }

    int size() {
        return entries.size();
    }

    Entry get(int index) {
        return entries.get(index);
    }

    List<Entry> entries() {
        return entries;
    }

    /// Where a message stands first.
    OptionalInt indexOf(long number) {
        Integer index = indexes.get(number);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /// The first message that lies at an offset or behind it.
    int indexFrom(long offset) {
        int index = 0;
        while (index < entries.size() && entries.get(index).offset() < offset) {
            index++;
        }
        return index;
    }
}
