// Who is in a room, on all edges: through joins, leaves, cuts and the death of an edge.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, closeAll, connect, Inbox, join } from "./lib/clients.mjs";
import { Returning } from "./lib/returning.mjs";
import { edge, Kafka, router } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";
import { until } from "./lib/wait.mjs";

const ROOM = "lobby";
/** An edge's lease, and what the router may take beyond it. */
const LEFT_WITHIN_MS = 15_000;

describe("presence", { timeout: 240_000 }, () => {
  let kafka;
  let edges = [];
  let routers = [];
  before(async () => {
    kafka = await Kafka.start();
    const secret = newSecret();
    edges = await Promise.all(["a", "b"].map((id) => edge(kafka, secret, "--id", id, "--departure-grace", "1s")));
    routers = [await router(kafka)];
  });
  after(async () => {
    closeAll();
    await Promise.all([...edges, ...routers].filter((one) => one.process.end === undefined).map((one) => one.stop()));
    await kafka?.stop();
  });

  async function members(socket, ms, room, ...expected) {
    const wanted = expected.map(({ user, id }) => `${user} ${id}`).sort();
    let last;
    await until(ms, () => `members ${wanted}; last ${JSON.stringify(last)}`, async () => {
      last = await ask(socket, "members", room);
      const told = (last.members ?? []).map(({ user, id }) => `${user} ${id}`).sort();
      return last.ok && last.count === wanted.length && told.join() === wanted.join();
    }, 50);
    return last;
  }

  it("tells who is in a room on all edges; several sockets of a user are one user", async () => {
    const alice = await connect(edges[0], "alice");
    const again = await connect(edges[1], "alice");
    const bob = await connect(edges[1], "bob");
    for (const socket of [alice, again, bob]) {
      await join(socket, ROOM);
    }
    const all = [{ user: "alice", id: alice.id }, { user: "alice", id: again.id }, { user: "bob", id: bob.id }];
    assert.equal((await members(alice, 10_000, ROOM, ...all)).users, 2);
    assert.equal((await ask(bob, "leave", ROOM)).ok, true);
    assert.equal((await members(bob, 10_000, ROOM, ...all.slice(0, 2))).users, 1);
    again.disconnect();
    await members(bob, 10_000, ROOM, all[0]);
    alice.disconnect();
    await members(bob, 10_000, ROOM);
  });

  it("ends with the grace for who is lost, and begins again with the resume", async () => {
    const watcher = await connect(edges[0], "watcher");
    const lost = await Returning.connect(edges[1], "lost");
    await join(lost.socket, "away");
    await members(watcher, 10_000, "away", { user: "lost", id: lost.id });
    lost.socket.io.reconnection(false);
    lost.socket.io.engine.close();
    await members(watcher, 10_000, "away");
    lost.headFor(edges[0]);
    lost.socket.connect();
    await members(watcher, 10_000, "away", { user: "lost", id: lost.id });
    assert.equal(lost.socket.recovered, true);
  });

  it(`of a killed edge's sockets ends within ${LEFT_WITHIN_MS} ms, but for those who are elsewhere by then`, async (context) => {
    const [survivor, doomed] = edges;
    const watcher = await connect(survivor, "watcher");
    await join(watcher, "doomed");
    const inbox = new Inbox(watcher);
    const gone = await connect(doomed, "gone");
    const moved = await Returning.connect(doomed, "moved");
    for (const socket of [gone, moved.socket]) {
      await join(socket, "doomed");
    }
    const ids = { watcher: watcher.id, gone: gone.id, moved: moved.id };
    const all = ["watcher", "gone", "moved"].map((user) => ({ user, id: ids[user] }));
    await members(watcher, 10_000, "doomed", ...all);
    moved.headFor(survivor);
    await doomed.process.kill();
    const begin = performance.now();
    const left = await inbox.first("user-left", LEFT_WITHIN_MS);
    context.diagnostic(`told after ${Math.round(performance.now() - begin)} ms`);
    assert.deepEqual(left.args, [{ room: "doomed", user: "gone", id: ids.gone }]);
    await members(watcher, 10_000, "doomed", all[0], all[2]);
    assert.equal(inbox.of("user-left").length, 1);
    assert.deepEqual(moved.failures, []);
  });

  it("is unavailable while no router is there, as are emits to several rooms, and all else goes on", async () => {
    await routers.shift().stop();
    const alice = await connect(edges[0], "alice");
    const inbox = new Inbox(alice);
    await join(alice, "alone");
    const asks = [["members", "alone"], ["publish", { rooms: ["alone", "other"], event: "said", args: [1] }]];
    for (const asked of asks) {
      const answer = await until(20_000, `${asked[0]} unavailable`, async () => {
        const ack = await ask(alice, ...asked);
        return !ack.ok && ack;
      });
      assert.equal(answer.error.code, "unavailable");
    }
    const publication = { room: "alone", event: "said", args: [2], id: "alone" };
    const ack = await ask(alice, "publish", publication);
    assert.equal(ack.ok, true);
    assert.deepEqual(await ask(alice, "publish", publication), ack);
    await ask(alice, "publish", "alone", "end");
    await inbox.first("end");
    assert.deepEqual(inbox.args("said").filter(([number]) => number === 2), [[2]]);
    assert.equal((await ask(alice, "history", "alone")).messages.at(-1).event, "end");
  });
});
