package io.roomlog.edge.room;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The groups that there are, one for each set of partitions that some socket's rooms lie in. The dispatcher's thread
/// only.
final class PartitionGroups {
    private final Map<List<Integer>, PartitionGroup> groups = new HashMap<>();

    /// Takes a socket into the group of its partitions.
    ///
    /// @param partitions ascending
    PartitionGroup enter(Collection<Integer> partitions) {
        PartitionGroup group = groups.computeIfAbsent(
                List.copyOf(partitions),
                key -> new PartitionGroup(
                        key.stream().mapToInt(Integer::intValue).toArray()));
        group.enter();
        return group;
    }

    /// One socket less in a group; nobody's group is forgotten.
    void leave(PartitionGroup group) {
        if (group.leave()) {
            groups.remove(Arrays.stream(group.partitions()).boxed().toList());
        }
    }
}
