package io.roomlog.deploy.prove;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/// One connection through a proxy.
final class ProxyLink {
    private final Socket client;
    private final Socket behind;
    private final int bufferBytes;
    private boolean held;

    ProxyLink(Socket client, Socket behind, int bufferBytes) {
        this.client = client;
        this.behind = behind;
        this.bufferBytes = bufferBytes;
    }

    /// Carries bytes both ways until one side or a fault ends it.
    void run() throws IOException {
        Thread back = Thread.ofVirtual().name("prove-link-back").start(() -> carryOrEnd(behind, client));
        carryOrEnd(client, behind);
        try {
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends it with a TCP reset on both sides.
    void reset() {
        reset(client);
        reset(behind);
    }

    /// Whether bytes wait.
    synchronized void hold(boolean hold) {
        held = hold;
        notifyAll();
    }

    private void carryOrEnd(Socket from, Socket to) {
        try {
            carry(from.getInputStream(), to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException | InterruptedException ended) {
            reset();
        }
    }

    private void carry(InputStream in, OutputStream out) throws IOException, InterruptedException {
        byte[] buffer = new byte[bufferBytes];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            awaitRelease();
            out.write(buffer, 0, length);
        }
        awaitRelease();
    }

    private synchronized void awaitRelease() throws InterruptedException {
        while (held) {
            wait();
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException harmless) {
            // It is closed already.
        }
    }
}
