// Kafka as edges and routers see it, and one region beside the other.
import { dashboard, instancesOf, row } from "./dashboard.mjs";
import { percentiles } from "./expressions.mjs";
import { graph, stat } from "./panels.mjs";

const ONE_REGION = "there is no mirror in a single region";

export const kafka = dashboard({
  uid: "roomlog-kafka",
  title: "Roomlog: Kafka and regions",
  says: "The log as edges and routers see it: their clients' figures, not the brokers' own; and region beside region.",
  instances: instancesOf(),
  links: [
    { uid: "roomlog-overview", title: "Overview" },
    { uid: "roomlog-edge", title: "Edges" },
    { uid: "roomlog-router", title: "Routers" },
  ],
  rows: [
    row(
      "The log",
      stat("Answers", {
        says: "Edges to which the log answers, as a share. Below 100 %: see which below, and the brokers.",
        unit: "percentunit",
        low: [0.5, 1],
        of: [["reachable", "avg(roomlog_log_reachable{@})"]],
      }),
      stat("Under-replicated partitions", {
        says: "Partitions with a replica that is not in sync. In a broker's restart for minutes; else a broker is ill.",
        unit: "short",
        bad: [1, 10],
        of: [["partitions", "max(sum by (instance) (roomlog_log_under_replicated_partitions{@}))"]],
      }),
      stat("Unwritable partitions", {
        says: "Partitions without a leader, or with less in sync than a write needs: publishes to their rooms fail.",
        unit: "short",
        bad: [1],
        of: [["partitions", "max(sum by (instance) (roomlog_log_unwritable_partitions{@}))"]],
      }),
      stat("Retention headroom", {
        says: "Least time between the oldest place that a socket reads from and what the log has let go of. Below an hour "
          + "clients are about to meet gaps: raise `retention.ms`.",
        unit: "s",
        low: [3_600, 6 * 3_600],
        of: [["headroom", "min(roomlog_retention_headroom_seconds{@})"]],
        mayBeEmpty: "nobody may be reading back",
      }),
      stat("Replication lag", {
        says: "How far the mirror of the region that is furthest behind is behind it. What a client that fails over has to "
          + "wait for.",
        unit: "s",
        bad: [10, 60],
        of: [["lag", "max(roomlog_mirror_lag_seconds{@})"]],
        mayBeEmpty: ONE_REGION,
      }),
      stat("Append: p99", {
        says: "From the append of an event to its commit.",
        unit: "s",
        bad: [0.1, 0.5],
        of: [["p99", "histogram_quantile(0.99, sum by (le) (increase(roomlog_append_seconds_bucket{@}[$__range])))"]],
      }),
      graph("Reachable, by edge", {
        says: "1 while the log answers that edge. One edge alone at 0: its network; all of them: the brokers.",
        unit: "short",
        low: [1],
        of: [["{{instance}}", "roomlog_log_reachable{@}"]],
      }),
      graph("Under-replicated, by topic", {
        says: "Should be 0 but in a broker's restart.",
        unit: "short",
        bad: [1],
        of: [["{{topic}}", "max by (topic) (roomlog_log_under_replicated_partitions{@})"]],
      }),
      graph("Unwritable, by topic", {
        says: "Should be 0. rooms: publishes fail; sessions: nobody can connect, join or resume; fanout: wide emits fail.",
        unit: "short",
        bad: [1],
        of: [["{{topic}}", "max by (topic) (roomlog_log_unwritable_partitions{@})"]],
      }),
      graph("Retention headroom, by edge", {
        says: "Least time between the oldest place that a socket of the edge reads from and what the log has let go of.",
        unit: "s",
        low: [3_600, 6 * 3_600],
        of: [["{{instance}}", "min by (instance) (roomlog_retention_headroom_seconds{@})"]],
        mayBeEmpty: "nobody may be reading back",
      }),
      graph("Append", {
        says: "From the append of an event to its commit, as the edges see it.",
        unit: "s",
        bad: [0.1, 0.5],
        of: percentiles("roomlog_append_seconds", [0.5, 0.95, 0.99]),
      }),
      graph("From the log to the dispatch", {
        says: "From a record's stamp in the log to its dispatch on an edge; across two clocks.",
        unit: "s",
        bad: [0.1, 0.5],
        of: percentiles("roomlog_consume_seconds", [0.5, 0.99]),
      }),
    ),
    row(
      "Producers",
      graph("Records sent", {
        says: "By the producers of each process.",
        unit: "ops",
        of: [["{{instance}}", "sum by (instance) (rate(kafka_producer_record_send_total{@}[$__rate_interval]))"]],
      }),
      graph("Errors and retries", {
        says: "Retries: a leader moved, or a broker is slow. Errors: given up, told to clients as `unavailable` or `unknown`.",
        unit: "ops",
        bad: [1, 10],
        of: [
          ["errors", "sum(rate(kafka_producer_record_error_total{@}[$__rate_interval]))"],
          ["retries", "sum(rate(kafka_producer_record_retry_total{@}[$__rate_interval]))"],
        ],
      }),
      graph("Requests: how long", {
        says: "Average from a request of a producer to its answer. Slow: disks, replicas, the network.",
        unit: "ms",
        bad: [50, 250],
        of: [["{{instance}}", "max by (instance) (kafka_producer_request_latency_avg{@})"]],
      }),
      graph("Waiting to be sent", {
        says: "Average time that records wait in a producer. It grows with load; above 50 ms more than `linger` is at work.",
        unit: "ms",
        bad: [50, 250],
        of: [["{{instance}}", "max by (instance) (kafka_producer_record_queue_time_avg{@})"]],
      }),
      graph("Batches", {
        says: "Average size of a batch. Small ones at a high rate cost brokers a request each.",
        unit: "bytes",
        of: [["{{instance}}", "max by (instance) (kafka_producer_batch_size_avg{@})"]],
      }),
      graph("Bytes sent", {
        says: "To the brokers, by producers.",
        unit: "Bps",
        of: [["{{instance}}", "sum by (instance) (rate(kafka_producer_outgoing_byte_total{@}[$__rate_interval]))"]],
      }),
    ),
    row(
      "Consumers",
      graph("Records consumed", {
        says: "By the consumers of each process, those that read back too.",
        unit: "ops",
        of: [["{{instance}}", "sum by (instance) (rate(kafka_consumer_fetch_manager_records_consumed_total{@}[$__rate_interval]))"]],
      }),
      graph("Bytes consumed", {
        says: "What brokers have to send.",
        unit: "Bps",
        of: [["{{instance}}", "sum by (instance) (rate(kafka_consumer_fetch_manager_bytes_consumed_total{@}[$__rate_interval]))"]],
      }),
      graph("Fetches: how long", {
        says: "Average from a fetch to its answer. Up to 500 ms while nothing is published: brokers wait for something to send.",
        unit: "ms",
        bad: [600, 2_000],
        of: [["{{instance}}", "max by (instance) (kafka_consumer_fetch_manager_fetch_latency_avg{@})"]],
      }),
      graph("Records behind", {
        says: "The most that a consumer is behind in one partition. Level above 0: it does not keep up.",
        unit: "short",
        bad: [1_000, 10_000],
        of: [["{{instance}}", "max by (instance) (kafka_consumer_fetch_manager_records_lag_max{@} >= 0)"]],
      }),
      graph("Connections to brokers", {
        says: "Of all clients in a process. One that rises: brokers close connections, see their logs.",
        unit: "short",
        of: [[
          "{{instance}}",
          `sum by (instance) (kafka_consumer_connection_count{@})
            + sum by (instance) (kafka_producer_connection_count{@})`,
        ]],
      }),
      graph("Failed authentications", {
        says: "Should be 0. A password or certificate that brokers do not take any more.",
        unit: "short",
        bad: [1],
        of: [
          ["{{instance}}: consumers", "sum by (instance) (increase(kafka_consumer_failed_authentication_total{@}[5m]))"],
          ["{{instance}}: producers", "sum by (instance) (increase(kafka_producer_failed_authentication_total{@}[5m]))"],
        ],
      }),
    ),
    row(
      "Regions",
      graph("Replication lag, by origin", {
        says: "How far a region is behind another. Above a minute: MirrorMaker, or the line between them; clients that fail over "
          + "get what is missing later, as `pending`.",
        unit: "s",
        bad: [10, 60],
        of: [["{{region}} behind {{origin}}", "max by (region, origin) (roomlog_mirror_lag_seconds{@})"]],
        mayBeEmpty: ONE_REGION,
      }),
      graph("Publishes by region", {
        says: "Where events come from.",
        unit: "ops",
        stacked: true,
        of: [["{{region}}", "sum by (region) (rate(roomlog_published_total{@}[$__rate_interval]))"]],
      }),
      graph("Delivery by region: p99", {
        says: "From the stamp in the log, of the region where the event was published, to the write to a socket.",
        unit: "s",
        bad: [0.2, 1],
        of: percentiles("roomlog_delivery_seconds", [0.99], { by: "region", legend: "{{region}}" }),
      }),
      graph("Resumes by region", {
        says: "A region that gets many at once takes over from another.",
        unit: "ops",
        stacked: true,
        of: [["{{region}}: {{result}}", "sum by (region, result) (rate(roomlog_resumes_total{@}[$__rate_interval]))"]],
      }),
      graph("Mirrored records", {
        says: "Records of rooms, sessions and leases that come from other regions.",
        unit: "ops",
        stacked: true,
        of: [[
          "{{origin}} to {{region}}",
          "sum by (region, origin) (rate(roomlog_mirrored_total{@}[$__rate_interval]))",
        ]],
        mayBeEmpty: ONE_REGION,
      }),
      graph("Regions that are not heard of", {
        says: "For how long no lease of another region has come to a region's routers. After three leases its sockets are "
          + "not told of. Clients that come back are told earlier that something may be pending.",
        unit: "s",
        bad: [15, 30],
        of: [["{{origin}} in {{region}}", "max by (region, origin) (roomlog_router_region_unheard_seconds{@})"]],
        mayBeEmpty: "there is nobody else to hear of in a single region",
      }),
      graph("Sockets of others, by region", {
        says: "Sockets on other regions' edges, as a region's routers know them. They follow those regions' own counts.",
        unit: "short",
        stacked: true,
        of: [["{{origin}} in {{region}}", "sum by (region, origin) (roomlog_router_remote_sockets{@})"]],
        mayBeEmpty: "there is nobody else to know of in a single region",
      }),
      graph("Sockets of each region", {
        says: "Where users are; they follow the region that their clients were sent to.",
        unit: "short",
        stacked: true,
        of: [["{{region}}", "sum by (region) (roomlog_sockets{@})"]],
      }),
    ),
  ],
});
