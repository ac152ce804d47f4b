package io.roomlog.deploy.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/// The folder of a broker's data, locked against other brokers until it is closed.
///
/// The lock is the file system's, so it goes with its process. Kafka takes one of its own, but only after it has
/// opened the metadata log.
final class DataFolder implements AutoCloseable {
    private final Path logs;
    private final FileChannel lock;

    private DataFolder(Path logs, FileChannel lock) {
        this.logs = logs;
        this.lock = lock;
    }

    /// Makes the folder where it is missing, and locks it.
    ///
    /// @throws KafkaStartException if it cannot be written to, or another broker has it
    static DataFolder open(Path data) {
        Path folder = data.toAbsolutePath().normalize();
        try {
            Path logs = Files.createDirectories(folder.resolve("kafka"));
            return new DataFolder(logs, lock(folder));
        } catch (IOException unusable) {
            throw new KafkaStartException("data: cannot write to the folder " + folder + ": " + unusable, unusable);
        }
    }

    /// Where the broker keeps its logs.
    Path logs() {
        return logs;
    }

    /// Gives a new folder its cluster id and its first metadata; leaves one that has them as it is.
    ///
    /// `meta.properties` is the last file to be written, so a formatting cut short begins anew.
    void format(BrokerNode node, String controllerListener) {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        Formatter formatter = new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(node.id())
                .setClusterId(clusterId(node))
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setControllerListenerName(controllerListener)
                .setMetadataLogDirectory(logs.toString())
                .addDirectory(logs.toString());
        try {
            formatter.run();
        } catch (Exception unusable) {
            throw new KafkaStartException("data: cannot prepare the folder " + logs + ": " + unusable, unusable);
        }
    }

    /// The brokers of a quorum are formatted each by itself, and must come to the same id.
    private static String clusterId(BrokerNode node) {
        if (node.isAlone()) {
            return Uuid.randomUuid().toString();
        }
        UUID id = UUID.nameUUIDFromBytes(String.join(",", node.quorum()).getBytes(StandardCharsets.UTF_8));
        return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits()).toString();
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException unusable) {
            throw new KafkaStartException("data: cannot unlock " + logs.getParent() + ": " + unusable, unusable);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("kafka.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException ours) {
            // A broker of this process has it: refused just as another process's.
        }
        channel.close();
        throw new KafkaStartException("data: another broker is running on the folder " + folder
                + "; stop it, or name another folder with --data");
    }
}
