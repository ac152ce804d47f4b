// The first look: is the promise kept, for how many, how fast, and what is refused?
import { dashboard, instancesOf, row } from "./dashboard.mjs";
import { percentiles, rateBy } from "./expressions.mjs";
import { graph, stat, table } from "./panels.mjs";

const NO_CANARY = "there is none where the canary is off";

export const overview = dashboard({
  uid: "roomlog-overview",
  title: "Roomlog: overview",
  says: "Is the promise kept, for how many, how fast, and what is refused? Instances are edges.",
  instances: instancesOf("edge"),
  links: [
    { uid: "roomlog-edge", title: "Edges", sameInstances: true },
    { uid: "roomlog-router", title: "Routers" },
    { uid: "roomlog-kafka", title: "Kafka and regions", sameInstances: true },
  ],
  rows: [
    row(
      "Is the promise kept?",
      stat("Gaps told to live sockets", {
        says: "Ranges of the log that connected clients could not have, over the time shown; they were told so by `gap`. "
          + "Should be 0. If not: see the edge's dashboard for the reason, and the runbook at RoomlogGapLive.",
        unit: "short",
        decimals: 0,
        bad: [1],
        of: [["gaps", "sum(increase(roomlog_gaps_total{@}[$__range]))"]],
      }),
      stat("Resumes that met a gap", {
        says: "Clients that came back and were told of a range that they could not have, over the time shown. Should be 0. "
          + "If not: retention is too short, or a topic was made anew; runbook, RoomlogGapOnResume.",
        unit: "short",
        decimals: 0,
        bad: [1],
        of: [["gaps", 'sum(increase(roomlog_resumes_total{@,result="gap"}[$__range]))']],
      }),
      stat("Canary: promises broken", {
        says: "What the canary has seen lost, repeated or out of order over the time shown. Anything but 0 is a fault: keep "
          + "the logs; runbook, RoomlogCanaryBroken.",
        unit: "short",
        decimals: 0,
        bad: [1],
        of: [["broken", "sum(increase(roomlog_canary_failures_total{@}[$__range]))", NO_CANARY]],
      }),
      stat("Deliveries within 200 ms", {
        says: "The share of live deliveries that were written within 200 ms of their stamp in the log, over the time shown. "
          + "The objective is 99.9 %. Below: see which stage is slow on the edge's dashboard.",
        unit: "percentunit",
        decimals: 3,
        low: [0.99, 0.999],
        of: [[
          "within 200 ms",
          `sum(increase(roomlog_delivery_seconds_bucket{@,le="0.2"}[$__range]))
            / sum(increase(roomlog_delivery_seconds_count{@}[$__range]))`,
        ]],
      }),
      stat("Error budget, burning", {
        says: "How many times faster than allowed the deliveries later than 200 ms use up what the objective leaves (0.1 %), "
          + "over 6 hours, in the worst region. At 1 it lasts for exactly 30 days. Needs the recording rules.",
        unit: "suffix:×",
        decimals: 2,
        bad: [1, 6],
        of: [["burn", "max(region:roomlog_delivery_slow:ratio_rate6h{@region}) / 0.001"]],
      }),
      stat("Resumes that were exact", {
        says: "The share of clients that came back and got exactly what they missed, over the time shown. The rest met a gap "
          + "or had to begin anew.",
        unit: "percentunit",
        decimals: 2,
        low: [0.9, 0.99],
        of: [[
          "exact",
          `sum(increase(roomlog_resumes_total{@,result="exact"}[$__range]))
            / sum(increase(roomlog_resumes_total{@}[$__range]))`,
        ]],
      }),
      table("Alerts that fire", {
        says: "Alerts of the shipped rules that fire now. What to do about each is in the runbook.",
        unit: "short",
        hidden: ["Value", "alertstate", "job"],
        of: [["", 'ALERTS{alertname=~"Roomlog.+",alertstate="firing"}']],
        mayBeEmpty: "nothing is wrong",
      }),
      graph("Resumes by result", {
        says: "Clients that asked to resume: exact (they got all that they missed), gap (they were told of a hole), fresh "
          + "(their session was gone). Many fresh: sessions were away for longer than `session-retention`.",
        unit: "ops",
        stacked: true,
        of: [rateBy("result", "roomlog_resumes_total")],
      }),
      graph("Canary: there and back", {
        says: "From the canary's emit until its message has come back through a socket of its own: all of the way. If it "
          + "rises and deliveries do not, look at appends.",
        unit: "s",
        bad: [0.2, 1],
        of: percentiles("roomlog_canary_seconds", [0.5, 0.99]),
        mayBeEmpty: NO_CANARY,
      }),
      graph("Canary: sent, received, refused", {
        says: "Messages of the canary: the first two must lie upon each other. Refused: no acknowledgement, or no connection.",
        unit: "ops",
        of: ["sent", "received", "refused"].map((what) => [
          what, `sum(rate(roomlog_canary_${what}_total{@}[$__rate_interval]))`, NO_CANARY,
        ]),
      }),
      graph("Gaps by reason", {
        says: "Ranges that live sockets could not have, in each minute. expired: the log has let go of them; reset: it is "
          + "another log, or was cut off.",
        unit: "short",
        bad: [1],
        of: [["{{reason}}", "sum by (reason) (increase(roomlog_gaps_total{@}[1m]))"]],
      }),
    ),
    row(
      "Who is here?",
      stat("Sockets", {
        says: "Socket.IO sockets that are connected, of all namespaces.",
        unit: "short",
        of: [["sockets", "sum(roomlog_sockets{@})"]],
      }),
      stat("Connections", {
        says: "Engine.IO sessions that are open, WebSocket and polling.",
        unit: "short",
        of: [["connections", "sum(roomlog_connections{@})"]],
      }),
      stat("Edges that are ready", {
        says: "Edges that say they can serve. 0: nobody can connect; see their logs and Kafka.",
        unit: "short",
        low: [1, 2],
        of: [["edges", 'count(roomlog_ready{@} == 1)']],
      }),
      stat("Routers known", {
        says: "Routers that the edges know to live; the least of what they say. 0: wide emits, members and deep histories "
          + "are `unavailable`. Two are enough for one to die.",
        unit: "short",
        low: [1, 2],
        of: [["routers", "min(roomlog_routers{@})"]],
      }),
      stat("Kafka answers", {
        says: "Edges to which the log answers, as a share. Below 100 %: these edges acknowledge nothing.",
        unit: "percentunit",
        low: [0.5, 1],
        of: [["reachable", "avg(roomlog_log_reachable{@})"]],
      }),
      table("Versions", {
        says: "What runs where. Two versions of a tier for longer than a rollout takes: it stopped half-way.",
        unit: "short",
        width: 4,
        height: 4,
        of: [["", "count by (tier, version) (roomlog_info{@region})"]],
      }),
      graph("Connections by transport", {
        says: "Many polling connections for long: a balancer or proxy does not let WebSocket through.",
        unit: "short",
        stacked: true,
        of: [["{{transport}}", "sum by (transport) (roomlog_connections{@})"]],
      }),
      graph("Sockets by region", {
        says: "Where the users are. A region that loses its sockets while another gains them: they failed over.",
        unit: "short",
        stacked: true,
        of: [["{{region}}", "sum by (region) (roomlog_sockets{@})"]],
      }),
      graph("Connections that ended, by reason", {
        says: "slow_consumer: the client did not read; it resumes. ping_timeout, transport_close, transport_error: networks. "
          + "parse_error: a client that speaks wrongly. server_shutting_down: a rollout.",
        unit: "ops",
        stacked: true,
        of: [rateBy("reason", "roomlog_connections_closed_total")],
      }),
    ),
    row(
      "What goes through?",
      graph("Publishes", {
        says: "Events that were to be appended to rooms, by outcome. unavailable: refused, nothing was kept; unknown: the log "
          + "did not answer in time, the client sends again.",
        unit: "ops",
        stacked: true,
        of: [rateBy("outcome", "roomlog_published_total")],
      }),
      graph("Deliveries", {
        says: "Live events handed to sockets.",
        unit: "ops",
        of: [["{{region}}", "sum by (region) (rate(roomlog_delivered_total{@}[$__rate_interval]))"]],
      }),
      graph("Deliveries for each publish", {
        says: "How many sockets get an event, on average. If it doubles, so does the work of edges at the same publishes.",
        unit: "short",
        of: [[
          "deliveries",
          `sum(rate(roomlog_delivered_total{@}[$__rate_interval]))
            / sum(rate(roomlog_published_total{@}[$__rate_interval]))`,
        ]],
      }),
      graph("Bytes from and to clients", {
        says: "Over WebSockets and polling, without TLS and TCP. The machines' network has to carry the second.",
        unit: "Bps",
        width: 12,
        of: [
          ["from clients", "sum(rate(roomlog_received_bytes_total{@}[$__rate_interval]))"],
          ["to clients", "sum(rate(roomlog_sent_bytes_total{@}[$__rate_interval]))"],
        ],
      }),
      graph("Verbs", {
        says: "What sockets and the HTTP API ask for.",
        unit: "ops",
        width: 12,
        stacked: true,
        of: [rateBy("verb", "roomlog_verbs_total")],
      }),
    ),
    row(
      "How fast?",
      graph("Delivery", {
        says: "From a record's stamp in the log to the write to a socket. The objective: 99.9 % within 200 ms. It goes across "
          + "two clocks: keep them in step. Slow: see the stages on the edge's dashboard.",
        unit: "s",
        bad: [0.2, 1],
        of: percentiles("roomlog_delivery_seconds", [0.5, 0.95, 0.99, 0.999]),
      }),
      graph("Append", {
        says: "From the append of an event to its commit: what a publisher waits for. Slow: Kafka's disks, its replicas, or "
          + "the network to it.",
        unit: "s",
        bad: [0.1, 0.5],
        of: percentiles("roomlog_append_seconds", [0.5, 0.99]),
      }),
      graph("Resume", {
        says: "From CONNECT until a client has what it missed. Rises when many come back at once; for minutes: add edges.",
        unit: "s",
        bad: [5, 20],
        of: percentiles("roomlog_resume_seconds", [0.5, 0.99]),
      }),
    ),
    row(
      "What is refused?",
      graph("Verbs that failed", {
        says: "By the error's code. forbidden, invalid, too_large: clients' doing; rate_limited: see the limits; unavailable, "
          + "unknown: Kafka or routers.",
        unit: "ops",
        stacked: true,
        of: [["{{verb}}: {{outcome}}", 'sum by (verb, outcome) (rate(roomlog_verbs_total{@,outcome!="ok"}[$__rate_interval]))']],
        mayBeEmpty: "nothing may have failed",
      }),
      graph("Handshakes", {
        says: "By outcome. unknown_sid in numbers: polling clients whose edge is gone, or whose change to WebSocket came to another edge. "
          + "unauthorized: tokens. too_many_handshakes, too_many_connections: the limits.",
        unit: "ops",
        stacked: true,
        of: [rateBy("outcome", "roomlog_handshakes_total")],
      }),
      graph("Limits exceeded", {
        says: "Who had too much of what. If honest users meet one, raise it; if it is one address or user, that is what it "
          + "is for.",
        unit: "ops",
        stacked: true,
        of: [rateBy("limit", "roomlog_limits_exceeded_total")],
      }),
      graph("Tokens refused", {
        says: "By reason. unknown_key or keys_unavailable: the issuer's keys cannot be fetched; expired: clients do not renew "
          + "in time; signature, issuer, audience: a wrong setting, or somebody tries.",
        unit: "ops",
        stacked: true,
        of: [rateBy("reason", "roomlog_tokens_refused_total")],
      }),
      graph("Publishes that failed", {
        says: "The share of publishes that were `unavailable` or `unknown`. Above 1 %: Kafka does not take them; see the "
          + "dashboard of Kafka.",
        unit: "percentunit",
        bad: [0.001, 0.01],
        of: [[
          "failed",
          `(sum(rate(roomlog_published_total{@,outcome=~"unavailable|unknown"}[$__rate_interval])) or vector(0))
            / sum(rate(roomlog_published_total{@}[$__rate_interval]))`,
        ]],
      }),
      graph("Processes that answer Prometheus", {
        says: "1 for each edge and router that can be scraped, by their jobs in the shipped configuration. 0: it is down, or "
          + "the network to its admin port is closed.",
        unit: "short",
        low: [1],
        of: [["{{instance}}", 'up{job=~"roomlog-.+"}']],
      }),
    ),
  ],
});
