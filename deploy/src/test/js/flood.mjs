// By hand, on a quiet machine: node flood.mjs [--half-open 2000] [--half-seconds 20] [--rate 5000] [--seconds 60]
//   [--flooders 2] [--alone 10] [-- --handshake-rate-per-address 500 --request-timeout 5s]
//
// From one address, first very many connections that send half a request and no more, opened again as they are cut off;
// then WebSocket handshakes, `rate` a second over all flooders if that can be reached. All along somebody comes anew
// every 200 ms from another address: connects, joins, publishes, gets his own message, and goes. Then nobody but him.
// What stands behind `--` goes to the edge, in place of what stands above.
//
// Ends with an error if a visit failed, or did not connect within 5 s; if half a request was not cut off; or if in the
// end there are more connections than before.
import { parseArgs } from "node:util";
import { Apart } from "./lib/apart.mjs";
import { growth, machine, metrics } from "./lib/figures.mjs";
import { keep, tellBroken } from "./lib/promises.mjs";
import { edge, Kafka } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";
import { vitals, watch } from "./lib/vitals.mjs";
import { until } from "./lib/wait.mjs";
import { Visitor } from "./lib/visitor.mjs";

const LINE_EVERY = 5;
const MAY_TAKE_MS = 5_000;
const SETTLE_SECONDS = 30;
const LEAVE_MS = 60_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "half-open": { type: "string", default: "2000" },
    "half-seconds": { type: "string", default: "20" },
    rate: { type: "string", default: "5000" },
    seconds: { type: "string", default: "60" },
    flooders: { type: "string", default: "2" },
    alone: { type: "string", default: "10" },
  },
});
const flags = positionals.length > 0 ? positionals : ["--handshake-rate-per-address", "500", "--request-timeout", "5s"];
const halfOpen = Number(values["half-open"]);
const flooderCount = Number(values.flooders);

const kafka = await Kafka.start();
const server = await edge(kafka, newSecret(), ...flags);
const flooders = Array.from({ length: flooderCount }, () => new Apart("./flood.mjs"));
try {
  await measure();
} finally {
  flooders.forEach((flooder) => flooder.end());
  await server.stop();
  await kafka.stop();
}
tellBroken();

async function measure() {
  const visitor = new Visitor(server, "127.0.0.2");
  await look(Number(values.alone));
  visited("alone", visitor);
  const before = await vitals(server);
  const counted = await metrics(server);

  const [first] = flooders;
  await first.call("holdHalfOpen", { port: server.port, count: halfOpen });
  const holding = await look(Number(values["half-seconds"]), async () => JSON.stringify(await first.call("halfOpen")));
  visited(`with ${halfOpen} half-open connections`, visitor);
  const held = await first.call("halfOpen", true);

  const flood = { port: server.port, rate: Number(values.rate) / flooderCount, seconds: Number(values.seconds) };
  const floods = Promise.all(flooders.map((flooder) => flooder.call("handshakes", flood)));
  const flooding = await look(Number(values.seconds));
  visited("in the flood", visitor);
  const results = await floods;
  const told = growth(counted, await metrics(server), "roomlog_limits_exceeded", "roomlog_handshakes_total");

  await look(SETTLE_SECONDS);
  visited("after it", visitor);
  await visitor.stop();
  const left = () => vitals(server).then((seen) => seen.connections === 0 && seen);
  const after = await until(LEAVE_MS, "nobody is connected any more", left, 1_000).catch(() => vitals(server));

  console.log(`half-open: ${JSON.stringify(held)}`);
  console.log(`flood: ${results.map(({ perSecond }) => perSecond).join(" + ")} handshakes/s; answered ${JSON.stringify(sum(results))}`);
  console.log("the edge has counted:", JSON.stringify(Object.fromEntries(Object.entries(told).filter(([, value]) => value > 0))));
  console.log("before:", JSON.stringify(before));
  console.log("most, half-open:", JSON.stringify(holding), "in the flood:", JSON.stringify(flooding));
  console.log("after:", JSON.stringify(after), machine());
  keep(held.cutOff > 0 && held.failed === 0, `half-open connections: ${JSON.stringify(held)}`);
  keep(after.connections === 0, `${after.connections} connections are left`);
  keep(after.descriptors <= before.descriptors + 50, `${after.descriptors} descriptors are open, before ${before.descriptors}`);
}

/** Looks at the edge for some seconds, and tells of it; gives the highest. */
function look(seconds, more = async () => "") {
  return watch(server, seconds, async (second, seen) => {
    if (second % LINE_EVERY === 0) {
      console.log(`${second} s: RSS ${seen.rssMb} MB, heap ${seen.heapMb} MB, ${seen.descriptors} descriptors,`
        + ` ${seen.connections} connections, ${machine()}`, await more());
    }
  });
}

/** Tells how the visits were, and whether that was as it must be. */
function visited(when, visitor) {
  const { failures, connect, visit } = visitor.lap();
  console.log(`visits ${when}: connected ${JSON.stringify(connect)}, whole ${JSON.stringify(visit)}, ${failures.length} failed`);
  keep(failures.length === 0, `visits ${when}: ${failures.length} failed: ${failures.slice(0, 3).join("; ")}`);
  keep(connect.count > 0, `visits ${when}: nobody could connect`);
  keep(!(connect.max > MAY_TAKE_MS), `visits ${when}: one took ${connect.max} ms to connect`);
}

function sum(results) {
  const answers = {};
  for (const [answer, count] of results.flatMap((result) => Object.entries(result.answers))) {
    answers[answer] = (answers[answer] ?? 0) + count;
  }
  return answers;
}
