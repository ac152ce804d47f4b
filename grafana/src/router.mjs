// What routers do: wide emits, the index, presence, questions.
import { dashboard, instancesOf, row } from "./dashboard.mjs";
import { percentiles, rateBy } from "./expressions.mjs";
import { jvm } from "./jvm.mjs";
import { graph, stat } from "./panels.mjs";

export const router = dashboard({
  uid: "roomlog-router",
  title: "Roomlog: routers",
  says: "Wide emits, the index of rooms, presence, and the questions that edges ask.",
  instances: instancesOf("router"),
  links: [
    { uid: "roomlog-overview", title: "Overview" },
    { uid: "roomlog-edge", title: "Edges" },
    { uid: "roomlog-kafka", title: "Kafka and regions", sameInstances: true },
  ],
  rows: [
    row(
      "How it stands",
      stat("Routers that are ready", {
        says: "Two are enough for one to die. 0: wide emits, members and deep histories are `unavailable`.",
        unit: "short",
        low: [1, 2],
        of: [["routers", "count(roomlog_ready{@} == 1)"]],
      }),
      stat("Edges known", {
        says: "Edges that live, as the routers know; the least of what they say. Fewer than run: their leases do not arrive.",
        unit: "short",
        low: [1],
        of: [["edges", "min(roomlog_router_edges{@})"]],
      }),
      stat("Routers known to each other", {
        says: "Routers that live, as they know; the least of what they say.",
        unit: "short",
        low: [1, 2],
        of: [["routers", "min(roomlog_router_routers{@})"]],
      }),
      stat("Sockets present", {
        says: "Sockets of all edges, by sessions. It follows the edges' own count by seconds; far apart for long: lag.",
        unit: "short",
        of: [["sockets", "sum(roomlog_router_sockets{@})"]],
      }),
      stat("Records behind", {
        says: "What all routers have yet to process. It should fall back to near 0 at once; if not, add a router.",
        unit: "short",
        bad: [10_000, 100_000],
        of: [["records", "sum(roomlog_router_lag_records{@})"]],
      }),
      stat("Dead letters", {
        says: "Records that cannot be used, over the time shown; they lie in `roomlog.dead-letters`. Somebody writes wrongly "
          + "into the topics.",
        unit: "short",
        decimals: 0,
        bad: [1],
        of: [["records", "sum(increase(roomlog_router_dead_letters_total{@}[$__range])) or vector(0)"]],
      }),
    ),
    row(
      "Wide emits",
      graph("Emits to several rooms", {
        says: "Records of the topic fanout that were copied into rooms.",
        unit: "ops",
        of: [["{{instance}}", "sum by (instance) (rate(roomlog_router_fanout_seconds_count{@}[$__rate_interval]))"]],
      }),
      graph("From the emit to its last copy", {
        says: "Rises with the number of rooms; without that, the routers are behind: see the lag.",
        unit: "s",
        bad: [1, 5],
        of: percentiles("roomlog_router_fanout_seconds", [0.5, 0.99]),
      }),
      graph("Rooms of an emit", {
        says: "To how many rooms a record was copied. Each is a record in Kafka.",
        unit: "short",
        of: percentiles("roomlog_router_fanout_rooms", [0.5, 0.99]),
      }),
    ),
    row(
      "The index and presence",
      graph("Events indexed", {
        says: "Events put into their rooms' index: as many as are published.",
        unit: "ops",
        of: [["{{instance}}", "sum by (instance) (rate(roomlog_router_indexed_total{@}[$__rate_interval]))"]],
      }),
      graph("Entries deleted", {
        says: "Entries whose records the log has let go of. None for days with a topic that is older than its retention: "
          + "the index only grows; see the router's disk.",
        unit: "ops",
        of: [["{{instance}}", "sum by (instance) (rate(roomlog_router_pruned_total{@}[$__rate_interval]))"]],
      }),
      graph("Repeats, and moved records", {
        says: "repeats: the same id again. moved: records that lay in a wrong partition, which a back end wrote with another "
          + "partitioner: have it use Kafka's default.",
        unit: "ops",
        of: [
          ["repeats", "sum(rate(roomlog_router_repeats_total{@}[$__rate_interval]))"],
          ["moved", "sum(rate(roomlog_router_moved_total{@}[$__rate_interval]))"],
        ],
      }),
      graph("Sockets present, by router", {
        says: "Of the sessions in each router's partitions.",
        unit: "short",
        stacked: true,
        of: [["{{instance}}", "roomlog_router_sockets{@}"]],
      }),
      graph("Edges that died", {
        says: "Leases found run out, and sockets that departed by that, in each minute. Not in a rollout: those end theirs.",
        unit: "short",
        of: [
          ["leases", "sum(increase(roomlog_router_leases_ended_total{@}[1m]))"],
          ["sockets", "sum(increase(roomlog_router_lapsed_total{@}[1m]))"],
        ],
      }),
      graph("Who is known", {
        says: "Edges and routers that each router knows to live. Routers that differ for longer than a lease: one does not read.",
        unit: "short",
        of: [
          ["{{instance}}: edges", "roomlog_router_edges{@}"],
          ["{{instance}}: routers", "roomlog_router_routers{@}"],
        ],
      }),
    ),
    row(
      "Questions",
      graph("Questions", {
        says: "What edges and other routers ask.",
        unit: "ops",
        stacked: true,
        of: [rateBy("question", "roomlog_router_queries_total")],
      }),
      graph("Questions by outcome", {
        says: "Those that cannot be answered come to clients as `unavailable`: while partitions move from one router to another, "
          + "for a few seconds.",
        unit: "ops",
        stacked: true,
        of: [rateBy("outcome", "roomlog_router_queries_total")],
      }),
      graph("Answers: p99", {
        says: "From a question's arrival to its answer. Slow: the state's disk, or a busy processor.",
        unit: "s",
        bad: [0.1, 1],
        of: percentiles("roomlog_router_query_seconds", [0.99], { by: "question", legend: "{{question}}" }),
      }),
    ),
    row(
      "Lag and dead letters",
      graph("Records behind, by topic", {
        says: "Of rooms: index and repeats are late. Of sessions: presence. Of fanout: wide emits.",
        unit: "short",
        bad: [10_000, 100_000],
        of: [["{{topic}}", "sum by (topic) (roomlog_router_lag_records{@})"]],
      }),
      graph("Records behind, by router", {
        says: "One above the others: its partitions are the busy ones, or it is slow.",
        unit: "short",
        bad: [10_000, 100_000],
        of: [["{{instance}}", "sum by (instance) (roomlog_router_lag_records{@})"]],
      }),
      graph("Dead letters by topic", {
        says: "Records that cannot be used, by the topic that they were in. `./roomlog` keeps them in `roomlog.dead-letters`.",
        unit: "ops",
        bad: [1],
        of: [rateBy("topic", "roomlog_router_dead_letters_total")],
        mayBeEmpty: "there may have been none",
      }),
    ),
    row(
      "Kafka Streams",
      graph("Records processed", {
        says: "By the threads of Kafka Streams. 0 while records are behind: a thread is stuck or rebalances.",
        unit: "ops",
        of: [["{{instance}}", "sum by (instance) (rate(kafka_stream_thread_process_total{@}[$__rate_interval]))"]],
      }),
      graph("Threads that live", {
        says: "Threads of Kafka Streams. 0: the router is not ready, and its log tells why.",
        unit: "short",
        low: [1],
        of: [["{{instance}}", "sum by (instance) (kafka_stream_alive_stream_threads{@})"]],
      }),
      graph("Commits: how long", {
        says: "Average time of a commit. It is part of how long a wide emit takes.",
        unit: "ms",
        bad: [500, 2_000],
        of: [["{{instance}}", "max by (instance) (kafka_stream_thread_commit_latency_avg{@})"]],
      }),
    ),
    jvm(),
  ],
});
