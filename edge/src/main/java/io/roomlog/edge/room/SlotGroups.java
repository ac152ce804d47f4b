package io.roomlog.edge.room;

import io.roomlog.common.cursor.Slots;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The groups that there are, one for each set of slots that some socket's rooms lie in. The dispatcher's thread
/// only.
final class SlotGroups {
    private final Map<List<Integer>, SlotGroup> groups = new HashMap<>();
    private final Slots numbering;

    SlotGroups(Slots numbering) {
        this.numbering = numbering;
    }

    /// Takes a socket into the group of its slots.
    ///
    /// @param slots ascending
    SlotGroup enter(Collection<Integer> slots) {
        SlotGroup group = groups.computeIfAbsent(
                List.copyOf(slots),
                key -> new SlotGroup(
                        numbering, key.stream().mapToInt(Integer::intValue).toArray()));
        group.enter();
        return group;
    }

    /// One socket less in a group; nobody's group is forgotten.
    void leave(SlotGroup group) {
        if (group.leave()) {
            groups.remove(Arrays.stream(group.slots()).boxed().toList());
        }
    }
}
