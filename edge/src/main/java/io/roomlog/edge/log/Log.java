package io.roomlog.edge.log;

import io.roomlog.common.cursor.Epoch;
import io.roomlog.common.log.Topics;
import io.roomlog.common.topics.TopicSetup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;

/// The edge's access to one Kafka cluster: its clients, opened and closed together.
public final class Log implements AutoCloseable {
    private final LogConfig config;
    private final Admin admin;
    private final LogLayout layout;
    private final LogProbe probe;
    private final LogAppender appender;
    private final LogOffsets offsets;
    private final LogReader reader;
    private final LogPicker picker;
    private final Mirrored mirrored;

    private Log(
            LogConfig config,
            Admin admin,
            LogLayout layout,
            ScheduledExecutorService timer,
            LogEvents events,
            Consumer<String> onChange) {
        this.config = config;
        this.admin = admin;
        this.layout = layout;
        this.probe = new LogProbe(admin, timer, layout.topicIds(), onChange);
        this.appender = new LogAppender(config, probe::reachable);
        this.picker = new LogPicker(config, events);
        this.mirrored = new Mirrored(picker, layout.origins());
        this.offsets = new LogOffsets(admin, layout.origins(), mirrored);
        this.reader = new LogReader(config, layout.origins(), mirrored, offsets, events);
    }

    /// Connects, creates the topics that are missing, and checks those that exist.
    ///
    /// @param timer for asking again; nothing that it runs blocks
    /// @param events told what is read back
    /// @param onChange told, at most once, that a topic is not the one any more that it was, and which
    /// @param patience how long to wait for a broker
    /// @throws IllegalStateException if there is none in time, it lets this process not in, or settings of
    ///     topics break the promise
    public static Log open(
            LogConfig config,
            ScheduledExecutorService timer,
            LogEvents events,
            Consumer<String> onChange,
            Duration patience)
            throws InterruptedException {
        Map<String, Object> settings = config.clientSettings("admin");
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        // a partition that was just created, or has lost its leader, is asked for again soon
        settings.put(AdminClientConfig.RETRY_BACKOFF_MS_CONFIG, 20L);
        settings.put(AdminClientConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 200L);
        Admin admin = config.kafka().admin(settings);
        config.clients().opened(admin);
        try {
            Log log = new Log(
                    config,
                    admin,
                    layout(config, new TopicSetup(admin, config.kafka(), config.topics(), patience).ensure(), onChange),
                    timer,
                    events,
                    onChange);
            log.learnOrigins();
            log.probe.start();
            return log;
        } catch (InterruptedException | RuntimeException e) {
            admin.close(Duration.ZERO);
            throw e;
        }
    }

    private static LogLayout layout(LogConfig config, Map<String, TopicDescription> topics, Consumer<String> onChange) {
        TopicDescription rooms = Objects.requireNonNull(topics.get(Topics.ROOMS));
        int partitions = rooms.partitions().size();
        Map<String, String> ids = new HashMap<>();
        topics.forEach((name, topic) -> ids.put(name, topic.topicId().toString()));
        List<String> regions = new ArrayList<>(List.of(config.region()));
        regions.addAll(config.topics().mirrored());
        Epoch epoch = Epoch.of(config.region(), rooms.topicId().toString(), partitions);
        return new LogLayout(
                new Origins(regions, epoch, partitions, onChange),
                Objects.requireNonNull(topics.get(Topics.SESSIONS)).partitions().size(),
                Objects.requireNonNull(topics.get(Topics.FANOUT)).partitions().size(),
                ids);
    }

    /// Finds which life of each other region's rooms is the present one, where nothing is known of it yet and something
    /// has been mirrored. Blocks.
    ///
    /// @throws LogException if the log does not answer in time
    public void learnOrigins() {
        Origins origins = layout.origins();
        for (int origin = 1; origin < origins.slots().origins(); origin++) {
            if (!origins.isKnown(origin)) {
                mirrored.learn(origin, offsets);
            }
        }
    }

    public LogLayout layout() {
        return layout;
    }

    public LogProbe probe() {
        return probe;
    }

    public LogAppender appender() {
        return appender;
    }

    public LogOffsets offsets() {
        return offsets;
    }

    public LogReader reader() {
        return reader;
    }

    public LogPicker picker() {
        return picker;
    }

    /// A tail of `rooms`, not yet started; its owner closes it.
    public Tail tail(TailListener listener, Runnable onDeath) {
        return new Tail(config, layout, offsets, mirrored, listener, onDeath);
    }

    /// Follows `edges`, not yet started; its owner closes it.
    ///
    /// @param turn the time between two turns of the listener
    public EdgesFollower edges(EdgesListener listener, Duration turn, Runnable onDeath) {
        return new EdgesFollower(config, Topics.EDGES, listener, turn, onDeath);
    }

    /// The same of another region.
    ///
    /// @param origin which one
    public EdgesFollower edgesOf(int origin, EdgesListener listener, Duration turn, Runnable onDeath) {
        return new EdgesFollower(config, layout.origins().topic(origin, Topics.EDGES), listener, turn, onDeath);
    }

    @Override
    public void close() {
        probe.close();
        appender.close();
        reader.close();
        picker.close();
        admin.close(Duration.ofSeconds(1));
    }
}
