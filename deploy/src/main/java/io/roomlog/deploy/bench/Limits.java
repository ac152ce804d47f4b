package io.roomlog.deploy.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the system allows, looked at before anything is started.
final class Limits {
    /// Files that a process needs besides its connections.
    private static final int OTHER_FILES = 500;

    private static final Path PORTS = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    private Limits() {}

    /// Refuses more sockets than can be opened.
    ///
    /// @param addresses how many are connected to
    /// @throws BenchException saying what to do
    static void check(int sockets, int addresses) throws BenchException {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long files = system.getMaxFileDescriptorCount();
            if (files < sockets + OTHER_FILES) {
                throw new BenchException(
                        "%d sockets need `ulimit -n %d` or more, here it is %d; raise it, or take fewer with --sockets"
                                .formatted(sockets, sockets + OTHER_FILES, files));
            }
        }
        int ports = ports();
        if (sockets > (long) ports * addresses) {
            throw new BenchException(
                    "%d sockets to %d address(es) need more ports than the %d of net.ipv4.ip_local_port_range; widen it, or take fewer with --sockets"
                            .formatted(sockets, addresses, ports));
        }
    }

    private static int ports() {
        try {
            // Read in one go, as the files of /proc/sys have to be.
            String[] range = Files.readAllLines(PORTS).getFirst().strip().split("\\s+", -1);
            return Integer.parseInt(range[1]) - Integer.parseInt(range[0]);
        } catch (IOException notThisSystem) {
            return Integer.MAX_VALUE;
        }
    }
}
