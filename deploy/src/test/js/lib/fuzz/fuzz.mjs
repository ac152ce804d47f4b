// A broker, an edge and a router that are fed nonsense of every kind, with honest clients beside it.
import { closeAll } from "../clients.mjs";
import { metrics } from "../figures.mjs";
import { Random } from "../random.mjs";
import { edge, Kafka, router } from "../roomlog.mjs";
import { newSecret } from "../token.mjs";
import { pause } from "../wait.mjs";
import { frames, packets, resumes } from "./connections.mjs";
import { Honest } from "./honest.mjs";
import { produceSome } from "./records.mjs";
import { api, polling, question, raw } from "./requests.mjs";
import { Values } from "./values.mjs";
import { Watch } from "./watch.mjs";

/** So that what is lost is soon known to be lost, and what is kept on purpose is little. */
const EDGE = [
  "--id", "fuzzed", "--namespaces", "/fuzz", "--hot-tail-bytes", "4MB", "--departure-grace", "2s", "--connect-timeout", "5s",
  "--ping-interval", "5s", "--ping-timeout", "10s", "--upgrade-timeout", "3s", "--request-timeout", "5s",
];
const SETTLE_MS = 40_000;
const REMEMBERED = 12;

/** What is sent by whom: each is a sender that goes on until the end, with a seed of its own. */
const SENDERS = {
  packets: [3, (values, { edge: its }) => packets(values, its)],
  frames: [3, (values, { edge: its }) => frames(values, its)],
  resumes: [2, (values, { edge: its }) => resumes(values, its)],
  polling: [2, (values, { edge: its }) => polling(values, its)],
  api: [2, (values, { edge: its }) => api(values, its)],
  raw: [1, (values, { edge: its }) => raw(values, its)],
  questions: [1, (values, { router: its }) => question(values, its)],
  records: [1, (values, { kafka }) => produceSome(values, kafka)],
};

/** Feeds them for that long; gives {findings, counts, resources, bystanders}. */
export async function fuzz({ seed, seconds, paceMs = 20, report = () => {} }) {
  const kafka = await Kafka.start();
  const parts = { kafka };
  try {
    parts.edge = await edge(kafka, newSecret(), ...EDGE);
    parts.router = await router(kafka, "--id", "fuzzed-router");
    return await feed({ seed, seconds, paceMs, report, parts });
  } finally {
    closeAll();
    await Promise.allSettled([parts.edge?.stop(), parts.router?.stop()]);
    await kafka.stop();
  }
}

async function feed({ seed, seconds, paceMs, report, parts }) {
  const honest = await Honest.start(parts.edge);
  const random = new Random(seed);
  // one for all connections: what one is told, another may say
  const values = new Values(random, parts.edge);
  await run({ parts, values, paceMs, until: performance.now() + 2_000, counts: {}, problems: [], recent: [] });
  const recent = [];
  const watches = await Promise.all(["edge", "router"].map((name) => Watch.start(name, parts[name], () => recent)));
  watches[0].before.connections = honest.connections;
  const counts = {};
  const problems = [];
  const end = performance.now() + seconds * 1_000;
  const found = () => [...problems, ...honest.problems, ...watches.flatMap((watch) => watch.problems)];
  const timer = setInterval(() => report(`${Math.round((end - performance.now()) / 1_000)} s left, ${found().length} findings, ${JSON.stringify(counts)}`), 10_000);
  await run({ parts, values, paceMs, until: end, counts, problems, recent });
  clearInterval(timer);
  report("everything sent; waiting for what is left of it to go");
  await Promise.all(watches.map((watch) => watch.settle(SETTLE_MS)));
  const bystanders = await honest.finish();
  watches.forEach((watch) => watch.stop());
  return {
    findings: [...problems, ...bystanders, ...watches.flatMap((watch) => watch.problems)],
    counts,
    resources: Object.fromEntries(watches.map(({ name, before, after }) => [name, { before, after }])),
    bystanders: honest.figures,
    told: told(await metrics(parts.edge).catch(() => ({}))),
  };
}

/** All senders, until the time has come. */
async function run({ parts, values, paceMs, until: end, counts, problems, recent }) {
  const senders = Object.entries(SENDERS).flatMap(([kind, [many, send]]) => Array.from({ length: many }, async () => {
    while (performance.now() < end) {
      try {
        const done = await send(values, parts);
        const [name, count] = Array.isArray(done) ? [`${kind} of ${done[0]}`, done[1]] : [kind, done];
        counts[name] = (counts[name] ?? 0) + count;
        recent.push(name);
        recent.splice(0, recent.length - REMEMBERED);
      } catch (error) {
        if (/^500 to/.test(error.message)) {
          problems.push(error.message);
        } else {
          counts[`${kind} not done`] = (counts[`${kind} not done`] ?? 0) + 1;
          counts.lastFailure = `${kind}: ${error.message}`;
        }
      }
      await pause(values.random.below(2 * paceMs));
    }
  }));
  await Promise.all(senders);
}

/** What the edge counted of it. */
function told(all) {
  const names = /^roomlog_(connections_closed|handshakes_refused|tokens_refused|resumes|records_set_aside|published|repeats)/;
  return Object.fromEntries(Object.entries(all).filter(([name, value]) => names.test(name) && value > 0));
}
