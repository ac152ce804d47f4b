package io.roomlog.edge.socketio;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Runs tasks one after the other on a virtual thread that lives only while there are some. Bounded: whoever
/// brings more from the network waits, and so does the client behind it.
final class Mailbox {
    private static final Logger LOG = System.getLogger(Mailbox.class.getName());

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>(2);
    private final int bound;
    private final long boundBytes;
    private long bytes;
    private boolean running;
    private boolean closed;

    /// @param bound tasks that may wait
    /// @param boundBytes what they may hold; an empty mailbox takes anything
    Mailbox(int bound, long boundBytes) {
        this.bound = bound;
        this.boundBytes = boundBytes;
    }

    /// A task that holds something in memory.
    private record Holding(Runnable task, int bytes) implements Runnable {
        @Override
        public void run() {
            task.run();
        }
    }

    /// Adds a task, waiting for room. An interrupt ends the wait, and the task is dropped: the connection is
    /// going.
    ///
    /// @param size about how many bytes it holds
    synchronized void put(Runnable task, int size) {
        try {
            while (!closed && (tasks.size() >= bound || (bytes > 0 && bytes + size > boundBytes))) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (!closed) {
            bytes += size;
            append(new Holding(task, size));
        }
    }

    /// Adds a task of the server's own, without waiting; dropped where the last one has been added.
    synchronized void add(Runnable task) {
        if (!closed) {
            append(task);
        }
    }

    /// Adds the last task of all, without waiting.
    synchronized void close(Runnable last) {
        if (!closed) {
            closed = true;
            append(last);
            notifyAll();
        }
    }

    private void append(Runnable task) {
        tasks.add(task);
        if (!running) {
            running = true;
            Thread.ofVirtual().name("edge-socket-handler").start(this::run);
        }
    }

    private void run() {
        for (Runnable task = next(); task != null; task = next()) {
            try {
                task.run();
            } catch (Throwable e) {
                // what comes behind it, the socket's end above all, must not stay
                LOG.log(Level.ERROR, "a socket's task failed", e);
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable task = tasks.poll();
        if (task instanceof Holding holding) {
            bytes -= holding.bytes;
        } else if (task == null) {
            running = false;
        }
        notifyAll();
        return task;
    }
}
