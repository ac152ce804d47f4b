package io.roomlog.deploy.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Whether a process says of itself that it is ready.
public final class Readiness {
    private static final Duration LOOKS_EVERY = Duration.ofMillis(100);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(2);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Readiness() {}

    /// Looks once.
    private interface Look {
        boolean isReady() throws InterruptedException;
    }

    /// Waits until a process answers 200.
    ///
    /// @throws IOException if it ends before, or takes longer than `patience`
    public static void await(Child process, URI address, Duration patience) throws IOException, InterruptedException {
        await(process, () -> isReady(address), patience);
    }

    /// Waits until a process listens on a port of this machine.
    ///
    /// @throws IOException if it ends before, or takes longer than `patience`
    public static void await(Child process, int port, Duration patience) throws IOException, InterruptedException {
        await(process, () -> listens(port), patience);
    }

    private static void await(Child process, Look look, Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!look.isReady()) {
            if (process.hasFailed()) {
                throw new IOException(process.name() + " has ended while it was starting");
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(process.name() + " has not become ready in " + patience.toSeconds() + " s");
            }
            Thread.sleep(LOOKS_EVERY);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static boolean isReady(URI address) throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(address).timeout(ANSWERS_WITHIN).build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
