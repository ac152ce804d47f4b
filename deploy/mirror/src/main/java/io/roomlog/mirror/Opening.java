package io.roomlog.mirror;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.log.Topics;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/// What is done for a flow before MirrorMaker may run it: nobody else runs it, its topics are there, and each partition
/// goes on where it was left, or begins where its log begins.
///
/// MirrorMaker's consumer never chooses an offset by itself (`auto.offset.reset=none`), so what is decided here is all
/// that can happen: a partition whose log no longer holds what is due is not jumped over, but stands.
///
/// @param tasks as many as MirrorMaker is given
/// @param replicas of the topics that are made
/// @param goOn whether it goes on behind what the source no longer holds
record Opening(Flow flow, Region source, Region target, int tasks, int replicas, boolean goOn) {
    private static final Logger LOG = System.getLogger(Opening.class.getName());

    /// Does it.
    ///
    /// @param topics of the source, all that are mirrored
    /// @return how far the flow is
    /// @throws MirrorException if it cannot be exact
    /// @throws ExecutionException if a region does not answer
    Progress open(Map<String, TopicDescription> topics) throws ExecutionException, InterruptedException {
        for (TopicDescription topic : topics.values()) {
            target.makeMirrored(source, topic, replicas);
        }
        requireSameCounts(topics);
        target.makeInternal(flow.offsetsTopic(), replicas);
        target.makeInternal(flow.statusTopic(), replicas);
        target.fence(flow.transactionalIds(tasks));
        Progress progress = new Progress(flow, target.client());
        try {
            progress.readTo(target.ends(places(target.topics(List.of(flow.offsetsTopic())))));
            forgetOtherEpochs(progress, source.epochs(topics));
            takePlaces(progress, places(topics));
            forgetStates();
            return progress;
        } catch (ExecutionException | InterruptedException | RuntimeException e) {
            progress.close();
            throw e;
        }
    }

    /// All partitions of topics.
    static List<TopicPartition> places(Map<String, TopicDescription> topics) {
        return topics.values().stream()
                .flatMap(topic -> IntStream.range(0, topic.partitions().size())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
    }

    /// A room lies in the same partition everywhere.
    private void requireSameCounts(Map<String, TopicDescription> origin)
            throws ExecutionException, InterruptedException {
        for (TopicDescription topic : origin.values()) {
            int count = topic.partitions().size();
            List<String> here = List.of(topic.name(), Topics.mirrored(source.name(), topic.name()));
            for (TopicDescription other : target.topics(here).values()) {
                if (other.partitions().size() != count) {
                    throw new MirrorException(topic.name() + " has " + count + " partitions in " + source.name()
                            + ", and " + other.name() + " has "
                            + other.partitions().size() + " in " + target.name()
                            + "; all regions must have as many");
                }
            }
        }
    }

    /// The offsets of a topic that was deleted say nothing of the one that has its name now.
    private void forgetOtherEpochs(Progress progress, Map<String, Epoch> epochs)
            throws ExecutionException, InterruptedException {
        epochs.forEach((topic, epoch) -> {
            if (!progress.epoch(topic).filter(epoch::equals).isPresent()) {
                progress.epoch(topic)
                        .ifPresent(before -> LOG.log(
                                Level.WARNING,
                                "{0} of {1} has been made anew: mirrored from its beginning",
                                topic,
                                source.name()));
                progress.forget(topic);
                progress.epoch(topic, epoch);
            }
        });
        progress.write();
    }

    /// How the tasks of a process before were says nothing of those to come.
    private void forgetStates() throws ExecutionException, InterruptedException {
        Notes.write(
                target.client(),
                flow.statusKeys(tasks).stream()
                        .map(key -> new ProducerRecord<byte[], byte[]>(
                                flow.statusTopic(), key.getBytes(StandardCharsets.UTF_8), null))
                        .toList());
    }

    private void takePlaces(Progress progress, List<TopicPartition> places)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> begins = source.begins(places);
        Map<TopicPartition, Long> ends = source.ends(places);
        Map<TopicPartition, Long> withoutOffset = new HashMap<>();
        List<String> losses = new ArrayList<>();
        for (TopicPartition place : places) {
            long begin = begins.getOrDefault(place, 0L);
            OptionalLong known = progress.due(place);
            long due = known.orElse(begin);
            if (due > ends.getOrDefault(place, 0L)) {
                throw new MirrorException(shorter(flow, place, due));
            }
            if (begin > due) {
                losses.add(lost(flow, place, due, begin));
                long from = progress.lostFrom(place).orElse(due);
                progress.mark(place, new Mark(begin, OptionalLong.of(from)));
            } else if (known.isEmpty()) {
                progress.mark(place, new Mark(begin, OptionalLong.empty()));
            }
            OptionalLong mirrored = progress.mirrored(place);
            long next = Math.max(begin, due);
            if (mirrored.isEmpty()) {
                withoutOffset.put(place, next);
            } else if (mirrored.getAsLong() + 1 < next) {
                progress.goOnBehind(place, next - 1);
            }
        }
        if (!losses.isEmpty() && !goOn) {
            throw new MirrorException(String.join("; ", losses) + ". With --go-on the mirror goes on behind that, and"
                    + " clients are told of a gap");
        }
        losses.forEach(loss -> LOG.log(Level.WARNING, "{0}; the mirror goes on behind that", loss));
        progress.write();
        source.begin(flow.readers(), withoutOffset);
    }

    /// What is said of a log that has lost its beginning.
    static String lost(Flow flow, TopicPartition place, long due, long begin) {
        return flow.source() + " no longer holds " + place.topic() + " partition " + place.partition() + " from " + due
                + " to " + (begin - 1) + ", which has not been mirrored to " + flow.target();
    }

    /// What is said of a log that has lost its end.
    static String shorter(Flow flow, TopicPartition place, long due) {
        return flow.source() + " has lost the end of " + place.topic() + " partition " + place.partition() + ": "
                + flow.target() + " has more of it, up to " + due + ". Delete the topic in " + flow.source()
                + " and let it be made anew: clients are told";
    }
}
