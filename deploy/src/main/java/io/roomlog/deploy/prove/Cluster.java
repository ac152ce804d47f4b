package io.roomlog.deploy.prove;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.deploy.process.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// All regions, and the mirror between them where there are several.
final class Cluster implements AutoCloseable {
    static final int PARTITIONS = 16;
    static final int SESSION_PARTITIONS = 8;
    static final Duration LEASE = Duration.ofSeconds(5);

    private final List<Region> regions;
    private final Optional<Mirror> mirror;

    private Cluster(List<Region> regions, Optional<Mirror> mirror) {
        this.regions = regions;
        this.mirror = mirror;
    }

    /// The parts, nothing of which runs yet.
    ///
    /// @param secret of tokens
    /// @param mirrorClassPath the class path of a mirror's process
    /// @param folder of data and logs
    static Cluster of(Plan plan, String secret, Supplier<String> mirrorClassPath, Path folder) throws IOException {
        List<Region> regions = new ArrayList<>();
        for (int index = 0; index < plan.regions().size(); index++) {
            regions.add(Region.of(index, plan, secret, folder));
        }
        return new Cluster(
                List.copyOf(regions),
                plan.hasSeveralRegions()
                        ? Optional.of(Mirror.of(regions, mirrorClassPath.get(), folder))
                        : Optional.empty());
    }

    /// Options of a JVM that is small and starts quickly: so many share the machine that to compile well costs more
    /// than
    /// it gains.
    ///
    /// @param heap its -Xmx
    static List<String> jvm(String heap) {
        List<String> options = new ArrayList<>(
                List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+UseCompactObjectHeaders"));
        Child.ownOptions().stream()
                .filter(option -> option.startsWith("-XX:AOTCache"))
                .forEach(options::add);
        return options;
    }

    /// Starts everything, the brokers first.
    void start() throws IOException, InterruptedException {
        for (Region region : regions) {
            region.startBrokers();
        }
        for (Region region : regions) {
            region.start();
        }
        if (mirror.isPresent()) {
            mirror.get().start();
        }
    }

    List<Region> regions() {
        return regions;
    }

    Optional<Mirror> mirror() {
        return mirror;
    }

    List<Broker> brokers() {
        return regions.stream().flatMap(region -> region.brokers().stream()).toList();
    }

    List<Edge> edges() {
        return regions.stream().flatMap(region -> region.edges().stream()).toList();
    }

    List<Router> routers() {
        return regions.stream().flatMap(region -> region.routers().stream()).toList();
    }

    /// What the positions of clients count in.
    Origins origins() throws IOException, InterruptedException {
        List<Epoch> epochs = new ArrayList<>();
        for (Region region : regions) {
            epochs.add(region.epoch());
        }
        return new Origins(epochs, PARTITIONS);
    }

    /// Waits until all brokers are there.
    void awaitBrokers() throws IOException, InterruptedException {
        for (Region region : regions) {
            region.awaitBrokers();
        }
    }

    /// Waits until the routers have spread everything that had been emitted when this was called.
    ///
    /// @return whether they have in time
    boolean awaitSpread(Duration patience) throws IOException, InterruptedException {
        for (Region region : regions) {
            if (!region.awaitSpread(patience)) {
                return false;
            }
        }
        return true;
    }

    /// The processes that have ended by themselves.
    List<String> failed() {
        List<Child> processes = new ArrayList<>();
        regions.forEach(region -> processes.addAll(region.processes()));
        mirror.ifPresent(each -> processes.add(each.process()));
        return processes.stream().filter(Child::hasFailed).map(Child::name).toList();
    }

    /// Kills everything. Any thread, and more than once.
    @Override
    public void close() {
        mirror.ifPresent(Mirror::close);
        regions.forEach(Region::close);
    }
}
