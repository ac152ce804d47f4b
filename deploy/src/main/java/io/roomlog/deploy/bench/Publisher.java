package io.roomlog.deploy.bench;

import io.roomlog.deploy.bench.wire.Message;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/// One client's messages to one room, a stream with sequence numbers of its own.
///
/// They are sent one by one by a pacer, or by itself: a few first, and one more for each that is answered. One
/// thread publishes at a time; answers come in the thread of the client's loop.
final class Publisher implements Paced {
    /// Room for the packet's type and the ack's number, in front of the event.
    private static final int FRONT = 16;

    private final int stream;
    private final Client client;
    private final int receivers;
    private final byte[] text;
    private final int fields;
    private final BitSet acked = new BitSet();
    private int next;
    private int unanswered;
    private int window;
    private int left;

    /// @param receivers how many get each of its messages
    /// @param bytes of a message as delivered, without an offset
    Publisher(int stream, Client client, String room, int receivers, int bytes) {
        this.stream = stream;
        this.client = client;
        this.receivers = receivers;
        String start = "[\"publish\",\"" + room + "\",\"b\",\"";
        byte[] event = (start + Message.blank(bytes) + "\"]").getBytes(StandardCharsets.US_ASCII);
        this.text = new byte[FRONT + event.length];
        System.arraycopy(event, 0, text, FRONT, event.length);
        this.fields = FRONT + start.length();
    }

    @Override
    public void begin(long scheduledNanos) {
        put(scheduledNanos);
        client.flush();
    }

    private synchronized void put(long scheduledNanos) {
        if (!client.isConnected()) {
            return; // Nobody would ever answer it.
        }
        int sequence = next++;
        unanswered++;
        int id = client.begin((ok, buffer, from, to) -> answered(sequence, scheduledNanos, ok));
        Message.fill(text, fields, stream, sequence, scheduledNanos);
        int from = FRONT;
        do {
            text[--from] = (byte) ('0' + id % 10);
            id /= 10;
        } while (id > 0);
        text[--from] = '2';
        text[--from] = '4';
        client.send(text, from, text.length - from);
    }

    private synchronized void answered(int sequence, long scheduledNanos, boolean ok) {
        unanswered--;
        if (ok) {
            acked.set(sequence);
        }
        Loop loop = client.loop();
        loop.tally().answered(ok, loop.now() - scheduledNanos);
        topUp();
    }

    /// Has it publish by itself. Any thread.
    ///
    /// @param messages how many
    /// @param atATime how many of them may be unanswered
    void send(int messages, int atATime) {
        synchronized (this) {
            left = messages;
            window = atATime;
        }
        client.loop().execute(() -> {
            topUp();
            client.flush();
        });
    }

    private synchronized void topUp() {
        while (left > 0 && unanswered < window && client.isConnected()) {
            left--;
            put(System.nanoTime());
        }
    }

    /// Whether everything that was to be sent has been sent and answered.
    synchronized boolean isDone() {
        return left == 0 && unanswered == 0;
    }

    /// How many get each message.
    int receivers() {
        return receivers;
    }

    /// How many messages there have been.
    synchronized int sent() {
        return next;
    }

    /// How many have not been answered, of those whose client is still there.
    synchronized int unanswered() {
        return client.isConnected() ? unanswered : 0;
    }

    /// How many messages the server has taken.
    synchronized int acked() {
        return acked.cardinality();
    }

    /// Whether the server has taken a message.
    synchronized boolean isAcked(int sequence) {
        return acked.get(sequence);
    }
}
