package io.roomlog.deploy.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// Ports that nobody listens on, for processes that have to keep theirs over a restart. They lie below those
/// that systems give to connections that go out: one of these could take the port of a process that is down.
public final class FreePorts {
    private static final int FIRST = 15_000;
    private static final int BEHIND_LAST = 30_000;
    private static final int TRIES = 1_000;

    private FreePorts() {}

    /// One that was free a moment ago.
    public static int take() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, BEHIND_LAST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no port from " + FIRST + " to " + (BEHIND_LAST - 1) + " is free");
    }

    /// One that was free a moment ago and is none of these, to which it is added.
    public static int take(Set<Integer> taken) throws IOException {
        int port = take();
        while (!taken.add(port)) {
            port = take();
        }
        return port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
