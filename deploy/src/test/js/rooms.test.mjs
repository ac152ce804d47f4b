// The rooms application through the stock client: every verb, what it answers, and who hears what.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { ask, closeAll, connect, Inbox, join } from "./lib/clients.mjs";
import { up } from "./lib/roomlog.mjs";
import { event } from "./lib/wait.mjs";

const RESERVED = ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];
const SERVERS_OWN = ["user-joined", "user-left", "gap", "closing", "error"];

describe("rooms", { timeout: 120_000 }, () => {
  let edge;
  let rooms = 0;
  let room;
  before(async () => {
    edge = await up();
  });
  after(() => edge?.stop());
  afterEach(closeAll);

  async function member(user, options) {
    const socket = await connect(edge, user, options);
    const inbox = new Inbox(socket);
    await join(socket, room);
    return { socket, inbox };
  }

  /** Everything that was published before has been heard by all of them once this returns. */
  async function settle(...members) {
    await ask(members[0].socket, "publish", room, "settled");
    await Promise.all(members.map(({ inbox }) => inbox.first("settled")));
  }

  function test(name, run) {
    it(name, async () => {
      room = `room ${++rooms}`;
      await run();
    });
  }

  describe("join and leave", () => {
    test("join answers with room, offset and an empty history", async () => {
      const ack = await join(await connect(edge, "alice"), room);
      assert.deepEqual(Object.keys(ack).sort(), ["history", "offset", "ok", "room"]);
      assert.equal(ack.room, room);
      assert.deepEqual(ack.history, []);
      assertOffset(ack.offset);
    });

    test("the others hear who joined and who left, the comer does not", async () => {
      const alice = await member("alice");
      const bob = await member("bob");
      const joined = await alice.inbox.first("user-joined");
      assert.deepEqual(joined.args, [{ room, user: "bob", id: bob.socket.id }]);
      assertOffset(joined.offset);
      assert.deepEqual(await ask(bob.socket, "leave", room), { ok: true, room });
      const left = await alice.inbox.first("user-left");
      assert.deepEqual(left.args, [{ room, user: "bob", id: bob.socket.id }]);
      assertOffset(left.offset);
      assert.deepEqual(bob.inbox.all.filter(({ args }) => args[0].user === "bob"), []);
    });

    test("what was acked before one joined, for the first time or again, is not heard", async () => {
      const alice = await connect(edge, "alice");
      const bob = await connect(edge, "bob");
      const inbox = new Inbox(bob);
      for (let i = 0; i < 20; i++) {
        assertKept(await ask(alice, "publish", room, "early", i));
        await join(bob, room);
        assertKept(await ask(alice, "publish", room, "late", i));
        await inbox.some("late", i + 1);
        await ask(bob, "leave", room);
      }
      assert.deepEqual(inbox.args("early"), []);
    });

    test("a disconnect is announced at once", async () => {
      const alice = await member("alice");
      const bob = await member("bob");
      const id = bob.socket.id;
      bob.socket.disconnect();
      assert.deepEqual((await alice.inbox.first("user-left", 3_000)).args, [{ room, user: "bob", id }]);
    });

    test("who has left hears no more, and can come back", async () => {
      const alice = await member("alice");
      const bob = await member("bob");
      await ask(bob.socket, "leave", room);
      await ask(alice.socket, "publish", room, "said", 1);
      await join(bob.socket, room);
      await ask(alice.socket, "publish", room, "said", 2);
      await bob.inbox.first("said");
      assert.deepEqual(bob.inbox.args("said"), [[2]]);
    });

    test("a second join of the same room changes nothing", async () => {
      const alice = await member("alice");
      const bob = await member("bob");
      const again = await join(bob.socket, room);
      assert.equal(again.room, room);
      await settle(alice, bob);
      assert.equal(alice.inbox.of("user-joined").length, 1);
      assert.equal(bob.inbox.of("settled").length, 1);
    });

    test("a room's name may have 256 characters of any kind", async () => {
      for (const name of ["x".repeat(256), "/begins with a slash", "a,b", "日本 🎉 \u0000\n\"\\", "__proto__", " "]) {
        room = name;
        const alice = await member("alice");
        await ask(alice.socket, "publish", room, "said", room);
        assert.deepEqual((await alice.inbox.first("said")).args, [room]);
        alice.socket.disconnect();
      }
    });
  });

  describe("publish and broadcast", () => {
    test("publish reaches everybody, the sender too, and is acked with offset and id", async () => {
      const [alice, bob] = [await member("alice"), await member("bob")];
      const ack = await ask(alice.socket, "publish", room, "said", "hello", { deep: [1, null, true] });
      assertKept(ack);
      for (const { inbox } of [alice, bob]) {
        const heard = await inbox.first("said");
        assert.deepEqual(heard.args, ["hello", { deep: [1, null, true] }]);
        assertOffset(heard.offset);
      }
    });

    test("broadcast reaches everybody but the sender, its user's other sockets included", async () => {
      const [alice, twin, bob] = [await member("alice"), await member("alice"), await member("bob")];
      assertKept(await ask(alice.socket, "broadcast", room, "said", "hello"));
      await settle(alice, twin, bob);
      assert.deepEqual(alice.inbox.args("said"), []);
      assert.deepEqual(twin.inbox.args("said"), [["hello"]]);
      assert.deepEqual(bob.inbox.args("said"), [["hello"]]);
    });

    test("the object form carries an id, which the ack repeats", async () => {
      const alice = await member("alice");
      const ack = await ask(alice.socket, "publish", { room, event: "said", args: ["hello", 2], id: "my-id" });
      assertKept(ack);
      assert.equal(ack.id, "my-id");
      assert.deepEqual((await alice.inbox.first("said")).args, ["hello", 2]);
    });

    test("the object form needs neither args nor id", async () => {
      const alice = await member("alice");
      assertKept(await ask(alice.socket, "publish", { room, event: "said" }));
      assert.deepEqual((await alice.inbox.first("said")).args, []);
    });

    test("an event may have no arguments, or only a name of 128 characters", async () => {
      const alice = await member("alice");
      const name = "e".repeat(128);
      assertKept(await ask(alice.socket, "publish", room, name));
      assert.deepEqual((await alice.inbox.first(name)).args, []);
    });

    test("one need not be in a room to publish there", async () => {
      const alice = await member("alice");
      const stranger = await connect(edge, "stranger");
      assertKept(await ask(stranger, "publish", room, "said", "from outside"));
      assert.deepEqual((await alice.inbox.first("said")).args, ["from outside"]);
    });

    test("other rooms hear nothing", async () => {
      const alice = await member("alice");
      await join(alice.socket, `${room} next door`);
      await ask(alice.socket, "leave", room);
      await ask(alice.socket, "publish", room, "said", 1);
      await ask(alice.socket, "publish", `${room} next door`, "said", 2);
      await alice.inbox.first("said");
      assert.deepEqual(alice.inbox.args("said"), [[2]]);
    });

    for (const transport of ["websocket", "polling"]) {
      test(`50 events sent without waiting arrive in order over ${transport}`, async () => {
        const alice = await member("alice", { transports: [transport] });
        const bob = await member("bob", { transports: [transport] });
        const acks = await Promise.all(numbers(50).map((i) => ask(alice.socket, "publish", room, "tick", i)));
        acks.forEach(assertKept);
        assert.equal(new Set(acks.map((ack) => ack.id)).size, 50);
        await settle(alice, bob);
        assert.deepEqual(alice.inbox.args("tick").flat(), numbers(50));
        assert.deepEqual(bob.inbox.args("tick").flat(), numbers(50));
      });

      test(`any text comes through whole over ${transport}`, async () => {
        const alice = await member("alice", { transports: [transport] });
        const texts = ["", "Grüße", "日本語", "🎉🏳️‍🌈", "\u0000\u001e\u2028", "\"\\/", "x".repeat(100_000), "é".repeat(70_000)];
        for (const text of texts) {
          assertKept(await ask(alice.socket, "publish", room, "текст", text, { [text.slice(0, 50)]: text }));
        }
        await alice.inbox.some("текст", texts.length);
        assert.deepEqual(alice.inbox.args("текст"), texts.map((text) => [text, { [text.slice(0, 50)]: text }]));
      });
    }

    test("numbers, null and nested values come through as they are", async () => {
      const alice = await member("alice");
      const values = [0, -1, 1.5, 1e21, 9007199254740991, 123456789.123456789, null, true, false, [], {}, [[[1]]], { a: { b: [] } }];
      await ask(alice.socket, "publish", room, "values", ...values);
      assert.deepEqual((await alice.inbox.first("values")).args, values);
    });
  });

  describe("binary", () => {
    for (const transports of [["websocket"], ["polling"]]) {
      test(`goes both ways over ${transports}, nested and several`, async () => {
        const alice = await member("alice", { transports });
        const bob = await member("bob", { transports });
        const sent = [
          Buffer.from([0, 1, 2, 255]),
          { picture: Buffer.from("PNG"), list: [Buffer.alloc(0), { deeper: Buffer.alloc(50_000, 7) }], text: "b" },
          "text",
        ];
        assertKept(await ask(alice.socket, "publish", room, "files", ...sent));
        for (const { inbox } of [alice, bob]) {
          assert.deepEqual((await inbox.first("files")).args, sent);
        }
      });

      test(`ten attachments go over ${transports}, in order with what is around them`, async () => {
        const alice = await member("alice", { transports });
        const ten = numbers(10).map((i) => Buffer.alloc(i + 1, i));
        for (let i = 0; i < 20; i++) {
          alice.socket.emit("publish", room, "mixed", i);
          alice.socket.emit("publish", room, "mixed", i, ...ten);
        }
        await alice.inbox.some("mixed", 40);
        const expected = numbers(20).flatMap((i) => [[i], [i, ...ten]]);
        assert.deepEqual(alice.inbox.args("mixed"), expected);
      });
    }

    test("the object form carries binary too", async () => {
      const alice = await member("alice");
      assertKept(await ask(alice.socket, "publish", { room, event: "file", args: [{ data: Buffer.from("x") }] }));
      assert.deepEqual((await alice.inbox.first("file")).args, [{ data: Buffer.from("x") }]);
    });

    test("eleven attachments are refused, and nobody else feels it", async () => {
      const [alice, bob] = [await member("alice"), await member("bob")];
      const eleven = numbers(11).map(() => Buffer.from("x"));
      const end = new Promise((resolve) => alice.socket.once("disconnect", resolve));
      const ack = await Promise.race([ask(alice.socket, "publish", room, "files", ...eleven), end]);
      assert.ok(typeof ack === "string" || ack.ok === false, `neither refused nor closed: ${JSON.stringify(ack)}`);
      await settle(bob);
      assert.deepEqual(bob.inbox.args("files"), []);
      assert.deepEqual(bob.inbox.disconnects, []);
    });
  });

  describe("a user's own room", () => {
    test("all sockets of the user are in it from the start", async () => {
      const sockets = [await connect(edge, "carol"), await connect(edge, "carol", { transports: ["polling"] })];
      const inboxes = sockets.map((socket) => new Inbox(socket));
      assertKept(await ask(await connect(edge, "dave"), "publish", "user:carol", "letter", "hello"));
      for (const inbox of inboxes) {
        assert.deepEqual((await inbox.first("letter")).args, ["hello"]);
      }
    });

    test("nobody else can join it", async () => {
      assertError(await ask(await connect(edge, "dave"), "join", "user:carol"), "forbidden");
    });

    test("the room of a socket can be joined by nobody else", async () => {
      const [alice, bob] = [await connect(edge, "alice"), await connect(edge, "bob")];
      assertError(await ask(bob, "join", alice.id), "forbidden");
    });
  });

  describe("what is invalid", () => {
    const rooms = { missing: [], null: [null], "a number": [5], "an object": [{}], "a list": [["x"]], empty: [""], "of 257 characters": ["x".repeat(257)] };
    for (const verb of ["join", "leave"]) {
      for (const [what, args] of Object.entries(rooms)) {
        test(`${verb} of a room that is ${what}`, async () => {
          assertError(await ask(await connect(edge, "alice"), verb, ...args), "invalid");
        });
      }
    }
    for (const verb of ["publish", "broadcast"]) {
      for (const [what, args] of Object.entries(rooms)) {
        if (what !== "missing" && what !== "an object") {
          test(`${verb} to a room that is ${what}`, async () => {
            assertError(await ask(await connect(edge, "alice"), verb, ...args, "said", 1), "invalid");
          });
        }
      }
      test(`${verb} without anything`, async () => {
        assertError(await ask(await connect(edge, "alice"), verb), "invalid");
      });
      const names = [...RESERVED, ...SERVERS_OWN, "$offset", "$", "$mine", "e".repeat(129), "", null, true, {}, []];
      for (const name of names) {
        test(`${verb} of an event named ${JSON.stringify(name).slice(0, 40)}`, async () => {
          const alice = await member("alice");
          assertError(await ask(alice.socket, verb, room, name, 1), "invalid");
          await settle(alice);
          assert.equal(alice.inbox.all.length, 1);
          assert.deepEqual(alice.inbox.disconnects, []);
        });
      }
    }
    const objects = {
      "without a room": { event: "said" },
      "without an event": { room: "r" },
      "whose room is a number": { room: 1, event: "said" },
      "whose args are no list": { room: "r", event: "said", args: "x" },
      "whose id is no string": { room: "r", event: "said", id: 7 },
      "whose id has 65 characters": { room: "r", event: "said", id: "i".repeat(65) },
      "whose event is reserved": { room: "r", event: "connect" },
    };
    for (const [what, object] of Object.entries(objects)) {
      test(`publish of an object ${what}`, async () => {
        assertError(await ask(await connect(edge, "alice"), "publish", object), "invalid");
      });
    }

    test("comes as an error event where no ack was asked for", async () => {
      const alice = await connect(edge, "alice");
      const heard = event(alice, "error");
      alice.emit("publish", "", "said", 1);
      const [error] = await heard;
      assert.equal(error.code, "invalid");
      assert.equal(typeof error.message, "string");
      await join(alice, room);
    });
  });
});

function assertKept(ack) {
  assert.equal(ack.ok, true, JSON.stringify(ack));
  assert.deepEqual(Object.keys(ack).sort(), ["id", "offset", "ok"]);
  assertOffset(ack.offset);
  assert.ok(typeof ack.id === "string" && ack.id.length > 0 && ack.id.length <= 64, `id ${ack.id}`);
}

function assertOffset(offset) {
  assert.ok(typeof offset === "string" && offset.length > 0, `offset ${JSON.stringify(offset)}`);
}

function assertError(ack, code) {
  assert.equal(ack.ok, false, JSON.stringify(ack));
  assert.equal(ack.error?.code, code, JSON.stringify(ack));
  assert.ok(typeof ack.error.message === "string" && ack.error.message.length > 0, JSON.stringify(ack));
}

function numbers(count) {
  return [...Array(count).keys()];
}
