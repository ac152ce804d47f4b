package io.roomlog.mirror;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.connect.mirror.MirrorSourceConnector;
import org.apache.kafka.connect.runtime.Worker;

/// What is mirrored from one region to another, and the names that MirrorMaker gives to what it uses for that.
///
/// @param source the region that records come from
/// @param target the region that they go to
public record Flow(String source, String target) {
    static final String CONNECTOR = MirrorSourceConnector.class.getSimpleName();

    /// The topic where MirrorMaker notes, in the target, what it has mirrored.
    String offsetsTopic() {
        return "mm2-offsets." + source + ".internal";
    }

    /// The topic where MirrorMaker notes, in the target, how its tasks are.
    String statusTopic() {
        return "mm2-status." + source + ".internal";
    }

    /// The keys there of the connector and so many tasks.
    List<String> statusKeys(int tasks) {
        return Stream.concat(
                        Stream.of("status-connector-" + CONNECTOR),
                        IntStream.range(0, tasks).mapToObj(task -> "status-task-" + CONNECTOR + "-" + task))
                .toList();
    }

    /// The group of MirrorMaker's processes, in the target.
    String workers() {
        return source + "-mm2";
    }

    /// The group that says, in the source, where a partition begins of which nothing has been mirrored yet.
    String readers() {
        return "roomlog-mirror-" + target;
    }

    /// The transactional ids of so many tasks.
    List<String> transactionalIds(int tasks) {
        return IntStream.range(0, tasks)
                .mapToObj(task -> Worker.taskTransactionalId(workers(), CONNECTOR, task))
                .toList();
    }

    /// As MirrorMaker writes it in names of settings.
    @Override
    public String toString() {
        return source + "->" + target;
    }
}
