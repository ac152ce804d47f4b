package io.roomlog.edge.log;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntToLongFunction;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Asks where the log's partitions begin and end, committed records only. Thread-safe.
public final class LogOffsets {
    private static final ListOffsetsOptions OPTIONS =
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(5_000);
    private static final ListOffsetsOptions UNCOMMITTED =
            new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED).timeoutMs(5_000);

    private static final long MOMENT_MS = 10_000;
    private static final int MOMENTS = 10_000;

    private final Admin admin;
    private final Origins origins;
    private final Mirrored mirrored;
    /// The next offset of a slot that is followed; negative of another.
    private volatile IntToLongFunction followed = slot -> -1;
    /// What does not change once it is known; the oldest go.
    private final Map<Moment, CompletableFuture<OptionalLong>> moments = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Moment, CompletableFuture<OptionalLong>> eldest) {
            return size() > MOMENTS;
        }
    };

    private @Nullable Question next;
    private boolean asking;

    private record Moment(TopicPartition source, long stamp) {}

    /// What is asked together.
    private static final class Question {
        private final Set<TopicPartition> partitions = new HashSet<>();
        private final CompletableFuture<Map<TopicPartition, Long>> answer = new CompletableFuture<>();
    }

    LogOffsets(Admin admin, Origins origins, Mirrored mirrored) {
        this.admin = admin;
        this.origins = origins;
        this.mirrored = mirrored;
    }

    /// The offset behind the last committed record of some slots of `rooms`, as it is after this call has begun.
    /// Of other regions, what has been mirrored here; where the tail follows a slot, what it has come to.
    public CompletableFuture<Map<Integer, Long>> latest(Collection<Integer> slots) {
        Map<Integer, Long> ends = new HashMap<>();
        for (int slot : slots) {
            long reached = origins.slots().origin(slot) == 0 ? -1 : followed.applyAsLong(slot);
            if (reached >= 0) {
                ends.put(slot, reached);
            }
        }
        List<Integer> others =
                slots.stream().filter(slot -> !ends.containsKey(slot)).toList();
        return endsOf(rooms(others)).thenApply(found -> {
            ends.putAll(of(others, found));
            return ends;
        });
    }

    /// Says what is followed, which need not be asked for then.
    ///
    /// @param tail gives the next offset of a slot; negative where it does not follow it. Called by any thread
    void follow(IntToLongFunction tail) {
        followed = tail;
    }

    /// The offset behind the last record of some slots of `rooms`, committed or not. Of other regions, what has been
    /// mirrored here.
    public CompletableFuture<Map<Integer, Long>> written(Collection<Integer> slots) {
        Map<Boolean, List<Integer>> byRegion = slots.stream()
                .collect(Collectors.partitioningBy(slot -> origins.slots().origin(slot) == 0));
        List<Integer> own = byRegion.getOrDefault(true, List.of());
        List<Integer> others = byRegion.getOrDefault(false, List.of());
        CompletableFuture<Map<Integer, Long>> ofOwn =
                ask(rooms(own), UNCOMMITTED).thenApply(found -> of(own, found));
        return others.isEmpty()
                ? ofOwn
                : ofOwn.thenCombine(endsOf(rooms(others)).thenApply(found -> of(others, found)), (some, rest) -> {
                    some.putAll(rest);
                    return some;
                });
    }

    /// Where partitions end, as the records' origins count.
    private CompletableFuture<Map<TopicPartition, Long>> endsOf(Collection<TopicPartition> sources) {
        return latestOf(sources).thenCompose(this::atOrigin);
    }

    /// Ends as the records' origins count them. To find those takes reading, on a thread of its own.
    private CompletableFuture<Map<TopicPartition, Long>> atOrigin(Map<TopicPartition, Long> ends) {
        if (ends.keySet().stream().noneMatch(source -> origins.isMirrored(source.topic()))) {
            return CompletableFuture.completedFuture(ends);
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    Map<TopicPartition, Long> all = new HashMap<>(ends);
                    all.replaceAll(
                            (source, end) -> origins.isMirrored(source.topic()) ? mirrored.end(source, end) : end);
                    return all;
                },
                LogOffsets::start);
    }

    private static void start(Runnable look) {
        Thread.ofVirtual().name("edge-mirrored").start(look);
    }

    private Set<TopicPartition> rooms(Collection<Integer> slots) {
        return slots.stream().map(origins::rooms).collect(Collectors.toSet());
    }

    /// Of an answer that others may share, what was asked.
    private Map<Integer, Long> of(Collection<Integer> slots, Map<TopicPartition, Long> found) {
        Map<Integer, Long> offsets = new HashMap<>();
        slots.forEach(slot -> offsets.put(slot, found.getOrDefault(origins.rooms(slot), 0L)));
        return offsets;
    }

    /// The offset behind the last committed record of one partition of a topic, as it is after this call has
    /// begun.
    public CompletableFuture<Long> latest(TopicPartition source) {
        return endsOf(List.of(source)).thenApply(found -> found.getOrDefault(source, 0L));
    }

    /// The offset behind the last committed record of one partition of a topic, as it is here, whatever its origin
    /// says. Blocks.
    ///
    /// @throws LogException if the log does not answer
    long local(TopicPartition source) {
        return local(List.of(source)).getOrDefault(source, 0L);
    }

    /// The same for several, asked for at once.
    Map<TopicPartition, Long> local(Collection<TopicPartition> sources) {
        return LogException.join(latestOf(sources));
    }

    /// Calls that come while a question is under way share the next one.
    private CompletableFuture<Map<TopicPartition, Long>> latestOf(Collection<TopicPartition> partitions) {
        Question question;
        boolean first;
        synchronized (this) {
            if (next == null) {
                next = new Question();
            }
            question = next;
            question.partitions.addAll(partitions);
            first = !asking;
            asking = true;
        }
        if (first) {
            askNext();
        }
        return question.answer;
    }

    private void askNext() {
        Question question;
        synchronized (this) {
            question = next;
            next = null;
            asking = question != null;
        }
        if (question != null) {
            var _ = ask(question.partitions, OPTIONS).whenComplete((found, failure) -> {
                if (failure == null) {
                    question.answer.complete(found);
                } else {
                    question.answer.completeExceptionally(failure);
                }
                askNext();
            });
        }
    }

    private CompletableFuture<Map<TopicPartition, Long>> ask(
            Set<TopicPartition> partitions, ListOffsetsOptions options) {
        Map<TopicPartition, OffsetSpec> wanted =
                partitions.stream().collect(Collectors.toMap(source -> source, source -> OffsetSpec.latest()));
        return admin.listOffsets(wanted, options)
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .thenApply(found -> {
                    Map<TopicPartition, Long> offsets = new HashMap<>();
                    found.forEach((source, info) -> offsets.put(source, info.offset()));
                    return offsets;
                });
    }

    /// An offset in a slot of `rooms` before which all records have earlier stamps than this; empty where all
    /// have. Thousands may ask at a time, of moments close to each other: they get the same answer, for the
    /// beginning of the ten seconds that the stamp is in.
    ///
    /// @param stamp milliseconds since 1970
    public CompletableFuture<OptionalLong> since(int slot, long stamp) {
        return since(origins.rooms(slot), stamp);
    }

    /// The same for a partition of any topic.
    public CompletableFuture<OptionalLong> since(TopicPartition source, long stamp) {
        Moment moment = new Moment(source, Math.max(0, Math.floorDiv(stamp, MOMENT_MS) * MOMENT_MS));
        CompletableFuture<OptionalLong> answer = new CompletableFuture<>();
        CompletableFuture<OptionalLong> known;
        synchronized (moments) {
            known = moments.putIfAbsent(moment, answer);
        }
        if (known != null) {
            return known;
        }
        var _ = askSince(moment).whenComplete((offset, failure) -> {
            if (failure != null || offset.isEmpty()) {
                synchronized (moments) {
                    moments.remove(moment); // another time there may be one
                }
            }
            if (failure == null) {
                answer.complete(offset);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    /// The first offset in a slot of `rooms` of a record with this stamp or a later one; empty where there is none.
    ///
    /// @param stamp milliseconds since 1970
    public CompletableFuture<OptionalLong> firstAt(int slot, long stamp) {
        TopicPartition wanted = origins.rooms(slot);
        CompletableFuture<OptionalLong> here = askSinceHere(new Moment(wanted, Math.max(0, stamp)));
        return origins.isMirrored(wanted.topic())
                ? here.thenCompose(
                        from -> atOrigin(from, offset -> mirrored.firstAt(wanted, stamp, offset, local(wanted))))
                : here;
    }

    private CompletableFuture<OptionalLong> askSince(Moment moment) {
        TopicPartition wanted = moment.source;
        CompletableFuture<OptionalLong> here = askSinceHere(moment);
        return origins.isMirrored(wanted.topic())
                ? here.thenCompose(from -> atOrigin(from, offset -> firstFrom(wanted, offset)))
                : here;
    }

    /// A place as its origin counts it. To find it takes reading, on a thread of its own.
    private static CompletableFuture<OptionalLong> atOrigin(OptionalLong here, LongUnaryOperator find) {
        return here.isEmpty()
                ? CompletableFuture.completedFuture(here)
                : CompletableFuture.supplyAsync(
                        () -> OptionalLong.of(find.applyAsLong(here.getAsLong())), LogOffsets::start);
    }

    /// By the offsets that the topic has here.
    private CompletableFuture<OptionalLong> askSinceHere(Moment moment) {
        TopicPartition wanted = moment.source;
        return admin.listOffsets(Map.of(wanted, OffsetSpec.forTimestamp(moment.stamp)), OPTIONS)
                .partitionResult(wanted)
                .toCompletionStage()
                .toCompletableFuture()
                .thenApply(info -> info.offset() < 0 ? OptionalLong.empty() : OptionalLong.of(info.offset()));
    }

    private long firstFrom(TopicPartition source, long offset) {
        return mirrored.firstFrom(source, offset, local(source));
    }

    /// A record that stands first in what a slot holds.
    ///
    /// @param stamp milliseconds since 1970
    public record First(long offset, long stamp) {}

    /// The first records that some slots of `rooms` hold; those that hold none are left out.
    public CompletableFuture<Map<Integer, First>> first(Collection<Integer> slots) {
        Map<TopicPartition, OffsetSpec> wanted =
                rooms(slots).stream().collect(Collectors.toMap(source -> source, source -> OffsetSpec.forTimestamp(0)));
        return admin.listOffsets(wanted, OPTIONS)
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .thenApply(found -> {
                    Map<Integer, First> first = new HashMap<>();
                    slots.forEach(slot -> {
                        ListOffsetsResultInfo info = found.get(origins.rooms(slot));
                        if (info != null && info.offset() >= 0) {
                            first.put(slot, new First(info.offset(), info.timestamp()));
                        }
                    });
                    return first;
                });
    }

    /// The first offset that a slot of `rooms` holds.
    public CompletableFuture<Long> earliest(int slot) {
        TopicPartition wanted = origins.rooms(slot);
        return origins.isMirrored(wanted.topic())
                ? earliest(wanted)
                        .thenCompose(begin ->
                                CompletableFuture.supplyAsync(() -> firstFrom(wanted, begin), LogOffsets::start))
                : earliest(wanted);
    }

    private CompletableFuture<Long> earliest(TopicPartition wanted) {
        return admin.listOffsets(Map.of(wanted, OffsetSpec.earliest()), OPTIONS)
                .partitionResult(wanted)
                .toCompletionStage()
                .toCompletableFuture()
                .thenApply(info -> info.offset());
    }
}
