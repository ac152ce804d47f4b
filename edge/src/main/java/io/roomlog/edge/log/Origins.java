package io.roomlog.edge.log;

import io.roomlog.common.cursor.Cursor;
import io.roomlog.common.cursor.CursorHead;
import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.cursor.PositionVector;
import io.roomlog.common.cursor.RoomPlace;
import io.roomlog.common.cursor.SessionPointer;
import io.roomlog.common.cursor.Slots;
import io.roomlog.common.log.Origin;
import io.roomlog.common.log.Topics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/// The regions that records come from, as this edge numbers them: its own first, then those that are mirrored here.
/// Thread-safe.
public final class Origins {
    /// Stands for an origin of which nothing has come yet.
    public static final Epoch UNKNOWN = new Epoch(0);

    private final List<String> regions;
    /// Of rooms, in their order.
    private final List<String> topics;

    private final Slots slots;
    /// Of an offset that counts in one origin.
    private final Slots alone;
    private final Consumer<String> onChange;
    private final Set<Epoch> past = ConcurrentHashMap.newKeySet();
    private volatile List<Epoch> epochs;
    /// What the offsets of messages begin with that count in their own origin alone, by origin: each ack has one.
    private volatile List<String> messageHeads;

    /// @param regions names, the own first
    /// @param own this life of the own region's `rooms`
    /// @param onChange told that another region's `rooms` are not what they were; must not block
    public Origins(List<String> regions, Epoch own, int partitions, Consumer<String> onChange) {
        this.regions = List.copyOf(regions);
        this.onChange = onChange;
        List<Epoch> all = new ArrayList<>(Collections.nCopies(regions.size(), UNKNOWN));
        all.set(0, own);
        this.epochs = List.copyOf(all);
        this.messageHeads = messageHeads(all);
        this.topics = IntStream.range(0, regions.size())
                .mapToObj(origin -> topic(origin, Topics.ROOMS))
                .toList();
        this.slots = new Slots(partitions, regions.size());
        this.alone = new Slots(partitions, 1);
    }

    private static List<String> messageHeads(List<Epoch> epochs) {
        return epochs.stream()
                .map(epoch -> CursorHead.ofMessage(List.of(epoch)).encode() + '.')
                .toList();
    }

    /// What an origin is called, the same everywhere.
    public String region(int origin) {
        return regions.get(origin);
    }

    /// How the partitions of `rooms` are numbered over them.
    public Slots slots() {
        return slots;
    }

    /// This life of each one's `rooms`, in their order. Another list once more is known.
    public List<Epoch> epochs() {
        return epochs;
    }

    /// Whether anything has come of an origin's present life.
    boolean isKnown(int origin) {
        return !epochs.get(origin).equals(UNKNOWN);
    }

    /// What a topic of an origin is called here.
    public String topic(int origin, String topic) {
        return origin == 0 ? topic : Topics.mirrored(regions.get(origin), topic);
    }

    /// Where the records of a slot of `rooms` lie.
    public TopicPartition rooms(int slot) {
        return new TopicPartition(topics.get(slots.origin(slot)), slots.partition(slot));
    }

    /// Whether a topic has another region's records.
    boolean isMirrored(String topic) {
        return slots.origins() > 1 && !Topics.original(topic).equals(topic);
    }

    /// Whether what has come in a topic is of the present life of the topic where it comes from. Of `rooms` the first
    /// life that comes is that, but for those that are known to be past; with another one all that is known of
    /// the origin means nothing any more.
    boolean isCurrent(String topic, Origin origin) {
        int index = topics.indexOf(topic);
        if (index < 0 || past.contains(origin.epoch())) {
            return index < 0;
        }
        Epoch known = epochs.get(index);
        if (known.equals(origin.epoch())) {
            return true;
        }
        if (known.equals(UNKNOWN)) {
            learn(index, origin.epoch());
            return true;
        }
        onChange.accept("the rooms of region " + regions.get(index) + " are not those that they were");
        return false;
    }

    /// The lives of an origin's `rooms` of which there are records here.
    ///
    /// @param present the one that the newest record is of
    public void learn(int origin, Epoch present, Set<Epoch> before) {
        before.stream().filter(each -> !each.equals(present)).forEach(past::add);
        learn(origin, present);
    }

    private synchronized void learn(int origin, Epoch present) {
        List<Epoch> all = new ArrayList<>(epochs);
        all.set(origin, present);
        messageHeads = messageHeads(all);
        epochs = List.copyOf(all);
    }

    /// The slot that a partition of a topic with rooms' records is.
    int slot(TopicPartition source) {
        int origin = 0;
        while (!source.topic().equals(topics.get(origin))) {
            origin++;
        }
        return slots.slot(origin, source.partition());
    }

    /// Which origins of this edge's are those that something counts in, by this edge's order.
    ///
    /// @param its what it counts in, in its order; none where it counts in the region alone that it is from
    /// @param origin that it is from
    /// @return its index for each; negative for one that is not in it
    public int[] numbering(List<Epoch> its, int origin) {
        int[] from = new int[regions.size()];
        for (int here = 0; here < from.length; here++) {
            Epoch epoch = epochs.get(here);
            from[here] = its.isEmpty() ? (here == origin ? 0 : -1) : epoch.equals(UNKNOWN) ? -1 : its.indexOf(epoch);
        }
        return from;
    }

    /// What a cursor begins with.
    public CursorHead head(Optional<SessionPointer> session) {
        return new CursorHead(epochs, session);
    }

    /// The offset of one place in one slot, as clients see it.
    ///
    /// @param next the next offset to read
    public String offset(int slot, long next) {
        CursorHead head = new CursorHead(List.of(epochs.get(slots.origin(slot))), Optional.empty());
        return new Cursor(head, only(slot, next)).encode();
    }

    /// The offset that stands for one message, and says nothing of other origins.
    ///
    /// @param offset where it lies in its slot
    public String messageOffset(int slot, long offset) {
        return messageHeads.get(slots.origin(slot)) + only(slot, offset + 1).encode();
    }

    /// The offset that stands for one message among those of all origins.
    ///
    /// @param slot that it lies in
    /// @param behind the place right behind it
    public String messageOffset(int slot, RoomPlace behind) {
        int own = slots.origin(slot);
        if (slots.origins() == 1) {
            return messageOffset(slot, behind.at(own) - 1);
        }
        List<Epoch> itsFirst = new ArrayList<>(epochs);
        Map<Long, Long> positions = new HashMap<>();
        for (int origin = 0; origin < slots.origins(); origin++) {
            int place = origin == own ? 0 : origin < own ? origin + 1 : origin;
            positions.put(PositionVector.slot(place, slots.partition(slot)), behind.at(origin));
        }
        itsFirst.addFirst(itsFirst.remove(own));
        return new Cursor(CursorHead.ofMessage(itsFirst), PositionVector.of(positions)).encode();
    }

    /// The offset of one place in a room, between two messages.
    ///
    /// @param partition the room's
    public String offset(int partition, RoomPlace place) {
        Map<Integer, Long> positions = new HashMap<>();
        for (int slot : slots.of(partition)) {
            positions.put(slot, place.at(slots.origin(slot)));
        }
        return new Cursor(head(Optional.empty()), PositionVector.of(slots, positions)).encode();
    }

    private PositionVector only(int slot, long next) {
        return PositionVector.of(alone, slots.partition(slot), next);
    }

    /// The origin that an epoch is of; empty where it is none that is known here.
    public OptionalInt origin(Epoch epoch) {
        int origin = epoch.equals(UNKNOWN) ? -1 : epochs.indexOf(epoch);
        return origin < 0 ? OptionalInt.empty() : OptionalInt.of(origin);
    }

    /// Whether all that a cursor counts in is known here. What it says of another log means nothing, and what its
    /// client has had of that cannot be told.
    public boolean know(Cursor cursor) {
        return cursor.head().epochs().stream()
                .allMatch(epoch -> epoch.equals(UNKNOWN) || origin(epoch).isPresent());
    }

    /// Where a cursor says that its session's record lies; empty where it says none, or of an origin that is not known
    /// here.
    public Optional<SessionPointer> session(Cursor cursor) {
        return cursor.head().session().flatMap(pointer -> {
            OptionalInt origin = origin(cursor.head().epochs().get(pointer.origin()));
            return origin.isPresent()
                    ? Optional.of(new SessionPointer(origin.getAsInt(), pointer.partition(), pointer.offset()))
                    : Optional.empty();
        });
    }

    /// A cursor's next offsets by slot; those that mean nothing here are left out.
    public Map<Integer, Long> positions(Cursor cursor) {
        Map<Integer, Long> positions = new HashMap<>();
        List<Epoch> its = cursor.head().epochs();
        cursor.vector().positions().forEach((place, next) -> {
            int partition = PositionVector.partition(place);
            OptionalInt origin = origin(its.get(PositionVector.origin(place)));
            if (origin.isPresent() && partition < slots.partitions()) {
                positions.put(slots.slot(origin.getAsInt(), partition), next);
            }
        });
        return positions;
    }
}
