// By hand, on a quiet machine: node replay.mjs [--tries 500] [--warmup 1500] [--missed 10] [--behind 1000000] [--far-tries 20]
//
// One stock client over WebSocket, one try after the other, all in milliseconds; `warmup` tries that do not count
// come first, for cold it is the compiler that is measured. Resume: from the attempt to connect
// until CONNECT's answer, and until the last of `missed` events. Join: from the emit of `join` with `{history: 100}`
// until its ack; the room's past is recent, or lies `behind` records of another room back in their one partition.
// An edge is `near` where its tail has read the past already, because another socket is in the room, and `far`
// where it has to read the log back.
import { parseArgs } from "node:util";
import { ask, closeAll, connect, join } from "./lib/clients.mjs";
import { machine, quantiles } from "./lib/figures.mjs";
import { produce } from "./lib/produce.mjs";
import { edge, Kafka } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";
import { within } from "./lib/wait.mjs";

const WEBSOCKET = { transports: ["websocket"] };
const HISTORY = 100;

const { values } = parseArgs({
  options: {
    tries: { type: "string", default: "500" },
    warmup: { type: "string", default: "1500" },
    missed: { type: "string", default: "10" },
    behind: { type: "string", default: "1000000" },
    "far-tries": { type: "string", default: "20" },
  },
});
const tries = Number(values.tries);
const warmup = Number(values.warmup);
const missed = Number(values.missed);
const behind = Number(values.behind);

await recent();
if (Number(values["far-tries"]) > 0) {
  await longAgo();
}

async function recent() {
  const kafka = await Kafka.start();
  const secret = newSecret();
  const edges = await Promise.all(["a", "b"].map((id) => edge(kafka, secret, "--id", id)));
  try {
    const publisher = await connect(edges[0], "publisher", WEBSOCKET);
    await resumes("resume on the edge that it was on, near", [edges[0]], publisher, [edges[0]]);
    await resumes("resume on the other edge, near", edges, publisher, edges);
    await resumes("resume on the other edge, far", edges, publisher, []);
    await publishAll(publisher, "recent", 2 * HISTORY);
    const visitor = await connect(edges[1], "visitor", WEBSOCKET);
    await joins("join with a recent past, far", visitor, "recent", tries, warmup);
    await join(await connect(edges[1], "resident", WEBSOCKET), "recent");
    await publishAll(publisher, "recent", 2 * HISTORY);
    await joins("join with a recent past, near", visitor, "recent", tries, warmup);
  } finally {
    closeAll();
    await Promise.all(edges.map((one) => one.stop()));
    await kafka.stop();
  }
}

async function longAgo() {
  const kafka = await Kafka.start();
  const secret = newSecret();
  const edges = [await edge(kafka, secret, "--id", "a", "--partitions", 1)];
  try {
    await publishAll(await connect(edges[0], "publisher", WEBSOCKET), "long ago", 2 * HISTORY);
    await join(await connect(edges[0], "resident", WEBSOCKET), "long ago");
    const begin = performance.now();
    await produce(kafka, "roomlog.rooms", 0, { key: "another room", value: '["n",1]', count: behind });
    console.log(`${behind} records written in ${Math.round(performance.now() - begin)} ms, ${machine()}`);
    edges.push(await edge(kafka, secret, "--id", "b", "--partitions", 1));
    for (const [i, where] of ["near", "far"].entries()) {
      const visitor = await connect(edges[i], "visitor", WEBSOCKET);
      await joins(`join with a past ${behind} records ago, ${where}`, visitor, "long ago", Number(values["far-tries"]));
    }
  } finally {
    closeAll();
    await Promise.all(edges.map((one) => one.stop()));
    await kafka.stop();
  }
}

/** Comes back to one edge after the other; others are in the room where there are `residents`. */
async function resumes(what, edges, publisher, residents) {
  const room = what;
  const client = await connect(edges[0], "resumer", WEBSOCKET);
  await join(client, room);
  for (const one of residents) {
    await join(await connect(one, "resident", WEBSOCKET), room);
  }
  let heard = 0;
  client.on("n", () => heard++);
  const answered = [];
  const complete = [];
  for (let i = 1; i <= warmup + tries; i++) {
    client.io.engine.close();
    await publishAll(publisher, room, missed);
    client.io.uri = edges[i % edges.length].url;
    const begin = performance.now();
    await within(30_000, "resume", new Promise((resolve) => {
      client.once("connect", () => answered.push(performance.now() - begin));
      client.on("n", function listen() {
        if (heard === i * missed) {
          complete.push(performance.now() - begin);
          client.off("n", listen);
          resolve();
        }
      });
      client.connect();
    }));
    if (client.recovered !== true || heard !== i * missed) {
      throw new Error(`not resumed: recovered ${client.recovered}, heard ${heard} of ${i * missed}`);
    }
  }
  const counted = (times) => quantiles(times.slice(warmup));
  console.log(`${what}: CONNECT's answer`, counted(answered), `last of ${missed} missed`, counted(complete), machine());
  client.disconnect();
}

async function joins(what, socket, room, count, uncounted = 0) {
  const times = [];
  const entries = new Set();
  for (let i = 0; i < uncounted + count; i++) {
    const begin = performance.now();
    const ack = await ask(socket, "join", room, { history: HISTORY });
    times.push(performance.now() - begin);
    if (ack.ok !== true) {
      throw new Error(JSON.stringify(ack));
    }
    entries.add(`${ack.history.length} entries${ack.more ? " and more" : ""}`);
    await ask(socket, "leave", room);
  }
  console.log(`${what}:`, quantiles(times.slice(uncounted)), [...entries].join(" or "), machine());
}

async function publishAll(publisher, room, count) {
  const acks = await Promise.all([...Array(count).keys()].map((i) => ask(publisher, "publish", room, "n", i)));
  if (acks.some((ack) => ack.ok !== true)) {
    throw new Error(`not published: ${JSON.stringify(acks.find((ack) => ack.ok !== true))}`);
  }
}
