package io.roomlog.deploy.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The file that `roomlog mirror` is given for regions that were started here.
public final class MirrorConfig {
    private MirrorConfig() {}

    /// Writes it.
    ///
    /// @param bootstraps where each region's Kafka is
    /// @param replicas of the topics that the mirror makes
    /// @return the file
    public static Path write(Path file, Map<String, String> bootstraps, int replicas) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("clusters = " + String.join(",", bootstraps.keySet()));
        lines.add("replication.factor = " + replicas);
        bootstraps.forEach((region, bootstrap) -> lines.add(region + ".bootstrap.servers = " + bootstrap));
        return Files.write(file, lines);
    }
}
