package io.roomlog.deploy.bench;

import io.roomlog.deploy.bench.wire.Message;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/// A client that joins rooms with a past and leaves them again, one after the other.
final class Joiner implements Paced {
    private final Client client;
    private final List<String> rooms;
    private final int messages;
    private final boolean quiet;
    private final Deque<Long> due = new ArrayDeque<>();
    private int next;
    private boolean busy;
    private boolean everOn;

    /// @param rooms that it joins in turn
    /// @param first with which of them it begins
    /// @param messages how many it asks for
    /// @param quiet whether nobody publishes there meanwhile, so that all of them must come
    Joiner(Client client, List<String> rooms, int first, int messages, boolean quiet) {
        this.client = client;
        this.rooms = List.copyOf(rooms);
        this.next = first;
        this.messages = messages;
        this.quiet = quiet;
    }

    /// Joins once more, as soon as what is under way is done.
    @Override
    public synchronized void begin(long scheduledNanos) {
        due.add(scheduledNanos);
        proceed();
    }

    /// Has it join without a pause, or no more.
    synchronized void joinEverOn(boolean on) {
        everOn = on;
        proceed();
    }

    private void proceed() {
        if (busy || (due.isEmpty() && !everOn)) {
            return;
        }
        busy = true;
        long scheduled = due.isEmpty() ? System.nanoTime() : due.pop();
        String room = rooms.get(next++ % rooms.size());
        client.ask(
                "[\"join\",\"" + room + "\",{\"history\":" + messages + "}]",
                (ok, buffer, from, to) -> joined(room, scheduled, ok, buffer, from, to));
    }

    private void joined(String room, long scheduled, boolean ok, ByteBuffer buffer, int from, int to) {
        Loop loop = client.loop();
        boolean whole = ok && isWhole(buffer, from, to);
        loop.tally().joined(whole, loop.now() - scheduled, to - from);
        client.ask("[\"leave\",\"" + room + "\"]", (left, answer, start, end) -> done());
    }

    /// Whether the messages follow each other without a gap, and are as many as there must be.
    private boolean isWhole(ByteBuffer buffer, int from, int to) {
        int[] last = {-1};
        boolean[] inOrder = {true};
        int count = Message.each(buffer, from, to, sequence -> {
            inOrder[0] &= last[0] < 0 || sequence == last[0] + 1;
            last[0] = sequence;
        });
        return inOrder[0] && (count == messages || (!quiet && count < messages));
    }

    private synchronized void done() {
        busy = false;
        proceed();
    }

    /// Whether nothing is under way.
    synchronized boolean isDone() {
        return !busy && due.isEmpty();
    }

    static Finding rates(Tally counted, double seconds) {
        double each = counted.joins() == 0 ? 0 : (double) counted.joinBytes() / counted.joins();
        return new Finding(
                "joins",
                "%,.0f joins/s with histories, acks of %,.0f bytes".formatted(counted.joins() / seconds, each),
                Map.of("joins_per_second", counted.joins() / seconds, "bytes_per_ack", each));
    }

    static List<String> faults(Tally counted) {
        return counted.brokenHistories() == 0
                ? List.of()
                : List.of(counted.brokenHistories() + " joins got no history, or one with holes");
    }
}
