package io.roomlog.deploy.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// A kind of load, with its usual size.
public enum Scenario {
    FANOUT("rooms, at a fixed rate", 10_000, 100, 300, 0, 0),
    FLOOD("rooms, as fast as acks allow", 2_000, 100, 0, 16, 0),
    BIG_ROOM("one large room, at a fixed rate", 2_000, 2_000, 20, 0, 0),
    PAIRS("rooms of 2, as fast as acks allow", 2_000, 2, 0, 4, 0),
    IDLE("connections and their memory, no messages", 10_000, 0, 0, 0, 0),
    STORM("all connections cut at once, and resumed when messages have been published", 10_000, 100, 0, 4, 20),
    HISTORY("joins of rooms with a past, by each socket without a pause", 100, 1, 0, 4, 100),
    MIXED("rooms at a fixed rate, with joins and resumes meanwhile", 5_000, 100, 300, 0, 20),
    REGIONS("rooms over two regions with a mirror and a delay between them, at a fixed rate", 200, 20, 20, 0, 0);

    private static final Duration USUAL_LENGTH = Duration.ofSeconds(20);
    private static final Duration IDLE_LENGTH = Duration.ofSeconds(60);

    private final String sentence;
    private final int sockets;
    private final int roomSize;
    private final int rate;
    private final int window;
    private final int messages;

    Scenario(String sentence, int sockets, int roomSize, int rate, int window, int messages) {
        this.sentence = sentence;
        this.sockets = sockets;
        this.roomSize = roomSize;
        this.rate = rate;
        this.window = window;
        this.messages = messages;
    }

    /// What is run where nothing is said.
    public static Set<Scenario> usual() {
        return EnumSet.of(FANOUT, FLOOD, PAIRS);
    }

    /// Reads a list with commas between the names; `all` are all.
    ///
    /// @throws IllegalArgumentException naming what is none
    public static Set<Scenario> parse(String list) {
        if (list.equals("all")) {
            return EnumSet.allOf(Scenario.class);
        }
        EnumSet<Scenario> some = EnumSet.noneOf(Scenario.class);
        for (String name : list.split(",", -1)) {
            some.add(Arrays.stream(values())
                    .filter(scenario -> scenario.typed().equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "'" + name.strip() + "' is no scenario; they are " + names())));
        }
        return some;
    }

    /// All names, with commas between them.
    public static String names() {
        return Arrays.stream(values()).map(Scenario::typed).collect(Collectors.joining(", "));
    }

    /// Its name on the command line.
    public String typed() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// What it does.
    public String sentence() {
        return sentence;
    }

    public int sockets() {
        return sockets;
    }

    /// How many sockets are in a room; 0: they join none.
    public int roomSize() {
        return roomSize;
    }

    /// Publishes a second; 0: as fast as acks allow.
    public int rate() {
        return rate;
    }

    /// How many publishes of a publisher may be unanswered, where there is no rate.
    public int window() {
        return window;
    }

    /// How many messages a socket misses in a storm, or asks for with a join.
    public int messages() {
        return messages;
    }

    /// Whether it can do without resume, histories and regions, which other servers need not have.
    public boolean isCommon() {
        return this != HISTORY && this != MIXED && this != REGIONS;
    }

    /// How long it is measured.
    public Duration length() {
        return this == IDLE ? IDLE_LENGTH : USUAL_LENGTH;
    }
}
