package io.roomlog.deploy.bench;

import io.roomlog.deploy.process.ProcessUsage;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// What all processes have used at a moment.
///
/// @param nanos when
/// @param servers by name; without those that cannot be looked at
/// @param generatorCpuSeconds of this process
/// @param busiestLoopSeconds processor time of the loop that had most
record Sample(long nanos, Map<String, ProcessUsage> servers, double generatorCpuSeconds, double busiestLoopSeconds) {
    static Sample of(Servers servers, Fleet fleet) {
        Map<String, ProcessUsage> used = new LinkedHashMap<>();
        for (ServerProcess part : servers.parts()) {
            try {
                used.put(part.name(), ProcessUsage.of(part.pid()));
            } catch (IOException gone) {
                // Told as a trouble of the servers, or not to be had on this system.
            }
        }
        double own;
        try {
            own = ProcessUsage.of(ProcessHandle.current().pid()).cpuSeconds();
        } catch (IOException notThisSystem) {
            own = 0;
        }
        return new Sample(System.nanoTime(), used, own, fleet.busiestLoopNanos() / 1e9);
    }

    double secondsSince(Sample before) {
        return (nanos - before.nanos) / 1e9;
    }

    /// The processor time that a process has had since.
    double cpuSince(Sample before, String name) {
        ProcessUsage then = before.servers.get(name);
        ProcessUsage now = servers.get(name);
        return then == null || now == null ? 0 : now.cpuSeconds() - then.cpuSeconds();
    }

    /// The memory of the processes that hold connections.
    long resident(Servers of) {
        return of.parts().stream()
                .filter(ServerProcess::holdsConnections)
                .mapToLong(part -> {
                    ProcessUsage usage = servers.get(part.name());
                    return usage == null ? 0 : usage.residentBytes();
                })
                .sum();
    }
}
