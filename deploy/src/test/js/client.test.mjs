// The stock client's ways in: transports, the upgrade, tokens, namespaces.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { ask, closeAll, connect, connected, dial, Inbox, join, refused } from "./lib/clients.mjs";
import { delayed } from "./lib/delay.mjs";
import { up } from "./lib/roomlog.mjs";
import { now, sign } from "./lib/token.mjs";
import { event, pause, until } from "./lib/wait.mjs";

describe("the stock client", { timeout: 120_000 }, () => {
  let edge;
  before(async () => {
    edge = await up("--namespaces", "/extra");
  });
  after(() => edge?.stop());
  afterEach(closeAll);

  describe("transports", () => {
    for (const transports of [["websocket"], ["polling"], ["polling", "websocket"]]) {
      it(`connects and publishes over ${transports.join(", then ")}`, async () => {
        const socket = await connect(edge, "alice", { transports, upgrade: true });
        if (transports.length > 1 && socket.io.engine.transport.name === "polling") {
          await event(socket.io.engine, "upgrade");
        }
        assert.equal(socket.io.engine.transport.name, transports.at(-1));
        const inbox = new Inbox(socket);
        await join(socket, `by ${transports}`);
        await ask(socket, "publish", `by ${transports}`, "said", "hello");
        assert.deepEqual((await inbox.first("said")).args, ["hello"]);
      });
    }

    it("has no compression where it is not configured", async () => {
      const socket = await connect(edge, "alice", { transports: ["websocket"] });
      assert.equal(socket.io.engine.transport.ws.extensions, "");
    });

    it("answers a disconnect and lets the same client connect again", async () => {
      const socket = await connect(edge, "alice");
      const id = socket.id;
      socket.disconnect();
      socket.connect();
      await connected(socket);
      assert.notEqual(socket.id, id);
    });
  });

  describe("the upgrade", () => {
    const clients = [0, 1, 2, 3, 4];
    let far;
    before(async () => {
      far = await delayed(edge, 50);
    });
    after(() => far?.close());

    it("loses and doubles nothing that is sent while it goes on", async () => {
      const listener = await connect(edge, "listener", { transports: ["websocket"] });
      const heard = new Inbox(listener);
      await join(listener, "upgrading");
      const upgrade = far.holdUpgrades();
      const senders = await Promise.all(clients.map((number) => connect(far, `sender-${number}`)));
      const sending = senders.map((socket, number) => sendWhileUpgrading(socket, heard, number));
      upgrade();
      await Promise.all(sending);
      assert.deepEqual(heard.disconnects, []);
    });

    it("loses and doubles nothing that is received while it goes on", async () => {
      const sender = await connect(edge, "sender", { transports: ["websocket"] });
      let sent = 0;
      const timer = setInterval(() => sender.emit("publish", "user:receiver", "tick", sent++), 1).unref();
      const upgrade = far.holdUpgrades();
      const hearing = await Promise.all(clients.map(() => hear(far, "receiver")));
      upgrade();
      const receivers = await Promise.all(hearing.map(({ upgraded }) => upgraded)).finally(() => clearInterval(timer));
      await ask(sender, "publish", "user:receiver", "tick", "last");
      for (const { inbox, early } of receivers) {
        await until(5_000, "the last tick", () => inbox.args("tick").at(-1)?.[0] === "last");
        const ticks = inbox.args("tick").flat().slice(0, -1);
        assert.ok(early > 0, "nothing came before the upgrade was over");
        assert.deepEqual(ticks, range(sent).slice(sent - ticks.length));
        assert.deepEqual(inbox.disconnects, []);
      }
    });
  });

  describe("a token", () => {
    const secret = () => edge.secret;
    const bad = {
      "none at all": () => undefined,
      "that is no token": () => "abc",
      "that is no string": () => ({ sub: "alice" }),
      "with a bad signature": () => sign({ alg: "HS256" }, { sub: "alice", exp: now() + 60 }, "another secret of 32 characters."),
      "that has been changed": () => {
        const [head, , signature] = edge.token("alice").split(".");
        return `${head}.${edge.token("bob").split(".")[1]}.${signature}`;
      },
      "that has expired": () => edge.token("alice", { exp: now() - 3600 }),
      "without sub": () => edge.token(undefined),
      "without exp": () => edge.token("alice", { exp: undefined }),
      "with alg none": () => sign({ alg: "none" }, { sub: "alice", exp: now() + 60 }),
      "with alg none and a signature": () => sign({ alg: "none" }, { sub: "alice", exp: now() + 60 }, secret()),
      "that is not valid yet": () => edge.token("alice", { nbf: now() + 3600 }),
    };
    for (const [what, make] of Object.entries(bad)) {
      for (const transport of ["polling", "websocket"]) {
        it(`${what} is Unauthorized over ${transport}`, async () => {
          const made = make();
          const error = await refused(dial(edge, { transports: [transport], auth: made === undefined ? {} : { token: made } }));
          assert.equal(error.message, "Unauthorized");
        });
      }
    }

    it("in the Authorization header lets in as well", async () => {
      for (const transport of ["polling", "websocket"]) {
        const extraHeaders = { authorization: `Bearer ${edge.token("alice")}` };
        await connected(dial(edge, { transports: [transport], extraHeaders }));
      }
    });

    it("that is good works after one that was refused, on the same connection", async () => {
      const socket = await connect(edge, "alice");
      const extra = socket.io.socket("/extra", { auth: { token: "bad" } });
      await refused(extra);
      extra.auth = { token: edge.token("alice") };
      extra.connect();
      await connected(extra);
      assert.equal(extra.io.engine, socket.io.engine);
    });
  });

  describe("namespaces", () => {
    it("that nobody serves are invalid, and the connection goes on", async () => {
      const socket = await connect(edge, "alice");
      const other = socket.io.socket("/nowhere", { auth: { token: edge.token("alice") } });
      const error = await refused(other);
      assert.equal(error.message, "Invalid namespace");
      await join(socket, "still here");
    });

    it("share a connection, but neither rooms nor events", async () => {
      const socket = await connect(edge, "alice");
      const extra = socket.io.socket("/extra", { auth: { token: edge.token("alice") } });
      await connected(extra);
      assert.notEqual(extra.id, socket.id);
      const inboxes = [new Inbox(socket), new Inbox(extra)];
      await join(socket, "same name");
      await join(extra, "same name");
      await ask(socket, "publish", "same name", "said", "main");
      await ask(extra, "publish", "same name", "said", "extra");
      await Promise.all(inboxes.map((inbox) => inbox.first("said")));
      assert.deepEqual(inboxes.map((inbox) => inbox.args("said")), [[["main"]], [["extra"]]]);
    });

    it("ask for a token each", async () => {
      const socket = await connect(edge, "alice");
      const error = await refused(socket.io.socket("/extra", { auth: {} }));
      assert.equal(error.message, "Unauthorized");
    });

    it("can be left alone", async () => {
      const socket = await connect(edge, "alice");
      const extra = socket.io.socket("/extra", { auth: { token: edge.token("alice") } });
      await connected(extra);
      extra.disconnect();
      await join(socket, "left alone");
      assert.equal(socket.connected, true);
    });
  });
});

// Publishes until the upgrade is over, and 100 times more.
async function sendWhileUpgrading(socket, heard, number) {
  const { engine } = socket.io;
  assert.equal(engine.transport.name, "polling", "the upgrade was over before the first message");
  const acks = [];
  for (let after = 0; after < 100; after += engine.transport.name === "websocket" ? 1 : 0) {
    acks.push(ask(socket, "publish", "upgrading", `from ${number}`, acks.length));
    await pause(1);
  }
  assert.deepEqual((await Promise.all(acks)).filter((ack) => ack.ok !== true), []);
  await ask(socket, "publish", "upgrading", `from ${number}`, "last");
  await until(5_000, "the last", () => heard.args(`from ${number}`).at(-1)?.[0] === "last");
  assert.deepEqual(heard.args(`from ${number}`).flat(), [...range(acks.length), "last"]);
}

// Listens; there once the first tick has come. `upgraded` is when 100 ticks have come after the upgrade, and `early` then
// says how many came before it.
async function hear(far, user) {
  const socket = dial(far, { auth: { token: far.token(user) } });
  const inbox = new Inbox(socket);
  const early = event(socket.io.engine, "upgrade").then(() => inbox.of("tick").length);
  await connected(socket);
  await inbox.first("tick");
  return { upgraded: early.then((count) => inbox.some("tick", count + 100).then(() => ({ inbox, early: count }))) };
}

function range(count) {
  return [...Array(count).keys()];
}
