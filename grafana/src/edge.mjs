// What an edge does: every stage of a message's way, its queues, its clients and what they ask for.
import { dashboard, instancesOf, row } from "./dashboard.mjs";
import { percentiles, rateBy } from "./expressions.mjs";
import { jvm } from "./jvm.mjs";
import { bars, graph, heatmap, stat } from "./panels.mjs";

const STAGES = ["append", "consume", "enqueue", "write"];

export const edge = dashboard({
  uid: "roomlog-edge",
  title: "Roomlog: edges",
  says: "Every stage of a message's way through the edges, and what clients ask of them.",
  instances: instancesOf("edge"),
  links: [
    { uid: "roomlog-overview", title: "Overview", sameInstances: true },
    { uid: "roomlog-router", title: "Routers" },
    { uid: "roomlog-kafka", title: "Kafka and regions", sameInstances: true },
  ],
  rows: [
    row(
      "How it stands",
      stat("Ready", {
        says: "Edges that say they can serve, of those chosen. One that is not gets no new clients: see its log.",
        unit: "percentunit",
        low: [0.5, 1],
        of: [["ready", "avg(roomlog_ready{@})"]],
      }),
      stat("Sockets on the fullest edge", {
        says: "If it is far above the others, the balancer counts requests and not connections.",
        unit: "short",
        of: [["sockets", "max(sum by (instance) (roomlog_sockets{@}))"]],
      }),
      stat("Tail lag", {
        says: "For how long the edge that is furthest behind has been behind the end of one of its partitions.",
        unit: "s",
        bad: [5, 30],
        of: [["lag", "max(roomlog_tail_lag_seconds{@})"]],
      }),
      stat("Certificate ends in", {
        says: "The certificate that clients are shown. Its files may be replaced while the edge runs.",
        unit: "s",
        low: [3 * 86_400, 14 * 86_400],
        of: [["left", "min(roomlog_tls_certificate_expiry_seconds{@} > 0) - time()"]],
        mayBeEmpty: "there is none without TLS of the edge's own",
      }),
      stat("Published keys, age", {
        says: "Since when the oldest set of issuers' keys has not been fetched. Above an hour the issuer does not answer: "
          + "tokens signed with new keys are refused.",
        unit: "s",
        bad: [1_800, 3_600],
        of: [["age", "max(roomlog_jwks_age_seconds{@})"]],
      }),
      stat("Taken for dead", {
        says: "How often others took an edge for dead, over the time shown; it records its sockets anew then. Not 0: long "
          + "pauses, or Kafka was away for longer than `lease`.",
        unit: "short",
        decimals: 0,
        bad: [1, 5],
        of: [["leases lost", "sum(increase(roomlog_leases_lost_total{@}[$__range]))"]],
      }),
    ),
    row(
      "The way of a message",
      graph("Stages: p50", {
        says: "append: to the commit in Kafka. consume: from the log's stamp to the dispatch. enqueue: until all sockets have "
          + "it in their queues. write: from the dispatch to the write. The one that grows is the one to look into.",
        unit: "s",
        of: STAGES.flatMap((stage) => percentiles(`roomlog_${stage}_seconds`, [0.5], { legend: stage })),
      }),
      graph("Stages: p99", {
        says: "The same, of the slowest hundredth. append: Kafka. consume: Kafka, clocks, or a busy dispatcher. enqueue: large "
          + "rooms. write: slow networks, or too little processor.",
        unit: "s",
        bad: [0.2, 1],
        of: STAGES.flatMap((stage) => percentiles(`roomlog_${stage}_seconds`, [0.99], { legend: stage })),
      }),
      graph("Delivery by edge: p99", {
        says: "From the log's stamp to the write to a socket. One edge above the others: its processor, its network, its clock.",
        unit: "s",
        bad: [0.2, 1],
        of: percentiles("roomlog_delivery_seconds", [0.99], { by: "instance", legend: "{{instance}}" }),
      }),
      heatmap("Deliveries by latency", {
        says: "How the deliveries' latencies are spread. Two bands: two kinds of clients, or two edges; a band that climbs: "
          + "something is full.",
        unit: "s",
        of: [["{{le}}", "sum by (le) (increase(roomlog_delivery_seconds_bucket{@}[$__rate_interval]))"]],
      }),
      graph("Deliveries by edge", {
        says: "Live events handed to sockets.",
        unit: "ops",
        width: 12,
        of: [["{{instance}}", "sum by (instance) (rate(roomlog_delivered_total{@}[$__rate_interval]))"]],
      }),
    ),
    row(
      "The tail",
      graph("Lag by edge", {
        says: "For how long an edge has been behind the end of a partition, the worst of its. Above 5 s: the edge cannot keep "
          + "up, Kafka is slow, or somebody's transaction hangs (then all edges have it).",
        unit: "s",
        bad: [5, 30],
        of: [["{{instance}}", "max by (instance) (roomlog_tail_lag_seconds{@})"]],
      }),
      graph("Lag by partition, the worst ten", {
        says: "One partition on all edges: its leader, or an open transaction there. All partitions of one edge: the edge.",
        unit: "s",
        bad: [5, 30],
        of: [["partition {{partition}}", "topk(10, max by (partition) (roomlog_tail_lag_seconds{@}))"]],
      }),
      graph("Partitions followed", {
        says: "An edge follows the partitions of its sockets' rooms; with many rooms, all of them.",
        unit: "short",
        of: [["{{instance}}", "roomlog_tailed_partitions{@}"]],
      }),
      graph("Records read and wanted", {
        says: "All records of the followed partitions, and those whose room had a socket on the edge.",
        unit: "ops",
        of: [
          ["read", "sum(rate(roomlog_tail_records_total{@}[$__rate_interval]))"],
          ["wanted", "sum(rate(roomlog_tail_wanted_total{@}[$__rate_interval]))"],
        ],
      }),
      graph("Amplification", {
        says: "Records that an edge reads for each that somebody there wants. It grows with the edges. Above 50 more edges "
          + "bring little: more partitions, or bring the members of a room to the same edge.",
        unit: "suffix:×",
        bad: [20, 50],
        of: [[
          "{{instance}}",
          `sum by (instance) (rate(roomlog_tail_records_total{@}[$__rate_interval]))
            / sum by (instance) (rate(roomlog_tail_wanted_total{@}[$__rate_interval]))`,
        ]],
      }),
      graph("Bytes read", {
        says: "What each edge reads from Kafka, keys and values. It is what brokers' networks have to carry, once for each edge.",
        unit: "Bps",
        of: [["{{instance}}", "sum by (instance) (rate(roomlog_tail_bytes_total{@}[$__rate_interval]))"]],
      }),
      graph("Set aside, and repeats", {
        says: "set aside: records that would have broken clients; a back end writes them, see the edge's log. repeats: publishes "
          + "that were sent again with the same id, delivered once.",
        unit: "ops",
        width: 12,
        of: [
          ["set aside", "sum(rate(roomlog_records_set_aside_total{@}[$__rate_interval]))"],
          ["repeats", "sum(rate(roomlog_repeats_total{@}[$__rate_interval]))"],
        ],
      }),
      graph("Gaps told to live sockets", {
        says: "In each minute, by reason. Should be 0; runbook, RoomlogGapLive.",
        unit: "short",
        width: 12,
        bad: [1],
        of: [["{{reason}}", "sum by (reason) (increase(roomlog_gaps_total{@}[1m]))"]],
      }),
    ),
    row(
      "Queues and slow sockets",
      bars("Connections by what waits for them", {
        says: "How many connections have so many bytes waiting, up to the bound at the bar. Most have none. Many above 64 KB: "
          + "their networks, or the edge's, do not carry it.",
        unit: "short",
        of: [["{{le}}", "sum by (le) (roomlog_queued_bytes_bucket{@})"]],
      }),
      graph("Connections that lag", {
        says: "How many have more than 64 KB, or 1 MB, waiting. Beyond `max-queue-bytes` they are closed as slow_consumer.",
        unit: "short",
        of: [
          ["above 64 KB", above("65536")],
          ["above 1 MB", above("1048576")],
        ],
      }),
      graph("Closed as slow", {
        says: "Connections closed because they did not read. They have lost nothing: they resume. Many at once: a network, or "
          + "one room that says more than its members' lines carry.",
        unit: "ops",
        of: [["{{instance}}", 'sum by (instance) (rate(roomlog_connections_closed_total{@,reason="slow_consumer"}[$__rate_interval]))']],
      }),
    ),
    row(
      "Clients",
      graph("Connections by edge", {
        says: "Engine.IO sessions that are open. They should be spread evenly; after a rollout the first edges have more.",
        unit: "short",
        of: [["{{instance}}, {{transport}}", "roomlog_connections{@}"]],
      }),
      graph("Handshakes and upgrades", {
        says: "Handshakes by outcome, and sessions that went from polling to WebSocket. Far fewer upgrades than handshakes by "
          + "polling clients: a proxy does not let WebSocket through.",
        unit: "ops",
        of: [
          rateBy("outcome", "roomlog_handshakes_total"),
          ["upgrades", "sum(rate(roomlog_upgrades_total{@}[$__rate_interval]))"],
        ],
      }),
      graph("Polls that were another edge's", {
        says: "Requests of polling clients that reached the wrong edge, by what became of them. Many: the balancer does not "
          + "keep polling clients at their edge; it works, and costs a hop.",
        unit: "ops",
        of: [rateBy("outcome", "roomlog_polls_forwarded_total")],
        mayBeEmpty: "where no client polls, none has reached the wrong edge",
      }),
      graph("Bytes from clients", {
        says: "Over WebSockets and in bodies.",
        unit: "Bps",
        of: [["{{instance}}", "sum by (instance) (rate(roomlog_received_bytes_total{@}[$__rate_interval]))"]],
      }),
      graph("Bytes to clients", {
        says: "Over WebSockets and in polls.",
        unit: "Bps",
        of: [["{{instance}}", "sum by (instance) (rate(roomlog_sent_bytes_total{@}[$__rate_interval]))"]],
      }),
      graph("Ends by reason", {
        says: "Engine.IO sessions that ended. parse_error: a client that speaks wrongly; token_expired: one that does not renew.",
        unit: "ops",
        stacked: true,
        of: [rateBy("reason", "roomlog_connections_closed_total")],
      }),
    ),
    row(
      "Verbs",
      graph("Verbs by kind", {
        says: "What sockets and the HTTP API asked for.",
        unit: "ops",
        stacked: true,
        of: [rateBy("verb", "roomlog_verbs_total")],
      }),
      graph("Verbs: p99", {
        says: "From a verb's arrival to its acknowledgement. publish: Kafka's commit; join and history: reads of the past; "
          + "members: routers.",
        unit: "s",
        bad: [0.5, 2],
        of: percentiles("roomlog_verb_seconds", [0.99], { by: "verb", legend: "{{verb}}" }),
      }),
      graph("Outcomes but ok", {
        says: "By verb and error code. rate_limited: see the limits below; unavailable and unknown: Kafka or routers.",
        unit: "ops",
        stacked: true,
        of: [["{{verb}}: {{outcome}}", 'sum by (verb, outcome) (rate(roomlog_verbs_total{@,outcome!="ok"}[$__rate_interval]))']],
        mayBeEmpty: "nothing may have failed",
      }),
      graph("Publishes by outcome", {
        says: "What became of events that were to be appended.",
        unit: "ops",
        stacked: true,
        of: [rateBy("outcome", "roomlog_published_total")],
      }),
      graph("Limits", {
        says: "What was refused because somebody had too much.",
        unit: "ops",
        stacked: true,
        of: [rateBy("limit", "roomlog_limits_exceeded_total")],
      }),
      graph("Append by edge: p99", {
        says: "What publishers on each edge wait for. One edge above the others: its network to Kafka.",
        unit: "s",
        bad: [0.1, 0.5],
        of: percentiles("roomlog_append_seconds", [0.99], { by: "instance", legend: "{{instance}}" }),
      }),
    ),
    row(
      "Resumes and pasts",
      graph("Resumes", {
        says: "Clients that asked to resume, by what they got.",
        unit: "ops",
        stacked: true,
        of: [rateBy("result", "roomlog_resumes_total")],
      }),
      graph("Resume: how long", {
        says: "From CONNECT until the client has what it missed.",
        unit: "s",
        bad: [5, 20],
        of: percentiles("roomlog_resume_seconds", [0.5, 0.99]),
      }),
      graph("Events replayed", {
        says: "Events read back and sent to sockets that resumed.",
        unit: "ops",
        of: [["{{instance}}", "sum by (instance) (rate(roomlog_replayed_total{@}[$__rate_interval]))"]],
      }),
      graph("Pasts by where they were found", {
        says: "recent: in memory, or near the end. index: by a router. scan: by looking through the log, which costs; many: no "
          + "router, or its index is behind.",
        unit: "ops",
        stacked: true,
        of: [rateBy("source", "roomlog_history_reads_total")],
      }),
      graph("Fetches of those who read back", {
        says: "Fetches of ranges, and of single records whose places the index knew. Many while the live traffic is small: "
          + "clients that page through pasts.",
        unit: "ops",
        of: [
          ["ranges", "sum(rate(roomlog_log_reads_total{@}[$__rate_interval]))"],
          ["single records", "sum(rate(roomlog_log_picks_total{@}[$__rate_interval]))"],
        ],
      }),
      graph("Records read back", {
        says: "Records that these fetches brought.",
        unit: "ops",
        of: [
          ["ranges", "sum(rate(roomlog_log_reads_records_total{@}[$__rate_interval]))"],
          ["single records", "sum(rate(roomlog_log_picks_records_total{@}[$__rate_interval]))"],
        ],
      }),
    ),
    row(
      "Tokens and keys",
      graph("Tokens that were refused", {
        says: "By reason; see SECURITY for what each means.",
        unit: "ops",
        stacked: true,
        of: [rateBy("reason", "roomlog_tokens_refused_total")],
      }),
      graph("Tokens renewed and expired", {
        says: "Renewed in time, and sockets closed because they were not. Many expired: clients do not call `authenticate`.",
        unit: "ops",
        of: [
          ["renewed", "sum(rate(roomlog_tokens_renewed_total{@}[$__rate_interval]))"],
          ["expired", "sum(rate(roomlog_tokens_expired_total{@}[$__rate_interval]))"],
        ],
      }),
      graph("Fetches of published keys", {
        says: "By outcome. Those that fail leave the last keys good; see their age.",
        unit: "ops",
        of: [rateBy("outcome", "roomlog_jwks_fetches_total")],
      }),
    ),
    row(
      "The canary, and who else is there",
      graph("Canary by edge: p99", {
        says: "From emit to return. One edge alone is slow: that edge; all of them: Kafka.",
        unit: "s",
        bad: [0.2, 1],
        of: percentiles("roomlog_canary_seconds", [0.99], { by: "instance", legend: "{{instance}}" }),
        mayBeEmpty: "there is none where the canary is off",
      }),
      graph("Canary: broken promises", {
        says: "By kind, in each minute. Anything but 0 is a fault; runbook, RoomlogCanaryBroken.",
        unit: "short",
        bad: [1],
        of: [["{{kind}}", "sum by (kind) (increase(roomlog_canary_failures_total{@}[1m]))"]],
        mayBeEmpty: "there is none where the canary is off",
      }),
      graph("Canary: partitions", {
        says: "Those that the canary of an edge publishes to: all that the edge follows for somebody.",
        unit: "short",
        of: [["{{instance}}", "sum by (instance) (roomlog_canary_rooms{@})"]],
        mayBeEmpty: "there is none where the canary is off",
      }),
      graph("Routers that edges know", {
        says: "Edges that differ for longer than a lease: one of them does not read the topic `edges`.",
        unit: "short",
        low: [1, 2],
        of: [["{{instance}}", "roomlog_routers{@}"]],
      }),
    ),
    jvm(),
  ],
});

/** How many connections have more than so many bytes waiting. */
function above(bytes) {
  return `sum(roomlog_queued_bytes_bucket{@,le="+Inf"}) - sum(roomlog_queued_bytes_bucket{@,le=~"${bytes}([.]0)?"})`;
}
