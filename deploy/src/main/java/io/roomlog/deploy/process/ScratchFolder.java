package io.roomlog.deploy.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// A temporary folder for data and logs of processes.
///
/// @param path where it is
public record ScratchFolder(Path path) {
    /// A new one.
    public static ScratchFolder make(String prefix) throws IOException {
        return new ScratchFolder(Files.createTempDirectory(prefix));
    }

    /// Removes it with all that is in it, as far as that can be done.
    public void delete() throws IOException {
        try (var files = Files.walk(path)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
