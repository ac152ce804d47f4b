package io.roomlog.deploy.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A thread that reads its connections, one read of many frames after the other, and counts what comes.
final class Loop implements AutoCloseable {
    private static final int READ_BYTES = 256 * 1024;
    private static final int MOST_READ_BYTES = 64 * 1024 * 1024;

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private Tally tally = new Tally();
    private long now;
    private volatile boolean over;

    private Loop(Selector selector, int number) {
        this.selector = selector;
        this.thread = new Thread(this::run, "bench-loop-" + number);
        thread.setDaemon(true);
    }

    static Loop start(int number) throws IOException {
        Loop loop = new Loop(Selector.open(), number);
        loop.thread.start();
        return loop;
    }

    private void run() {
        try {
            while (!over) {
                selector.select(key -> ((Connection) key.attachment()).ready());
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
            }
            ended.completeExceptionally(new IllegalStateException("the bench's loop is over"));
        } catch (IOException | RuntimeException failed) {
            ended.completeExceptionally(failed);
        } finally {
            selector.keys().forEach(key -> ((Connection) key.attachment()).reset());
            close(selector);
        }
    }

    /// Has something done in its thread. Any thread.
    void execute(Runnable task) {
        tasks.add(task);
        wakeUp();
    }

    /// What its thread makes of a question. Any other thread.
    ///
    /// @throws java.util.concurrent.CompletionException with the reason if the loop has failed
    <T extends @Nullable Object> T ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        execute(() -> answer.complete(question.get()));
        CompletableFuture.anyOf(answer, ended).join();
        return answer.join();
    }

    /// Has changed keys noticed. Any thread.
    void wakeUp() {
        if (Thread.currentThread() != thread) {
            selector.wakeup();
        }
    }

    /// What has been counted since the last time.
    Tally take() {
        return ask(() -> {
            Tally taken = tally;
            tally = new Tally();
            return taken;
        });
    }

    /// The processor time of its thread so far.
    long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
    }

    // ---- for its own thread

    SelectionKey register(SocketChannel channel, Connection connection) throws IOException {
        return channel.register(selector, SelectionKey.OP_CONNECT, connection);
    }

    /// Where reads go, in big-endian order.
    ByteBuffer buffer() {
        return buffer;
    }

    /// Makes room for a frame that is larger than the buffer.
    void enlargeBuffer() {
        if (buffer.capacity() >= MOST_READ_BYTES) {
            throw new UncheckedIOException(new IOException("a frame of more than " + MOST_READ_BYTES + " bytes"));
        }
        buffer = ByteBuffer.allocateDirect(2 * buffer.capacity());
    }

    /// Sets when the last read was done.
    void readAt(long nanos) {
        now = nanos;
    }

    /// When what is being handled was read.
    long now() {
        return now;
    }

    Tally tally() {
        return tally;
    }

    /// Ends it and cuts its connections. Any other thread.
    @Override
    public void close() {
        over = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Selector selector) {
        try {
            selector.close();
        } catch (IOException harmless) {
            // Nothing can be done with it any more.
        }
    }
}
