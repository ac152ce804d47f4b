package io.roomlog.deploy.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;

/// The clients of a run, spread over a few loops: opened, joined to their rooms, cut, counted.
final class Fleet implements AutoCloseable, Course {
    /// How many connect and join at a time, where nobody is in a hurry.
    static final int GENTLY = 200;

    private static final Duration STANDSTILL = Duration.ofSeconds(30);
    private static final int ENDS_KEPT = 5;

    private final List<Loop> loops = new ArrayList<>();
    private final List<Opening> openings = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final IntFunction<List<String>> rooms;
    private final AtomicInteger settledClients = new AtomicInteger();
    private final AtomicInteger recovered = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> ends = new ConcurrentLinkedQueue<>();

    /// @param atATime how many connect and join at a time
    /// @param addresses where each client connects to, by its number
    /// @param rooms which each client joins, by its number
    Fleet(int sockets, int threads, int atATime, IntFunction<Address> addresses, IntFunction<List<String>> rooms)
            throws IOException {
        this.rooms = rooms;
        for (int i = 0; i < threads; i++) {
            loops.add(Loop.start(i));
            openings.add(new Opening(atATime));
        }
        for (int i = 0; i < sockets; i++) {
            clients.add(new Client(i, addresses.apply(i), loops.get(i % threads), this));
        }
    }

    List<Client> clients() {
        return clients;
    }

    List<Loop> loops() {
        return loops;
    }

    /// Opens clients and has them join their rooms, and waits until all of them have.
    ///
    /// @return the seconds that it took
    /// @throws BenchException if one of them is refused, or nothing happens any more
    double open(Collection<Client> some, Progress progress) throws BenchException, InterruptedException {
        int before = settledClients.get();
        long begin = System.nanoTime();
        begin(some);
        awaitSettled(before, some.size(), progress);
        double seconds = (System.nanoTime() - begin) / 1e9;
        progress.tell("%,d sockets are there, after %.1f s".formatted(some.size(), seconds));
        return seconds;
    }

    /// Begins to open clients.
    private void begin(Collection<Client> some) {
        for (int i = 0; i < loops.size(); i++) {
            Loop loop = loops.get(i);
            Opening opening = openings.get(i);
            List<Client> own =
                    some.stream().filter(client -> client.loop() == loop).toList();
            loop.execute(() -> opening.add(own));
        }
    }

    private void awaitSettled(int before, int wanted, Progress progress) throws BenchException, InterruptedException {
        long begin = System.nanoTime();
        long moved = begin;
        long told = begin;
        int seen = -1;
        for (int now = 0; now < wanted; now = settledClients.get() - before) {
            Thread.sleep(20);
            long time = System.nanoTime();
            if (ended.get() > 0) {
                throw new BenchException("a connection has failed: " + String.join("; ", ends));
            }
            if (now != seen) {
                seen = now;
                moved = time;
            } else if (time - moved > STANDSTILL.toNanos()) {
                throw new BenchException("only " + now + " of " + wanted + " sockets could connect and join");
            }
            if (time - told > Duration.ofSeconds(2).toNanos()) {
                told = time;
                progress.tell(now + " of " + wanted + " sockets are there");
            }
        }
    }

    /// Cuts all connections (RST), and waits until that is done.
    void cut() {
        var _ = sum(client -> {
            client.cut();
            return 1;
        });
    }

    /// What has come since the last time.
    Tally take() {
        Tally sum = new Tally();
        loops.forEach(loop -> sum.add(loop.take()));
        return sum;
    }

    /// Adds up a figure of the clients.
    long sum(ToLongFunction<Client> figure) {
        return loops.stream()
                .mapToLong(loop -> loop.ask(() -> clients.stream()
                        .filter(client -> client.loop() == loop)
                        .mapToLong(figure)
                        .sum()))
                .sum();
    }

    /// How many sessions have been recovered so far.
    int recovered() {
        return recovered.get();
    }

    /// How many connections have ended that nobody cut.
    int ended() {
        return ended.get();
    }

    /// Why the first of them did.
    List<String> ends() {
        return List.copyOf(ends);
    }

    /// The processor time of the loop that has had most.
    long busiestLoopNanos() {
        return loops.stream().mapToLong(Loop::cpuNanos).max().orElse(0);
    }

    // ---- in the loops' threads

    @Override
    public void connected(Client client, boolean isRecovered) {
        List<String> wanted = rooms.apply(client.number());
        if (isRecovered) {
            recovered.incrementAndGet();
        }
        if (wanted.isEmpty() || isRecovered) {
            settle(client);
            return;
        }
        int[] left = {wanted.size()};
        for (String room : wanted) {
            client.ask("[\"join\",\"" + room + "\"]", (ok, buffer, from, to) -> {
                left[0]--;
                if (!ok) {
                    ended(client, "the join of a room was refused");
                } else if (left[0] == 0) {
                    settle(client);
                }
            });
        }
    }

    @Override
    public void ended(Client client, String why) {
        if (ended.getAndIncrement() < ENDS_KEPT) {
            ends.add("client " + client.number() + ": " + why);
        }
    }

    private void settle(Client client) {
        settledClients.incrementAndGet();
        openings.get(loops.indexOf(client.loop())).settled(client);
    }

    /// Ends everything.
    @Override
    public void close() {
        loops.forEach(Loop::close);
    }
}
