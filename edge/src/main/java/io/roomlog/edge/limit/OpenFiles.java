package io.roomlog.edge.limit;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;

/// How many files, sockets among them, this process may have open at a time.
///
/// A web server that has none left when it is to accept a connection ends all that it has, and accepts no more: so it
/// must never take as many.
///
/// @param allowed by the system (`ulimit -n`)
/// @param open so far
public record OpenFiles(long allowed, long open) {
    private static final Logger LOG = System.getLogger(OpenFiles.class.getName());
    /// A client that polls has two: one hangs, and one posts.
    private static final int CONNECTIONS_EACH = 2;
    private static final int CONNECTIONS_BESIDE = 1_000;
    private static final int OTHER_FILES = 400;
    private static final int SHARE_OF_FORWARDED = 4;

    /// Of this process, at the moment; where the system does not tell, any number is allowed.
    public static OpenFiles ofThisProcess() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? new OpenFiles(system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount())
                : new OpenFiles(Long.MAX_VALUE, 0);
    }

    /// How many requests may be passed on at a time, over a connection each: so many, or a quarter of what there
    /// is room for.
    public int forwarded(int wanted) {
        return (int) Math.min(wanted, room() / SHARE_OF_FORWARDED);
    }

    /// How many TCP connections may be taken at a time: as many as so many sessions can have and some more, or what
    /// there is room for beside the requests that are passed on.
    ///
    /// @param forwarded requests that are passed on; as many may come from others
    public int tcpConnections(int sessions, int forwarded) {
        long room = room() - forwarded;
        if (room < sessions) {
            LOG.log(
                    Level.INFO,
                    "open files allowed={0}: no more than {1} of max-connections={2} are taken; raise ulimit -n",
                    Long.toString(allowed),
                    Long.toString(room),
                    Integer.toString(sessions));
        }
        return Math.clamp(room, 1, CONNECTIONS_EACH * sessions + CONNECTIONS_BESIDE + forwarded);
    }

    /// All that is left but 400, or half of it where that is more.
    private long room() {
        long left = Math.max(0, allowed - open);
        return Math.max(left - OTHER_FILES, left / 2);
    }
}
