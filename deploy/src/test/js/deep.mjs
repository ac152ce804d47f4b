// By hand: node deep.mjs [--records 10000000] [--events 5000] [--tries 300] [--without-router]
//
// A quiet room's events lie spread over the records of others in one partition; a stock client asks for pages of 50 from
// random places. In milliseconds, and in the fetches that the edge has made for them.
import { parseArgs } from "node:util";
import { ask, closeAll, connect } from "./lib/clients.mjs";
import { growth, machine, metrics, quantiles } from "./lib/figures.mjs";
import { produce } from "./lib/produce.mjs";
import { edge, Kafka, router } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";
import { until } from "./lib/wait.mjs";

const { values } = parseArgs({
  options: {
    records: { type: "string", default: "10000000" },
    events: { type: "string", default: "5000" },
    tries: { type: "string", default: "300" },
    "without-router": { type: "boolean", default: false },
  },
});
const records = Number(values.records);
const events = Number(values.events);
const TOPIC = "roomlog.rooms";
const noise = { key: "busy", value: JSON.stringify(["noise", "x".repeat(100)]) };

const kafka = await Kafka.start();
const secret = newSecret();
const reader = await edge(kafka, secret, "--partitions", 1, "--retention", "1h");
const routers = values["without-router"] ? [] : [await router(kafka, "--partitions", 1)];
try {
  let begin = performance.now();
  for (let i = 0; i < events; i++) {
    await produce(kafka, TOPIC, 0, { ...noise, count: Math.round(records / events) - 1 });
    await produce(kafka, TOPIC, 0, { key: "quiet", value: JSON.stringify(["event", i]), count: 1 });
  }
  console.log(`${records} records written in ${Math.round((performance.now() - begin) / 1000)} s`);
  begin = performance.now();
  for (const one of routers) {
    await until(1_800_000, "indexed", async () => {
      const { roomlog_router_indexed_total: indexed = 0 } = await metrics(one);
      return indexed >= records;
    }, 1_000);
    console.log(`indexed ${Math.round((performance.now() - begin) / 1000)} s later`);
  }
  const socket = await connect(reader, "reader", { transports: ["websocket"] });
  let newest;
  await until(60_000, "the newest page", async () => (newest = await ask(socket, "history", "quiet", { limit: 50 })).messages?.length === 50);
  const offsets = newest.messages.map(({ offset }) => offset);
  for (let page = newest; page.more && offsets.length < events; ) {
    page = await ask(socket, "history", "quiet", { before: offsets[0], limit: 1_000 });
    if (page.ok !== true) {
      throw new Error(JSON.stringify(page));
    }
    offsets.unshift(...page.messages.map(({ offset }) => offset));
  }
  console.log(`${offsets.length} events found, going back page by page`);
  for (const round of ["cold", "warm"]) {
    const times = [];
    const before = await metrics(reader);
    for (let i = 0; i < Number(values.tries); i++) {
      const at = Math.floor(Math.random() * (offsets.length - 100)) + 50;
      const start = performance.now();
      const page = await ask(socket, "history", "quiet", { before: offsets[at], limit: 50 });
      times.push(performance.now() - start);
      const found = page.messages.map(({ offset }) => offset);
      if (found.join() !== offsets.slice(at - 50, at).join()) {
        throw new Error(`not the 50 before: ${JSON.stringify(page).slice(0, 500)}`);
      }
    }
    console.log(round, quantiles(times), growth(before, await metrics(reader), "roomlog_log_"), machine());
  }
} finally {
  closeAll();
  await Promise.all([reader, ...routers].map((one) => one.stop()));
  await kafka.stop();
}
