// More connections than an edge may have files open: it takes no more than it can, and is there when they have gone.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, closeAll, connect, join } from "./lib/clients.mjs";
import { halfOpen, holdHalfOpen } from "./lib/flood.mjs";
import { edgeWithFiles, Kafka } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";
import { until } from "./lib/wait.mjs";

const FILES = 700;
/** Hooks have no share in the time of their `describe`. */
const HOOK = { timeout: 200_000 };

describe(`an edge that may have ${FILES} files open`, { timeout: 180_000 }, () => {
  let kafka;
  let edge;
  before(async () => {
    kafka = await Kafka.start();
    edge = await edgeWithFiles(FILES, kafka, newSecret(), "--request-timeout", "2s");
  }, HOOK);
  after(async () => {
    halfOpen(true);
    closeAll();
    await edge?.stop();
    await kafka?.stop();
  }, HOOK);

  it("keeps who is connected, and lets others in, after many more have come", async () => {
    const alice = await connect(edge, "alice", { transports: ["websocket"] });
    await join(alice, "room");
    let most = 0;
    holdHalfOpen({ port: edge.port, count: 2 * FILES });
    await until(60_000, () => `all have had a turn: ${JSON.stringify(halfOpen())}`, () => {
      most = Math.max(most, edge.process.descriptors());
      return halfOpen().cutOff > 2 * FILES;
    });
    assert.ok(most < FILES, `${most} files were open`);
    assert.equal((await ask(alice, "publish", "room", "m", 1)).ok, true);
    halfOpen(true);
    const bob = await until(60_000, "bob is let in", () => connect(edge, "bob", { transports: ["websocket"] }).catch(() => false));
    await join(bob, "room");
    assert.equal(alice.connected, true);
    assert.match(edge.process.output, /no more than \d+ of max-connections=100000 are taken; raise ulimit -n/);
  });
});
