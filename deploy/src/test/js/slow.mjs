// By hand, on a quiet machine: node slow.mjs [--sockets 2000] [--minutes 5] [--rate 250] [--bytes 4096] [--honest 50]
//   [--warmup 15] [--alone 30] [--whole 20] [--max-growth 2000] [--max-times 2] [-- --max-queue-bytes 1MB]
//
// A crowd of sockets joins a room and reads no more, while `rate` messages a second of `bytes` go on in it. Broker, edge,
// the crowd, and those who read (with the publisher) are processes of their own. First those who read are `alone` for
// some seconds, then the crowd comes, and the minutes count. Printed: the edge's memory, and from when a message was to
// be sent until those who read have had it. Then the crowd reads what has still come, comes back, and all must be
// `recovered`; `whole` of them read everything. What stands behind `--` goes to the edge.
//
// Ends with an error if one of the crowd is not closed, not recovered, or has lost or repeated anything; if the edge's
// resident memory grows by more than `max-growth` MB under the traffic; if one of those who read is cut off, or, from 5 s
// after all of the crowd are closed, their p99 is more than `max-times` what it was when they were alone. Until then the
// edge writes to all.
import { parseArgs } from "node:util";
import { Apart } from "./lib/apart.mjs";
import { machine } from "./lib/figures.mjs";
import { keep, tellBroken } from "./lib/promises.mjs";
import { edge, Kafka } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";
import { mb, vitals, watch } from "./lib/vitals.mjs";
import { pause } from "./lib/wait.mjs";

const ROOM = "crowded";
const LINE_EVERY = 10;
const CAUGHT_UP_SECONDS = 5;
const END_MS = 120_000;
const SETTLE_MS = 30_000;
const WHOLE_MS = 1_800_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sockets: { type: "string", default: "2000" },
    minutes: { type: "string", default: "5" },
    rate: { type: "string", default: "250" },
    bytes: { type: "string", default: "4096" },
    honest: { type: "string", default: "50" },
    warmup: { type: "string", default: "15" },
    alone: { type: "string", default: "30" },
    whole: { type: "string", default: "20" },
    "max-growth": { type: "string", default: "2000" },
    "max-times": { type: "string", default: "2" },
  },
});
const sockets = Number(values.sockets);
const rate = Number(values.rate);
const bytes = Number(values.bytes);
const honestCount = Number(values.honest);
const whole = Math.min(sockets, Number(values.whole));

const kafka = await Kafka.start();
const secret = newSecret();
const server = await edge(kafka, secret, ...positionals);
const honest = new Apart("./honest.mjs");
const crowd = new Apart("./slow.mjs");
try {
  await measure({ port: server.port, secret });
} finally {
  honest.end();
  crowd.end();
  await server.stop();
  await kafka.stop();
}
tellBroken();

async function measure(at) {
  await honest.call("connect", at, honestCount, ROOM);
  console.log(`${honestCount} who read have joined;`, machine());
  await honest.call("begin", rate, bytes);
  await look(Number(values.warmup));
  await honest.call("lap");
  await look(Number(values.alone));
  const alone = await honest.call("stop");

  await crowd.call("connect", at, sockets, ROOM);
  await crowd.call("stopReading");
  const before = await vitals(server);
  console.log(`${sockets} more have joined, and read no more: RSS ${before.rssMb} MB, heap ${before.heapMb} MB`);
  await honest.call("begin", rate, bytes);
  const { highest, closedAfter, filling } = await look(Number(values.minutes) * 60, sockets);
  const during = await honest.call("stop");
  await pause(SETTLE_MS);
  const after = await vitals(server);

  const { told, ...read } = await crowd.call("readToTheEnd", END_MS);
  console.log(`the crowd has read what still came: ${JSON.stringify(read)}; ${told} could read why they were closed`);
  const back = await telling(crowd.call("comeBack", whole));
  console.log("back, and off again:", JSON.stringify(back));
  const sample = await telling(crowd.call("readAll", whole, alone.published, during.published, WHOLE_MS));
  console.log("back, and all read:", JSON.stringify(sample));
  const end = await vitals(server);

  const recovered = back.recovered + sample.recovered;
  const growth = highest.rssMb - before.rssMb;
  console.log(`closed as slow: ${after.slow}, ${during.cutOff} of those who read among them; ${sockets} had been after ${closedAfter ?? "-"} s`);
  console.log(`RSS: before ${before.rssMb}, at most ${highest.rssMb}, after the traffic ${after.rssMb}, at the end ${end.rssMb} MB`);
  console.log(`heap: before ${before.heapMb}, at most ${highest.heapMb}, after the traffic ${after.heapMb}, at the end ${end.heapMb} MB`);
  console.log(`who reads, alone: ${JSON.stringify(alone.times)}`);
  console.log(`until ${CAUGHT_UP_SECONDS} s after the crowd was closed: ${JSON.stringify(filling)}, p99 ${percent(filling?.p99, alone.times.p99)}`);
  console.log(`from then on: ${JSON.stringify(during.times)}, p99 ${percent(during.times.p99, alone.times.p99)};`
    + ` had all exactly once: ${during.exact} of ${honestCount}`);
  console.log(`recovered: ${recovered} of ${sockets}; exact: ${sample.exact} of ${whole};`, machine());
  keep(after.slow - during.cutOff === sockets, `${after.slow} were closed as slow, ${during.cutOff} of them had read`);
  keep(during.cutOff === 0, `${during.cutOff} of those who read were cut off`);
  keep(read.ended === sockets, `${sockets - read.ended} did not find themselves closed`);
  keep(growth <= Number(values["max-growth"]), `the edge's memory has grown by ${growth} MB`);
  keep(during.times.p99 <= Number(values["max-times"]) * alone.times.p99, `p99 ${during.times.p99} ms, alone ${alone.times.p99} ms`);
  keep(recovered === sockets, `${sockets - recovered} were not recovered`);
  keep(read.wrong + back.wrong + back.gaps === 0, "numbers are missing, or come again, where sockets came back");
  keep(sample.exact === whole, `${whole - sample.exact} of ${whole} did not get everything once and in order`);
  keep(during.exact === honestCount, `${honestCount - during.exact} of those who read did not get everything once and in order`);
  keep(during.refused === 0, `${during.refused} publishes were refused`);
}

/** Looks at the edge for some seconds, and tells of it; and when `count` had been closed as slow, with the times until then. */
async function look(seconds, count) {
  let closedAfter;
  let filling;
  const highest = await watch(server, seconds, async (second, seen) => {
    if (closedAfter === undefined && seen.slow >= count) {
      closedAfter = second;
    }
    if (second === closedAfter + CAUGHT_UP_SECONDS) {
      filling = await honest.call("lap");
    }
    if (second % LINE_EVERY === 0) {
      const { count: had, p50, p99, max } = await honest.call("interval");
      console.log(`${second} s: RSS ${seen.rssMb} MB, heap ${seen.heapMb} MB, ${had} read, p50 ${p50}, p99 ${p99}, max ${max} ms,`
        + ` ${seen.slow} closed as slow, ${seen.connections} connections, ${machine()}`);
    }
  });
  return { highest, closedAfter, filling };
}

/** Waits for what the crowd does, and tells of it meanwhile. */
async function telling(doing) {
  const begin = performance.now();
  const line = setInterval(async () => {
    const { returned, read } = await crowd.call("progress");
    const seconds = Math.round((performance.now() - begin) / 1000);
    console.log(`${seconds} s: ${returned} back, ${read} read, RSS ${mb(server.process.memory())} MB, ${machine()}`);
  }, LINE_EVERY * 1_000);
  try {
    return await doing;
  } finally {
    clearInterval(line);
  }
}

function percent(now, before) {
  return `${now >= before ? "+" : ""}${Math.round((100 * (now - before)) / before)} %`;
}
