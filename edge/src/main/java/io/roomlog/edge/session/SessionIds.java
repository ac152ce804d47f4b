package io.roomlog.edge.session;

import io.roomlog.common.log.RoomKey;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/// Makes the ids of sockets and sessions. Thread-safe.
///
/// A sid has a form of its own, so that the rooms named by sids are told from others.
public final class SessionIds {
    private static final int SID_BYTES = 15;
    private static final int PID_BYTES = 18;
    private static final String SID_MARK = "~";
    private static final Pattern SID = Pattern.compile(SID_MARK + "[A-Za-z0-9_-]{20}");

    private final SecureRandom random = new SecureRandom();
    private final int home;
    private final int partitions;

    /// @param home the partition that the room of each sid is to lie in
    /// @param partitions partition count of `rooms`
    public SessionIds(int home, int partitions) {
        this.home = home;
        this.partitions = partitions;
    }

    /// A Socket.IO id whose room lies in the edge's home partition, so that an emit to one socket needs no special
    /// path.
    public String sid(String namespace) {
        while (true) {
            String sid = SID_MARK + id(SID_BYTES);
            if (new RoomKey(namespace, sid).partition(partitions) == home) {
                return sid;
            }
        }
    }

    /// The partition that the room of each sid lies in.
    int home() {
        return home;
    }

    /// A private session id, for its client alone.
    public String pid() {
        return id(PID_BYTES);
    }

    /// Whether a room's name is that of some socket's own room.
    public static boolean isSid(String room) {
        return SID.matcher(room).matches();
    }

    private String id(int bytes) {
        byte[] id = new byte[bytes];
        random.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }
}
