package io.roomlog.edge.websocket;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import io.roomlog.common.bytes.Bytes;
import io.roomlog.common.websocket.FrameDecoder;
import io.roomlog.common.websocket.FrameEncoder;
import io.roomlog.common.websocket.Opcode;
import io.roomlog.common.websocket.WebSocketMessage;
import io.roomlog.edge.outbound.Outbound;
import io.roomlog.edge.outbound.OutboundQueue;
import io.roomlog.edge.outbound.TransferEvents;
import io.roomlog.edge.outbound.WriteTimes;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One WebSocket connection.
///
/// Two threads at most: Helidon's virtual thread of the connection reads, and one of the [Writers] writes while
/// something waits in the queue, as much as there is in one system call. Everything that is sent goes through the
/// queue, control frames too. Whoever sends never blocks; a peer that does not read fills the queue, and a writer
/// that it blocks is freed by an interrupt.
///
/// `send`, `close`, `closeWith` and `abort` are thread-safe.
public final class WebSocketConnection implements ServerConnection {
    private static final Logger LOG = System.getLogger(WebSocketConnection.class.getName());
    private static final long WRITE_BYTES = 64 * 1024;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
    private static final int MAX_PONGS = 16;
    private static final int NEVER = Integer.MAX_VALUE;
    private static final int NORMAL_CLOSURE = 1000;
    private static final int INTERNAL_ERROR = 1011;

    private final ConnectionContext context;
    private final ScheduledExecutorService timer;
    private final Writers writers;
    private final TransferEvents events;
    private final FrameDecoder decoder;
    private final WebSocketListener listener;
    private final Object lock = new Object();
    private final OutboundQueue queue;
    private final int compressFrom;
    /// Pings that wait for their pongs.
    private List<Bytes> pings = List.of();
    private boolean hasTurn;
    private @Nullable Thread writer;
    private int turnsAlone;
    private boolean closing;
    private int waiting;
    private volatile boolean base64;
    private volatile boolean aborted;
    private volatile @Nullable Thread reader;
    private volatile long lastReceivedNanos = System.nanoTime();

    /// @param deflates whether the peer takes compressed messages, and may send them
    WebSocketConnection(
            ConnectionContext context,
            WebSocketLimits limits,
            boolean deflates,
            ScheduledExecutorService timer,
            Writers writers,
            TransferEvents events,
            Function<WebSocketConnection, WebSocketListener> listener) {
        this.context = context;
        this.events = events;
        this.timer = timer;
        this.writers = writers;
        this.decoder = new FrameDecoder(limits.maxMessageBytes(), deflates);
        this.compressFrom = deflates ? limits.compressFrom().orElse(NEVER) : NEVER;
        this.queue = new OutboundQueue(limits.maxQueueBytes());
        this.listener = listener.apply(this);
    }

    /// From now on binary messages go out as base64 text.
    public void sendBinaryAsBase64() {
        base64 = true;
    }

    /// Queues an item.
    ///
    /// @return false if the queue is full. An item for a connection that is closing is dropped silently
    public boolean send(Outbound item) {
        synchronized (lock) {
            if (closing) {
                return true;
            }
            if (!queue.offer(item)) {
                return false;
            }
            takeTurn();
            return true;
        }
    }

    /// Answers a ping, before what is queued. Of many that wait for a peer that does not read only some are
    /// answered, the last one among them (RFC 6455, section 5.5.3).
    private void answer(Bytes ping) {
        synchronized (lock) {
            if (closing) {
                return;
            }
            if (pings.isEmpty()) {
                pings = new ArrayList<>(1);
            } else if (pings.size() == MAX_PONGS) {
                pings.removeLast();
            }
            pings.add(ping);
            takeTurn();
        }
    }

    /// Waits until less than half of the queue's bound is taken, or the connection is closing. For whoever has much to
    /// send and can wait.
    public void awaitRoom() throws InterruptedException {
        synchronized (lock) {
            waiting++;
            try {
                while (!closing && !queue.hasRoom()) {
                    lock.wait();
                }
            } finally {
                waiting--;
            }
        }
    }

    /// The bytes that wait to be written.
    public long queuedBytes() {
        synchronized (lock) {
            return queue.bytes();
        }
    }

    private void tellWaiting() {
        if (waiting > 0) {
            lock.notifyAll();
        }
    }

    /// Sends what is queued, then a close frame; ends the connection when the peer answers, or after 2 s.
    public void close(int code, String reason) {
        close(null, code, reason);
    }

    /// Drops what is queued, sends a last packet and a close frame, and ends the connection like [#close].
    public void closeWith(Outbound last, int code, String reason) {
        close(last, code, reason);
    }

    private void close(@Nullable Outbound last, int code, String reason) {
        synchronized (lock) {
            if (closing) {
                return;
            }
            if (last != null) {
                queue.clear();
                queue.offer(last);
            }
            // an exceeded bound must not keep the close frame out
            if (!queue.offer(closeFrame(code, reason))) {
                queue.clear();
                queue.offer(closeFrame(code, reason));
            }
            closing = true;
            tellWaiting();
            takeTurn();
        }
        abortLater();
    }

    /// Ends the connection at once, whatever a blocked peer does.
    public void abort() {
        aborted = true;
        synchronized (lock) {
            closing = true;
            queue.clear();
            pings = List.of();
            tellWaiting();
            if (writer != null) {
                writer.interrupt();
            }
        }
        Thread reading = reader;
        if (reading != null) {
            reading.interrupt();
        }
    }

    private void abortLater() {
        var _ = timer.schedule(this::abort, CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Outbound closeFrame(int code, String reason) {
        return new ControlFrame(Bytes.of(FrameEncoder.closeFrame(code, reason)));
    }

    private void takeTurn() {
        if (!hasTurn) {
            hasTurn = true;
            writers.write(this);
        }
    }

    /// A writer that wrote to this connection was blocked: the next turns are to be a writer's of its own.
    void writeAlone(int turns) {
        synchronized (lock) {
            turnsAlone = turns;
        }
    }

    /// Whether the turn that begins is to be a writer's of its own.
    boolean takeTurnAlone() {
        synchronized (lock) {
            boolean alone = turnsAlone > 0;
            if (alone) {
                turnsAlone--;
            }
            return alone;
        }
    }

    /// Writes what is queued, up to a bound; for [Writers]. Blocks while the peer does not read.
    ///
    /// @param batch empty, and so again when it has been written
    /// @param times for what was written; null where none are wanted
    /// @return whether there is more; if not, the turn is over
    boolean write(FrameBuffer frames, List<Outbound> batch, @Nullable WriteTimes times) {
        List<Bytes> answered;
        synchronized (lock) {
            answered = pings;
            pings = List.of();
            queue.drainTo(batch, WRITE_BYTES);
            writer = Thread.currentThread();
            tellWaiting();
        }
        try {
            frames.begin(base64, compressFrom);
            for (Bytes ping : answered) {
                frames.control(FrameEncoder.frame(Opcode.PONG, ping));
            }
            for (Outbound item : batch) {
                item.writeTo(frames);
            }
            int bytes = frames.content().available();
            if (bytes > 0) {
                context.dataWriter().writeNow(frames.content());
                events.sent(bytes);
                if (times != null) {
                    times.written(batch);
                }
            }
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "write failed", e);
            abort();
        }
        batch.clear();
        synchronized (lock) {
            // from here on no interrupt is meant for this thread, and one that came is not for its next turn
            writer = null;
            var _ = Thread.interrupted();
            hasTurn = !queue.isEmpty() || !pings.isEmpty();
            tellWaiting();
            return hasTurn;
        }
    }

    @Override
    public void handle(Limit limit) {
        reader = Thread.currentThread();
        boolean broken = true;
        try {
            listener.onOpen();
            broken = read();
        } catch (DataReader.InsufficientDataAvailableException e) {
            broken = aborted;
        } catch (ServerConnectionException | UncheckedIOException e) {
            LOG.log(Level.DEBUG, "connection broke", e);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "connection ended by an error of ours", e);
            close(INTERNAL_ERROR, "internal error");
        } finally {
            end(broken);
        }
    }

    /// Reads until the connection ends.
    ///
    /// @return whether it broke
    private boolean read() {
        DataReader source = context.dataReader();
        ReadBuffer buffer = new ReadBuffer(context.serverSocket());
        while (true) {
            source.ensureAvailable();
            int available = source.available();
            byte[] chunk = source.readBytes(available);
            buffer.read(available);
            events.received(available);
            lastReceivedNanos = System.nanoTime();
            for (WebSocketMessage message : decoder.feed(chunk, 0, available)) {
                switch (message) {
                    case WebSocketMessage.Text(Bytes data) -> listener.onText(data);
                    case WebSocketMessage.Binary(Bytes data) -> listener.onBinary(data);
                    case WebSocketMessage.Ping(Bytes data) -> answer(data);
                    case WebSocketMessage.Pong(Bytes data) -> {
                        // an answer that nobody waits for
                    }
                    case WebSocketMessage.Closing(int code, String reason) -> {
                        close(code == 1005 ? NORMAL_CLOSURE : code, "");
                        return false;
                    }
                    case WebSocketMessage.Violation(int code, String reason) -> {
                        LOG.log(Level.DEBUG, "violation code={0} reason={1}", code, reason);
                        // without a reason text, as stock servers close
                        close(code, "");
                        return true;
                    }
                }
            }
        }
    }

    /// Lets the writer bring out what is queued, within bounds, before Helidon closes the channel behind us.
    private void end(boolean broken) {
        Thread.interrupted();
        boolean written = awaitWriter(aborted ? Duration.ZERO : CLOSE_PATIENCE);
        if (!written) {
            abort();
        }
        Thread.interrupted();
        try {
            listener.onEnd(broken);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "listener failed at the end of a connection", e);
        }
        linger();
        abort();
        Thread.interrupted();
        if (context.isSecure()) {
            // TLS takes its leave when Helidon closes the channel; an interrupted thread does not wait for a peer
            // that does not read
            Thread.currentThread().interrupt();
        }
    }

    /// Says that nothing more will come, and swallows what the peer still sends until it has said so too: a channel
    /// that is closed while something comes in is reset, and that takes from the peer what it has not read yet: the
    /// close frame (RFC 6455, section 7.1.1). Ended by [#abort], which comes soon after a close frame.
    private void linger() {
        DataReader source = context.dataReader();
        try {
            boolean half = !aborted && HalfClose.of(context.serverSocket());
            while (half && !aborted) {
                source.ensureAvailable();
                source.skip(source.available());
            }
        } catch (RuntimeException e) {
            LOG.log(Level.TRACE, "nothing more comes", e);
        }
    }

    /// @return whether all has been written
    private boolean awaitWriter(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            closing = true;
            waiting++;
            try {
                long remaining = patience.toMillis();
                while (hasTurn && remaining > 0) {
                    lock.wait(remaining);
                    remaining = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                }
            } catch (InterruptedException e) {
                // the rest of what is queued is not waited for
            } finally {
                waiting--;
            }
            return !hasTurn;
        }
    }

    @Override
    public Duration idleTime() {
        return Duration.ofNanos(System.nanoTime() - lastReceivedNanos);
    }

    /// Helidon's wish to stop: at server stop, or because nothing has been received for long.
    @Override
    public void close(boolean interrupt) {
        abort();
    }
}
