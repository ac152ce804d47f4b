// One emit to many rooms: each socket that is in some of them gets it once, over two edges, and over a router's death.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, closeAll, connect, Inbox, join } from "./lib/clients.mjs";
import { edge, Kafka, router } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";
import { until } from "./lib/wait.mjs";
import { wide } from "./lib/wide.mjs";

const ROOMS = 20_000;
const SOCKETS = 300;

describe("an emit to many rooms", { timeout: 240_000 }, () => {
  let kafka;
  let edges = [];
  let routers = [];
  before(async () => {
    kafka = await Kafka.start();
    const secret = newSecret();
    edges = await Promise.all(["a", "b"].map((id) => edge(kafka, secret, "--id", id)));
    routers = await Promise.all([router(kafka), router(kafka)]);
  });
  after(async () => {
    closeAll();
    await Promise.all([...edges, ...routers].filter((one) => one.process.end === undefined).map((one) => one.stop()));
    await kafka?.stop();
  });

  it("comes once to who is in several of the rooms, and not to who is left out", async () => {
    const [alice, bob, carol] = await Promise.all(["alice", "bob", "carol"].map((user, i) => connect(edges[i % 2], user)));
    const inboxes = [alice, bob, carol].map((socket) => new Inbox(socket));
    await Promise.all([join(alice, "r1"), join(bob, "r1"), join(carol, "r1")]);
    await Promise.all([join(alice, "r2"), join(bob, "r3")]);
    const publication = { rooms: ["r1", "r2", "r3", "user:bob"], event: "said", args: [1], id: "wide", except: [carol.id] };
    const ack = await ask(alice, "publish", publication);
    assert.deepEqual(ack, { ok: true, id: "wide" });
    assert.deepEqual(await ask(alice, "publish", publication), ack);
    await Promise.all([inboxes[0].first("said", 20_000), inboxes[1].first("said", 20_000)]);
    for (const room of ["r1", "r2", "r3"]) {
      await ask(bob, "publish", room, "end");
      const page = await until(20_000, `${room} has it`, async () => {
        const { messages } = await ask(carol, "history", room);
        return messages.some(({ event }) => event === "end") && messages;
      });
      assert.equal(page.filter(({ event }) => event === "said").length, 0, "carol is left out of histories too");
    }
    await Promise.all(inboxes.slice(0, 2).map((inbox) => inbox.some("end", 2)));
    assert.deepEqual(inboxes.map((inbox) => inbox.of("said").length), [1, 1, 0]);
    const { messages } = await ask(alice, "history", "r1");
    assert.deepEqual(messages.filter(({ event }) => event === "said").map(({ id, user }) => [id, user]), [["wide", "alice"]]);
  });

  it("with an id that one of the rooms has had reaches the others", async () => {
    const alice = await connect(edges[0], "alice");
    const inbox = new Inbox(alice);
    await join(alice, "had");
    const { id } = await ask(alice, "publish", { room: "had", event: "said", args: [1], id: "both" });
    await inbox.first("said");
    await join(alice, "new");
    assert.equal((await ask(alice, "publish", { rooms: ["had", "new"], event: "said", args: [1], id })).ok, true);
    await inbox.some("said", 2, 20_000);
    for (const room of ["had", "new"]) {
      await ask(alice, "publish", room, "end");
    }
    await inbox.some("end", 2);
    assert.equal(inbox.of("said").length, 2);
    for (const room of ["had", "new"]) {
      const { messages } = await ask(alice, "history", room);
      assert.equal(messages.filter(({ event }) => event === "said").length, 1);
    }
  });

  it(`to ${ROOMS} rooms reaches ${SOCKETS} sockets once each, though a router is killed in the middle`, async (context) => {
    const result = await wide({
      edges,
      publisher: await connect(edges[0], "publisher"),
      rooms: ROOMS,
      sockets: SOCKETS,
      emits: 3,
      during: async (number) => {
        if (number === 1) {
          await routers[0].process.kill();
        }
      },
    });
    context.diagnostic(JSON.stringify(result.results));
    assert.deepEqual(result.notOnce, [0, 0, 0]);
    assert.equal(result.cutOff, 0);
    result.end();
  });
});
