package io.roomlog.deploy.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// What a process has used so far, as Linux tells it.
///
/// @param cpuSeconds of all its threads, user and system time, in steps of 10 ms
/// @param residentBytes its part of the memory now
public record ProcessUsage(double cpuSeconds, long residentBytes) {
    /// Of /proc's times, the same on all systems that Java runs on.
    private static final double TICKS_PER_SECOND = 100;

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;

    /// Asks for it.
    ///
    /// @throws IOException if there is no such process, or no `/proc`
    public static ProcessUsage of(long pid) throws IOException {
        Path folder = Path.of("/proc", Long.toString(pid));
        String stat = Files.readString(folder.resolve("stat"));
        // The name of the process stands in brackets and may hold anything.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        double ticks = Long.parseLong(fields[USER_TIME]) + (double) Long.parseLong(fields[SYSTEM_TIME]);
        return new ProcessUsage(ticks / TICKS_PER_SECOND, resident(folder));
    }

    private static long resident(Path folder) throws IOException {
        for (String line : Files.readAllLines(folder.resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                String kilobytes = line.substring("VmRSS:".length())
                        .toLowerCase(Locale.ROOT)
                        .replace("kb", "");
                return 1024 * Long.parseLong(kilobytes.strip());
            }
        }
        return 0;
    }
}
