// A room's past through the stock client: with a join, since an offset, and page by page in both directions.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { ask, closeAll, connect, Inbox } from "./lib/clients.mjs";
import { frame, RawSocket, TEXT } from "./lib/rawsocket.mjs";
import { up } from "./lib/roomlog.mjs";

const FIELDS = ["args", "event", "id", "offset", "ts", "user"];
const MANY = 2_500;

describe("history", { timeout: 120_000 }, () => {
  let edge;
  let alice;
  let rooms = 0;
  let room;
  before(async () => {
    edge = await up();
  });
  after(() => edge?.stop());
  afterEach(closeAll);

  function test(name, run) {
    it(name, async () => {
      room = `room ${++rooms}`;
      alice = await connect(edge, "alice");
      await run();
    });
  }

  async function done(socket, ...args) {
    const ack = await ask(socket, ...args);
    assert.equal(ack.ok, true, JSON.stringify(ack));
    return ack;
  }

  async function refused(code, ...args) {
    const ack = await ask(alice, ...args);
    assert.equal(ack.ok, false, JSON.stringify(ack));
    assert.equal(ack.error.code, code);
    assert.ok(ack.error.message.length > 0);
  }

  /** Publishes numbers, and gives the acks. */
  function publish(count, from = 0) {
    return Promise.all(numbers(count, from).map((i) => done(alice, "publish", room, "n", i)));
  }

  describe("with a join", () => {
    test("the last messages come, oldest first, as they were published", async () => {
      const begin = Date.now();
      await done(alice, "publish", room, "said", "one", { deep: [1, null] });
      const ack = await done(alice, "publish", { room, event: "said", args: ["two"], id: "my-id" });
      await done(alice, "publish", room, "silent");
      const bob = await connect(edge, "bob");
      const joined = await done(bob, "join", room, { history: 10 });
      assert.deepEqual(Object.keys(joined).sort(), ["history", "offset", "ok", "room"]);
      assert.deepEqual(joined.history.map(({ event, args }) => [event, args]), [
        ["said", ["one", { deep: [1, null] }]],
        ["said", ["two"]],
        ["silent", []],
      ]);
      for (const message of joined.history) {
        assert.deepEqual(Object.keys(message).sort(), FIELDS);
        assert.equal(message.user, "alice");
        assert.ok(message.ts >= begin - 1_000 && message.ts <= Date.now() + 1_000, `ts ${message.ts}`);
      }
      assert.equal(joined.history[1].id, "my-id");
      assert.equal(joined.history[1].offset, ack.offset);
    });

    test("there are none, fewer, as many, or more than asked for", async () => {
      const bob = await connect(edge, "bob");
      assert.deepEqual(await last(bob, 5), [[], undefined]);
      await publish(4);
      assert.deepEqual(await last(bob, 5), [[0, 1, 2, 3], undefined]);
      await publish(1, 4);
      assert.deepEqual(await last(bob, 5), [[0, 1, 2, 3, 4], undefined]);
      await publish(1, 5);
      assert.deepEqual(await last(bob, 5), [[1, 2, 3, 4, 5], true]);
      assert.deepEqual(await last(bob, 1), [[5], true]);
      assert.deepEqual(await last(bob, 0), [[], undefined]);
    });

    async function last(socket, history) {
      const ack = await done(socket, "join", room, { history });
      await done(socket, "leave", room);
      return [numbersIn(ack.history), ack.more];
    }

    test("more than 1,000 are not given", async () => {
      await publish(1_001);
      for (const history of [1_001, 1e15]) {
        const ack = await done(alice, "join", room, { history });
        assert.deepEqual(numbersIn(ack.history), numbers(1_000, 1));
        assert.equal(ack.more, true);
        await done(alice, "leave", room);
      }
    });

    test("comings, goings and other rooms' messages are not in it", async () => {
      const bob = await connect(edge, "bob");
      await done(bob, "join", room);
      await done(bob, "leave", room);
      await done(bob, "publish", `${room} next door`, "n", 7);
      await publish(2);
      assert.deepEqual(numbersIn((await done(alice, "join", room, { history: 10 })).history), [0, 1]);
    });

    test("neither is what left the reader out", async () => {
      const bob = await connect(edge, "bob");
      await done(alice, "broadcast", room, "n", 1);
      await done(bob, "publish", { room, event: "n", args: [2], except: ["user:alice"] });
      await done(bob, "publish", { room, event: "n", args: [3], except: [bob.id] });
      assert.deepEqual(numbersIn((await done(alice, "join", room, { history: 10 })).history), [3]);
      assert.deepEqual(numbersIn((await done(bob, "join", room, { history: 10 })).history), [1, 2]);
      const carol = await connect(edge, "carol");
      assert.deepEqual(numbersIn((await done(carol, "join", room, { history: 10 })).history), [1, 2, 3]);
    });

    test("since an offset everything behind it comes, and then what is live", async () => {
      const acks = await publish(10);
      const bob = await connect(edge, "bob");
      const inbox = new Inbox(bob);
      const joined = await done(bob, "join", room, { since: acks[3].offset });
      assert.deepEqual(numbersIn(joined.history), numbers(6, 4));
      assert.equal(joined.more, undefined);
      await publish(3, 10);
      await inbox.some("n", 3);
      assert.deepEqual(inbox.args("n").flat(), [10, 11, 12]);
    });

    test("since takes any offset that covers the room", async () => {
      const bob = await connect(edge, "bob");
      const inbox = new Inbox(bob);
      const empty = await done(bob, "join", room);
      assert.deepEqual((await done(alice, "join", room, { since: empty.offset })).history, []);
      await publish(3);
      const heard = await inbox.some("n", 3);
      const page = await done(alice, "history", room);
      const carol = await connect(edge, "carol");
      for (const [since, expected] of [
        [empty.offset, [0, 1, 2]],
        [heard[0].offset, [1, 2]],
        [page.messages[1].offset, [2]],
        [heard[2].offset, []],
      ]) {
        assert.deepEqual(numbersIn((await done(carol, "join", room, { since })).history), expected);
        await done(carol, "leave", room);
      }
    });

    test("since says so when it cannot give all, and the rest is had backwards from the join", async () => {
      const start = await done(alice, "join", room);
      await publish(1_300);
      const bob = await connect(edge, "bob");
      const joined = await done(bob, "join", room, { since: start.offset });
      assert.equal(joined.more, true);
      assert.deepEqual(numbersIn(joined.history), numbers(1_000));
      const known = joined.history.at(-1).offset;
      const rest = [];
      let page = { offset: joined.offset };
      while (!rest.some((message) => message.offset === known)) {
        page = await done(bob, "history", room, { before: page.offset, limit: 77 });
        rest.unshift(...page.messages);
      }
      assert.deepEqual(numbersIn(rest).filter((n) => n >= 1_000), numbers(300, 1_000));
    });
  });

  describe("page by page", () => {
    test("the newest 100 without options", async () => {
      assert.deepEqual(await ask(alice, "history", room).then(({ ok, messages, more }) => [ok, messages, more]), [true, [], false]);
      await publish(101);
      for (const options of [[], [{}], [null], [{ before: null, after: null, limit: null }]]) {
        const page = await done(alice, "history", room, ...options);
        assert.deepEqual(Object.keys(page).sort(), ["messages", "more", "offset", "ok"]);
        assert.deepEqual(numbersIn(page.messages), numbers(100, 1));
        assert.equal(page.more, true);
      }
    });

    test(`${MANY} messages backwards and forwards, by messages and by places`, async () => {
      const start = await done(alice, "join", room);
      await done(alice, "leave", room);
      for (let i = 0; i < MANY; i += 500) {
        await publish(500, i);
      }
      const end = await done(alice, "join", room);
      for (const limit of [1_000, 333]) {
        for (const byMessage of [true, false]) {
          assert.deepEqual(numbersIn(await backwards(end.offset, limit, byMessage)), numbers(MANY));
          assert.deepEqual(numbersIn(await forwards(start.offset, limit, byMessage)), numbers(MANY));
        }
      }
    });

    async function backwards(from, limit, byMessage) {
      const all = [];
      for (let page = { more: true, offset: from }; page.more;) {
        const before = byMessage && all.length > 0 ? all[0].offset : page.offset;
        page = await done(alice, "history", room, { before, limit });
        all.unshift(...page.messages);
      }
      return all;
    }

    async function forwards(from, limit, byMessage) {
      const all = [];
      for (let page = { more: true, offset: from }; page.more;) {
        const place = byMessage && all.length > 0 ? all.at(-1).offset : page.offset;
        page = await done(alice, "history", room, { after: place, limit });
        all.push(...page.messages);
      }
      return all;
    }

    test("every offset has what lies before it and behind it", async () => {
      const start = await done(alice, "join", room);
      const inbox = new Inbox(alice);
      const acks = await publish(6);
      await inbox.some("n", 6);
      const end = await done(await connect(edge, "bob"), "join", room);
      const { messages } = await done(alice, "history", room);
      const before = async (offset) => numbersIn((await done(alice, "history", room, { before: offset })).messages);
      const behind = async (offset) => numbersIn((await done(alice, "history", room, { after: offset })).messages);
      for (const i of numbers(6)) {
        for (const { offset } of [acks[i], messages[i]]) {
          assert.deepEqual(await before(offset), numbers(i));
          assert.deepEqual(await behind(offset), numbers(5 - i, i + 1));
        }
        // the one behind an event is the place that the socket had reached with it
        assert.deepEqual(await before(inbox.of("n")[i].offset), numbers(i + 1));
        assert.deepEqual(await behind(inbox.of("n")[i].offset), numbers(5 - i, i + 1));
      }
      assert.deepEqual([await before(start.offset), await behind(start.offset)], [[], numbers(6)]);
      assert.deepEqual([await before(end.offset), await behind(end.offset)], [numbers(6), []]);
    });

    test("more is of the direction asked for", async () => {
      const acks = await publish(5);
      const pages = {
        "before the first": [{ before: acks[0].offset }, [], false],
        "before the third": [{ before: acks[2].offset, limit: 2 }, [0, 1], false],
        "before the fourth": [{ before: acks[3].offset, limit: 2 }, [1, 2], true],
        "after the third": [{ after: acks[2].offset, limit: 2 }, [3, 4], false],
        "after the second": [{ after: acks[1].offset, limit: 2 }, [2, 3], true],
        "after the last": [{ after: acks[4].offset }, [], false],
      };
      for (const [what, [options, expected, more]] of Object.entries(pages)) {
        const page = await done(alice, "history", room, options);
        assert.deepEqual([numbersIn(page.messages), page.more], [expected, more], what);
      }
    });

    test("what was acked is in it at once", async () => {
      const bob = await connect(edge, "bob");
      for (let i = 0; i < 50; i++) {
        await done(alice, "publish", room, "n", i);
        assert.equal(numbersIn((await done(bob, "history", room, { limit: 1 })).messages)[0], i);
      }
    });

    test("a user's own room has a past of its own", async () => {
      await done(alice, "publish", "user:alice", "n", 1);
      assert.ok(numbersIn((await done(alice, "history", "user:alice")).messages).includes(1));
    });
  });

  describe("what messages carry", () => {
    test("numbers, strings and spaces stay byte for byte", async () => {
      const args = "1e2 , 12345678901234567890,1.50,-0.0, \"\\u00e9\\/é🎉\" ,{\"a\":1,\"a\":2,\"__proto__\": 1E+2}";
      const raw = await RawSocket.joined(edge, "alice");
      raw.send(frame(TEXT, `420["publish","${room}","n",${args}]`));
      assert.equal((await raw.ack(0)).ok, true);
      for (const [id, verb] of ["history", "join"].entries()) {
        const options = verb === "join" ? ',{"history":5}' : "";
        raw.send(frame(TEXT, `42${id + 1}["${verb}","${room}"${options}]`));
        const text = await textOf(raw, `43${id + 1}[`);
        assert.ok(text.includes(`{"event":"n","args":[${args}],"user":"alice"`), text);
      }
      raw.tcp.destroy();
    });

    for (const transports of [["websocket"], ["polling"]]) {
      test(`binary of several messages comes back over ${transports}`, async () => {
        const sent = [
          [Buffer.from("a"), { text: "x", data: Buffer.from([0, 255]) }],
          ["no binary"],
          [[[Buffer.alloc(50_000, 7)]], Buffer.alloc(0)],
        ];
        for (const args of sent) {
          await done(alice, "publish", room, "file", ...args);
        }
        const bob = await connect(edge, "bob", { transports });
        const joined = await done(bob, "join", room, { history: 10 });
        assert.deepEqual(joined.history.map(({ args }) => args), sent);
        assert.deepEqual((await done(bob, "history", room)).messages.map(({ args }) => args), sent);
      });
    }

    test("an answer has at most 10 attachments", async () => {
      const sent = numbers(8).map((i) => numbers(4).map((j) => Buffer.from([i, j])));
      for (const args of sent) {
        await done(alice, "publish", room, "file", ...args);
      }
      const joined = await done(alice, "join", room, { history: 10 });
      assert.deepEqual([joined.history.map(({ args }) => args), joined.more], [sent.slice(-2), true]);
      const all = [...joined.history];
      for (let page = joined; page.more;) {
        page = await done(alice, "history", room, { before: all[0].offset });
        assert.ok(page.messages.length <= 2);
        all.unshift(...page.messages);
      }
      assert.deepEqual(all.map(({ args }) => args), sent);
    });

    test("a message of 10 attachments comes alone", async () => {
      const ten = numbers(10).map((i) => Buffer.from([i]));
      await done(alice, "publish", room, "file", ...ten);
      await done(alice, "publish", room, "file", Buffer.from("x"));
      const page = await done(alice, "history", room);
      assert.equal(page.messages.length, 1);
      const older = await done(alice, "history", room, { before: page.messages[0].offset });
      assert.deepEqual([older.messages.map(({ args }) => args), older.more], [[ten], false]);
    });

    test("what only looks like a placeholder stays what it is", async () => {
      const mimics = [{ _placeholder: true, num: 0 }, { _placeholder: true, num: 99 }, [{ _placeholder: true }]];
      const sent = [[Buffer.from("a")], ...mimics.map((mimic) => [mimic]), [Buffer.from("b")], [Buffer.from("c")]];
      for (const args of sent) {
        await done(alice, "publish", room, "odd", ...args);
      }
      const all = [];
      for (let page = { more: true, offset: undefined }; page.more;) {
        page = await done(alice, "history", room, { before: page.offset });
        all.unshift(...page.messages);
      }
      assert.deepEqual(all.map(({ args }) => args), sent);
      assert.equal(alice.connected, true);
    });

    test("an answer has at most 1 MB", async () => {
      const texts = numbers(7).map((i) => String(i).repeat(i === 3 ? 900_000 : 300_000));
      for (const text of texts) {
        await done(alice, "publish", room, "long", text);
      }
      const joined = await done(alice, "join", room, { history: 7 });
      assert.deepEqual([joined.history.map(({ args }) => args[0][0]), joined.more], [["4", "5", "6"], true]);
      const large = await done(alice, "history", room, { before: joined.history[0].offset });
      assert.deepEqual([large.messages.map(({ args }) => args[0][0]), large.more], [["3"], true]);
      const pages = await Promise.all(numbers(8).map(() => done(alice, "history", room)));
      assert.ok(pages.every(({ messages }) => messages.length === 3), "all are answered, asked for at once");
    });
  });

  describe("what is refused", () => {
    test("options that are none", async () => {
      const wrong = [5, "x", true, [], [{}]];
      for (const options of wrong) {
        await refused("invalid", "join", room, options);
        await refused("invalid", "history", room, options);
      }
      for (const history of ["5", -1, 1.5, {}, [], true, -1e15]) {
        await refused("invalid", "join", room, { history });
      }
      for (const limit of ["5", 0, -1, 1.5, {}, [], true, -1e15]) {
        await refused("invalid", "history", room, { limit });
      }
    });

    test("two directions at once", async () => {
      const [{ offset }] = await publish(1);
      await refused("invalid", "join", room, { history: 5, since: offset });
      await refused("invalid", "history", room, { before: offset, after: offset });
    });

    test("offsets that are none of ours, or another room's", async () => {
      const [here] = await publish(1);
      let other;
      let elsewhere = here;
      for (let i = 0; partition(elsewhere.offset) === partition(here.offset); i++) {
        other = `${room} ${i}`;
        elsewhere = await done(alice, "publish", other, "n", 1);
      }
      const bad = ["", "x", "0", "1700000000000-0", ".", 5, {}, [], true, elsewhere.offset, `${elsewhere.offset}x`];
      for (const offset of bad) {
        await refused("invalid", "join", room, { since: offset });
        await refused("invalid", "history", room, { before: offset });
        await refused("invalid", "history", room, { after: offset });
      }
      assert.equal((await ask(alice, "history", other, { after: elsewhere.offset })).ok, true);
    });

    test("rooms that are none, and rooms of others", async () => {
      const bob = await connect(edge, "bob");
      for (const name of [undefined, null, 5, "", {}, "x".repeat(257)]) {
        await refused("invalid", "history", name);
      }
      for (const name of ["user:bob", bob.id, alice.id]) {
        await refused("forbidden", "history", name);
      }
    });
  });
});

/** The partition of a message's offset, which stands behind origin and count. */
function partition(offset) {
  return Buffer.from(offset.split(".")[1], "base64url")[2];
}

async function textOf(raw, beginning) {
  for (;;) {
    const text = await raw.text();
    if (text.startsWith(beginning)) {
      return text;
    }
  }
}

function numbersIn(messages) {
  return messages.filter(({ event }) => event === "n").map(({ args }) => args[0]);
}

function numbers(count, from = 0) {
  return [...Array(count).keys()].map((i) => from + i);
}
