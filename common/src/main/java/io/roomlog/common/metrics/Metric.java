package io.roomlog.common.metrics;

import static io.roomlog.common.metrics.Metric.Kind.COUNTER;
import static io.roomlog.common.metrics.Metric.Kind.DISTRIBUTION;
import static io.roomlog.common.metrics.Metric.Kind.GAUGE;
import static io.roomlog.common.metrics.Metric.Kind.HISTOGRAM;
import static io.roomlog.common.metrics.Metric.Scale.AMOUNT;
import static io.roomlog.common.metrics.Metric.Scale.BYTES;
import static io.roomlog.common.metrics.Metric.Scale.SECONDS;
import static io.roomlog.common.metrics.Metric.Tier.ALL;
import static io.roomlog.common.metrics.Metric.Tier.EDGE;
import static io.roomlog.common.metrics.Metric.Tier.MIRROR;
import static io.roomlog.common.metrics.Metric.Tier.ROUTER;

import java.util.List;

/// The table of all metrics of our own, by the names under which Prometheus has them. The documentation is made of it.
///
/// Each carries the label `region` too. Labels are bounded: never a room, a user or a socket.
public enum Metric {
    // What clients have
    CONNECTIONS(EDGE, GAUGE, AMOUNT, "roomlog_connections", "Engine.IO sessions that are open", "transport"),
    SOCKETS(
            EDGE,
            GAUGE,
            AMOUNT,
            "roomlog_sockets",
            "Socket.IO sockets that are connected, of all namespaces; the canary's among them"),
    HANDSHAKES(
            EDGE,
            COUNTER,
            AMOUNT,
            "roomlog_handshakes_total",
            "Engine.IO handshakes, and requests of none: accepted, or by the error that they were answered with",
            "outcome"),
    UPGRADES(EDGE, COUNTER, AMOUNT, "roomlog_upgrades_total", "Sessions that went from polling to WebSocket"),
    CONNECTIONS_CLOSED(
            EDGE,
            COUNTER,
            AMOUNT,
            "roomlog_connections_closed_total",
            "Engine.IO sessions that ended, slow_consumer among the reasons",
            "reason"),
    RECEIVED_BYTES(
            EDGE,
            COUNTER,
            BYTES,
            "roomlog_received_bytes_total",
            "Bytes that came from clients over WebSockets and in bodies"),
    SENT_BYTES(
            EDGE,
            COUNTER,
            BYTES,
            "roomlog_sent_bytes_total",
            "Bytes that went to clients over WebSockets and in polls"),
    POLLS_FORWARDED(
            EDGE,
            COUNTER,
            AMOUNT,
            "roomlog_polls_forwarded_total",
            "Requests of polling clients that were another edge's, by what became of them",
            "outcome"),
    QUEUED_BYTES(
            EDGE,
            DISTRIBUTION,
            BYTES,
            "roomlog_queued_bytes",
            "What waits to be written, by connection: how many hold how much at this moment"),

    // What they ask for
    VERBS(
            EDGE,
            COUNTER,
            AMOUNT,
            "roomlog_verbs_total",
            "What sockets and the HTTP API asked for, by outcome: ok, or the error's code",
            "verb",
            "outcome"),
    VERB_SECONDS(
            EDGE, HISTOGRAM, SECONDS, "roomlog_verb_seconds", "From a verb's arrival to its acknowledgement", "verb"),
    LIMITS_EXCEEDED(
            EDGE,
            COUNTER,
            AMOUNT,
            "roomlog_limits_exceeded_total",
            "What was refused because somebody had too much",
            "limit"),
    TOKENS_REFUSED(EDGE, COUNTER, AMOUNT, "roomlog_tokens_refused_total", "Tokens that were not taken", "reason"),
    TOKENS_RENEWED(
            EDGE, COUNTER, AMOUNT, "roomlog_tokens_renewed_total", "Tokens that took the place of one about to expire"),
    TOKENS_EXPIRED(EDGE, COUNTER, AMOUNT, "roomlog_tokens_expired_total", "Sockets closed because their token expired"),
    JWKS_FETCHES(
            EDGE, COUNTER, AMOUNT, "roomlog_jwks_fetches_total", "Fetches of the keys that issuers publish", "outcome"),
    JWKS_AGE(
            EDGE,
            GAUGE,
            SECONDS,
            "roomlog_jwks_age_seconds",
            "Since when the oldest set of published keys has not been fetched; 0 where none is used"),
    CERTIFICATE_EXPIRY(
            EDGE,
            GAUGE,
            SECONDS,
            "roomlog_tls_certificate_expiry_seconds",
            "When the first certificate of the chain that clients are shown ends, since 1970"),

    // The way of a message
    PUBLISHED(EDGE, COUNTER, AMOUNT, "roomlog_published_total", "Events that were to be appended to rooms", "outcome"),
    APPEND_SECONDS(
            EDGE,
            HISTOGRAM,
            SECONDS,
            "roomlog_append_seconds",
            "From the append of an event to its commit: the first stage of its way"),
    CONSUME_SECONDS(
            EDGE,
            HISTOGRAM,
            SECONDS,
            "roomlog_consume_seconds",
            "From a record's stamp in the log to its dispatch here, of those that somebody here gets: the second stage;"
                    + " across two clocks"),
    ENQUEUE_SECONDS(
            EDGE,
            HISTOGRAM,
            SECONDS,
            "roomlog_enqueue_seconds",
            "From a record's dispatch until all of its sockets here have it in their queues: the third stage"),
    WRITE_SECONDS(
            EDGE,
            HISTOGRAM,
            SECONDS,
            "roomlog_write_seconds",
            "From a record's dispatch to the write to a socket, of each delivery: the fourth stage, and the third"),
    DELIVERY_SECONDS(
            EDGE,
            HISTOGRAM,
            SECONDS,
            "roomlog_delivery_seconds",
            "From a record's stamp in the log to the write to a socket, of each live delivery; across two clocks"),
    DELIVERED(EDGE, COUNTER, AMOUNT, "roomlog_delivered_total", "Live events handed to sockets"),
    TAIL_RECORDS(EDGE, COUNTER, AMOUNT, "roomlog_tail_records_total", "Records that the edge read of its partitions"),
    TAIL_BYTES(EDGE, COUNTER, BYTES, "roomlog_tail_bytes_total", "Their bytes, keys and values"),
    TAIL_WANTED(EDGE, COUNTER, AMOUNT, "roomlog_tail_wanted_total", "Records among them whose room had a socket here"),
    TAILED_PARTITIONS(EDGE, GAUGE, AMOUNT, "roomlog_tailed_partitions", "Partitions that the edge follows"),
    TAIL_LAG(
            EDGE,
            GAUGE,
            SECONDS,
            "roomlog_tail_lag_seconds",
            "For how long the edge has been behind the end of a partition, open transactions among what it is behind;"
                    + " 0 while it is level",
            "partition"),
    SET_ASIDE(EDGE, COUNTER, AMOUNT, "roomlog_records_set_aside_total", "Records that no client may get"),
    REPEATS(
            EDGE,
            COUNTER,
            AMOUNT,
            "roomlog_repeats_total",
            "Records that repeat another by their id: nobody gets them"),
    GAPS(
            EDGE,
            COUNTER,
            AMOUNT,
            "roomlog_gaps_total",
            "Ranges of a partition that live sockets could not have",
            "reason"),

    // Resume and past
    RESUMES(EDGE, COUNTER, AMOUNT, "roomlog_resumes_total", "Clients that asked to resume, by what they got", "result"),
    RESUME_SECONDS(
            EDGE,
            HISTOGRAM,
            SECONDS,
            "roomlog_resume_seconds",
            "From CONNECT until the client has what it missed, of the resumes that were one"),
    REPLAYED(EDGE, COUNTER, AMOUNT, "roomlog_replayed_total", "Events read back and sent to sockets that resumed"),
    HISTORY_READS(
            EDGE,
            COUNTER,
            AMOUNT,
            "roomlog_history_reads_total",
            "Pieces of rooms' pasts that were read, by where they were found",
            "source"),
    LOG_READS(EDGE, COUNTER, AMOUNT, "roomlog_log_reads_total", "Fetches that brought records to those who read back"),
    LOG_READ_RECORDS(EDGE, COUNTER, AMOUNT, "roomlog_log_reads_records_total", "Records that these fetches brought"),
    LOG_PICKS(EDGE, COUNTER, AMOUNT, "roomlog_log_picks_total", "Fetches of single records whose places were known"),
    LOG_PICKED_RECORDS(EDGE, COUNTER, AMOUNT, "roomlog_log_picks_records_total", "Single records that were read so"),

    // The log, as it is seen from here
    LOG_REACHABLE(EDGE, GAUGE, AMOUNT, "roomlog_log_reachable", "1 while the log answers"),
    UNDER_REPLICATED(
            EDGE,
            GAUGE,
            AMOUNT,
            "roomlog_log_under_replicated_partitions",
            "Partitions of a topic with a replica that is not in sync",
            "topic"),
    UNWRITABLE(
            EDGE,
            GAUGE,
            AMOUNT,
            "roomlog_log_unwritable_partitions",
            "Partitions of a topic without a leader, or with less in sync than a write needs",
            "topic"),
    RETENTION_HEADROOM(
            EDGE,
            GAUGE,
            SECONDS,
            "roomlog_retention_headroom_seconds",
            "Least time between the oldest place that a socket here reads from and what the log has let go of"),
    ROUTERS(EDGE, GAUGE, AMOUNT, "roomlog_routers", "Routers that this edge knows to live"),
    LEASES_LOST(
            EDGE,
            COUNTER,
            AMOUNT,
            "roomlog_leases_lost_total",
            "Times that others took this edge for dead; its sockets are recorded anew then"),

    // The canary
    CANARY_ROOMS(EDGE, GAUGE, AMOUNT, "roomlog_canary_rooms", "Partitions that the canary publishes to"),
    CANARY_SENT(EDGE, COUNTER, AMOUNT, "roomlog_canary_sent_total", "Messages that the canary has had acknowledged"),
    CANARY_RECEIVED(
            EDGE, COUNTER, AMOUNT, "roomlog_canary_received_total", "Messages that came back to it, once and in order"),
    CANARY_FAILURES(
            EDGE,
            COUNTER,
            AMOUNT,
            "roomlog_canary_failures_total",
            "Broken promises that the canary has seen: lost, repeated, reordered",
            "kind"),
    CANARY_REFUSED(
            EDGE,
            COUNTER,
            AMOUNT,
            "roomlog_canary_refused_total",
            "Messages of the canary that were not acknowledged, and connections that it could not have"),
    CANARY_SECONDS(
            EDGE,
            HISTOGRAM,
            SECONDS,
            "roomlog_canary_seconds",
            "From the canary's emit until the message has come back through its socket"),

    // Routers
    ROUTER_FANOUT_ROOMS(
            ROUTER,
            HISTOGRAM,
            AMOUNT,
            "roomlog_router_fanout_rooms",
            "Rooms that a record of the topic fanout was copied to"),
    ROUTER_FANOUT_SECONDS(
            ROUTER,
            HISTOGRAM,
            SECONDS,
            "roomlog_router_fanout_seconds",
            "From the stamp of a record of the topic fanout to the last of its copies"),
    ROUTER_INDEXED(ROUTER, COUNTER, AMOUNT, "roomlog_router_indexed_total", "Events put into their rooms' index"),
    ROUTER_REPEATS(
            ROUTER,
            COUNTER,
            AMOUNT,
            "roomlog_router_repeats_total",
            "Records that were repeats of others, by their id"),
    ROUTER_MOVED(
            ROUTER,
            COUNTER,
            AMOUNT,
            "roomlog_router_moved_total",
            "Records appended anew, for they were in a wrong partition"),
    ROUTER_PRUNED(
            ROUTER,
            COUNTER,
            AMOUNT,
            "roomlog_router_pruned_total",
            "Entries of the index deleted, the log having let go of theirs"),
    ROUTER_DEAD_LETTERS(
            ROUTER,
            COUNTER,
            AMOUNT,
            "roomlog_router_dead_letters_total",
            "Records that cannot be used, by the topic that they were in",
            "topic"),
    ROUTER_LAPSED(
            ROUTER,
            COUNTER,
            AMOUNT,
            "roomlog_router_lapsed_total",
            "Sockets that departed because their edge had died"),
    ROUTER_LEASES_ENDED(
            ROUTER,
            COUNTER,
            AMOUNT,
            "roomlog_router_leases_ended_total",
            "Leases of edges and routers that this router found run out"),
    ROUTER_QUERY_SECONDS(
            ROUTER,
            HISTOGRAM,
            SECONDS,
            "roomlog_router_query_seconds",
            "From a question's arrival to its answer",
            "question"),
    ROUTER_QUERIES(
            ROUTER,
            COUNTER,
            AMOUNT,
            "roomlog_router_queries_total",
            "Questions that came, by outcome",
            "question",
            "outcome"),
    ROUTER_SOCKETS(
            ROUTER,
            GAUGE,
            AMOUNT,
            "roomlog_router_sockets",
            "Sockets present, of the sessions in this router's partitions"),
    ROUTER_REMOTE_SOCKETS(
            ROUTER,
            GAUGE,
            AMOUNT,
            "roomlog_router_remote_sockets",
            "Sockets present on another region's edges, of the sessions in this router's partitions",
            "origin"),
    ROUTER_REGION_UNHEARD(
            ROUTER,
            GAUGE,
            SECONDS,
            "roomlog_router_region_unheard_seconds",
            "For how long no lease of another region has come; after three leases its sockets are not told of",
            "origin"),
    ROUTER_EDGES(ROUTER, GAUGE, AMOUNT, "roomlog_router_edges", "Edges that live, as this router knows"),
    ROUTER_ROUTERS(ROUTER, GAUGE, AMOUNT, "roomlog_router_routers", "Routers that live, as this router knows"),
    ROUTER_LAG(
            ROUTER,
            GAUGE,
            AMOUNT,
            "roomlog_router_lag_records",
            "Records of a topic that this router has yet to process, of its partitions",
            "topic"),

    // Mirrors between regions
    MIRROR_LAG(
            MIRROR,
            GAUGE,
            SECONDS,
            "roomlog_mirror_lag_seconds",
            "Age of the oldest record of another region, the origin, that has not been mirrored to this one; 0 while the"
                    + " mirror is level; across two clocks",
            "region",
            "origin"),
    MIRRORED(
            MIRROR,
            COUNTER,
            AMOUNT,
            "roomlog_mirrored_total",
            "Records that were handed on to the region from another, those that a stop had it hand on anew among them",
            "region",
            "origin"),

    // Every process
    VIRTUAL_THREADS(
            ALL,
            GAUGE,
            AMOUNT,
            "roomlog_virtual_threads",
            "Virtual threads that have a carrier (mounted), or wait for one (queued)",
            "state"),
    CARRIER_THREADS(ALL, GAUGE, AMOUNT, "roomlog_carrier_threads", "Platform threads that carry virtual ones"),
    READY(ALL, GAUGE, AMOUNT, "roomlog_ready", "1 while /health/ready says so"),
    INFO(ALL, GAUGE, AMOUNT, "roomlog_info", "1; its labels tell what runs", "tier", "version");

    private final Tier tier;
    private final Kind kind;
    private final Scale scale;
    private final String text;
    private final String help;
    private final String labels;

    Metric(Tier tier, Kind kind, Scale scale, String text, String help, String... labels) {
        this.tier = tier;
        this.kind = kind;
        this.scale = scale;
        this.text = text;
        this.help = help;
        this.labels = String.join(" ", labels);
    }

    /// Whose it is.
    public enum Tier {
        EDGE,
        ROUTER,
        MIRROR,
        ALL
    }

    /// What Prometheus does with it.
    public enum Kind {
        COUNTER,
        GAUGE,
        HISTOGRAM,
        /// A histogram of how things are at the moment, not over time: `_bucket` is a gauge.
        DISTRIBUTION
    }

    /// What it counts in.
    public enum Scale {
        AMOUNT,
        BYTES,
        SECONDS
    }

    public Tier tier() {
        return tier;
    }

    public Kind kind() {
        return kind;
    }

    public Scale scale() {
        return scale;
    }

    /// Its name in Prometheus; of a histogram what stands before `_bucket`, `_sum` and `_count`.
    public String text() {
        return text;
    }

    public String help() {
        return help;
    }

    /// Its labels' names, in the order in which their values are given; `region`, which all have, where it is not the
    /// process's own.
    public List<String> labels() {
        return labels.isEmpty() ? List.of() : List.of(labels.split(" "));
    }
}
