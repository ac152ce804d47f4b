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
    private boolean running;
    private boolean closed;

    Mailbox(int bound) {
        this.bound = bound;
    }

    /// Adds a task, waiting for room. An interrupt ends the wait, and the task is dropped: the connection is
    /// going.
    synchronized void put(Runnable task) {
        try {
            while (tasks.size() >= bound && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (!closed) {
            append(task);
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
        if (task == null) {
            running = false;
        }
        notifyAll();
        return task;
    }
}
