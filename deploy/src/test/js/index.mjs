// By hand: node index.mjs [--rooms 1000000] [--events 10] 
//
// Very many rooms with some events each: what the router's index takes of disk, for each record, and how long a router
// takes to be ready and to have read everything: the first one, one that finds the changelogs, one that finds its folder.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { machine, metrics } from "./lib/figures.mjs";
import { produceAll } from "./lib/produce.mjs";
import { edge, Kafka, router } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";
import { until } from "./lib/wait.mjs";

const { values } = parseArgs({
  options: { rooms: { type: "string", default: "1000000" }, events: { type: "string", default: "10" } },
});
const rooms = Number(values.rooms);
const rounds = Number(values.events);
const PARTITIONS = 16;
const AT_ONCE = 100_000;
const LAST = "room-0";

const states = mkdtempSync(join(tmpdir(), "roomlog-index-"));
const kafka = await Kafka.start();
const topics = await edge(kafka, newSecret(), "--partitions", PARTITIONS);
await topics.stop();
try {
  let begin = performance.now();
  for (let round = 0; round < rounds; round++) {
    for (let first = 0; first < rooms; first += AT_ONCE) {
      const some = Math.min(AT_ONCE, rooms - first);
      await produceAll(kafka, "roomlog.rooms", PARTITIONS, Array.from({ length: some }, (_, i) => ({
        key: `room-${first + i}`, value: JSON.stringify(["event", round]),
      })));
    }
  }
  console.log(`${rooms * rounds} records in ${rooms} rooms written in ${seconds(begin)} s`);
  const one = await measure("first, from the log", "a", rooms * rounds);
  await one.stop();
  const changelogs = disk(join(kafka.data, "kafka"), "*roomlog-index-changelog*");
  console.log(`changelogs of the index: ${changelogs} MB in Kafka, not yet compacted`);
  const two = await measure("fresh folder, from the changelogs", "b", 0);
  await two.stop();
  const three = await measure("with its folder", "a", 0);
  await three.stop();
} finally {
  await kafka.stop();
  rmSync(states, { recursive: true, force: true });
}

async function measure(what, state, records) {
  const begin = performance.now();
  const started = await router(kafka, "--state", join(states, state), "--id", "index", "--partitions", PARTITIONS);
  const ready = seconds(begin);
  await until(3_600_000, "indexed", async () => ((await metrics(started)).roomlog_router_indexed_total ?? 0) >= records, 500);
  await until(600_000, "answers", async () => (await places(started)) === rounds, 100);
  console.log(`${what}: ready after ${ready} s, everything indexed and asked for after ${seconds(begin)} s,`,
    `${Math.round(started.process.memory() / 1_048_576)} MB resident, ${machine()}`);
  const mb = disk(join(states, state), "*roomlog-index*");
  console.log(`  its index: ${mb} MB on disk, ${(mb * 1_048_576 / (rooms * rounds)).toFixed(1)} bytes a record`);
  return started;
}

async function places(started) {
  const answer = await fetch(`${started.url}/v1/places?namespace=/&room=${LAST}&before=9000000000000&limit=100`);
  return answer.status === 200 ? (await answer.json()).offsets.length : -1;
}

/** Megabytes in the folders of a name below another. */
function disk(folder, name) {
  const folders = execFileSync("find", [folder, "-type", "d", "-name", name]).toString().split("\n").filter(Boolean);
  if (folders.length === 0) {
    return 0;
  }
  const sums = execFileSync("du", ["-sk", ...folders]).toString().trim().split("\n");
  return Math.round(sums.reduce((sum, line) => sum + Number(line.split("\t")[0]), 0) / 1024);
}

function seconds(begin) {
  return ((performance.now() - begin) / 1000).toFixed(1);
}
