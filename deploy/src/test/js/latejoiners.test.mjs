// Joins with a past while others publish, on two edges: past and live together are one piece of the room's order.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, closeAll, connect, Inbox } from "./lib/clients.mjs";
import { edge, Kafka } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";
import { until } from "./lib/wait.mjs";

const WEBSOCKET = { transports: ["websocket"] };
const ROOM = "seam";
const ROOMS = [ROOM, ...numbers(9).map((i) => `beside ${i}`)];
const PUBLISHERS = 4;
const UNDER_WAY = 20;
const JOINERS = 100;
const AT_ONCE = 25;
const LAST = 50;

describe("late joiners", { timeout: 240_000 }, () => {
  let kafka;
  let edges = [];
  before(async () => {
    kafka = await Kafka.start();
    const secret = newSecret();
    edges = await Promise.all(["a", "b"].map((id) => edge(kafka, secret, "--id", id, "--history-budget", "30s")));
  });
  after(async () => {
    closeAll();
    await Promise.all(edges.map((one) => one.stop()));
    await kafka?.stop();
  });

  it("have an unbroken piece of the room's order, up to its end", async (context) => {
    const socket = await connect(edges[0], "witness", WEBSOCKET);
    const witness = new Inbox(socket);
    await done(socket, "join", ROOM);
    const flood = new Flood(await Promise.all(numbers(PUBLISHERS).map((i) => connect(edges[i % 2], `publisher-${i}`, WEBSOCKET))));
    await witness.some("n", 2 * LAST, 20_000);

    const joiners = [];
    while (joiners.length < JOINERS) {
      const comers = await Promise.all(numbers(AT_ONCE).map((i) => connect(edges[i % 2], `late-${i}`, WEBSOCKET)));
      const heard = witness.of("n");
      joiners.push(...await Promise.all(comers.map((comer, i) => {
        const since = heard[heard.length - 1 - 4 * i];
        return i % 3 === 0 ? Joiner.join(comer, { since: since.offset }, since.args[0]) : Joiner.join(comer, { history: LAST });
      })));
    }
    const again = await Promise.all(joiners.slice(0, AT_ONCE).map((joiner) => joiner.again({ history: LAST })));
    await flood.stop();
    await done(socket, "publish", ROOM, "n", "end");
    const order = (await allOf(socket)).map(({ args }) => args[0]);
    context.diagnostic(`${order.length} messages of the room, ${flood.sent} in all`);

    assert.equal(new Set(order).size, order.length);
    await until(10_000, "the end, for the witness", () => witness.args("n").at(-1)?.[0] === "end");
    assert.deepEqual(witness.args("n").flat(), order, "history and live are the same");
    for (const joiner of [...joiners, ...again]) {
      await until(10_000, () => `the end; last came ${joiner.live.at(-1)}`, () => joiner.live.at(-1) === "end");
      assert.deepEqual(joiner.ack.history.map(({ args }) => args[0]).concat(joiner.live), order.slice(-joiner.total), `a seam: ${joiner.seam(order)}`);
      if (joiner.since === undefined) {
        assert.deepEqual([joiner.ack.history.length, joiner.ack.more], [LAST, true]);
      } else {
        assert.equal(order.at(-joiner.total - 1), joiner.since, "it begins behind the offset");
        assert.equal(joiner.ack.more, undefined);
      }
    }
  });
});

/** Publishes without a pause, to one room after the other, until it is stopped. */
class Flood {
  sent = 0;
  #stopped = false;

  constructor(publishers) {
    this.all = Promise.all(publishers.flatMap((publisher) => numbers(UNDER_WAY).map(() => this.#publish(publisher))));
  }

  async #publish(publisher) {
    while (!this.#stopped) {
      const number = this.sent++;
      await done(publisher, "publish", ROOMS[number % ROOMS.length], "n", number);
    }
  }

  async stop() {
    this.#stopped = true;
    await this.all;
  }
}

/** Who joins with a past, and what comes then. */
class Joiner {
  live = [];

  static async join(socket, options, since) {
    const joiner = new Joiner();
    joiner.since = since;
    joiner.socket = socket;
    joiner.name = JSON.stringify(options);
    socket.on("n", (number) => joiner.live.push(number));
    joiner.ack = await done(socket, "join", ROOM, options);
    return joiner;
  }

  /** Joins once more, and gives what came with that and from then on. */
  again(options) {
    const second = new Joiner();
    second.name = `again ${JSON.stringify(options)}`;
    return new Promise((resolve) => {
      this.socket.emit("join", ROOM, options, (ack) => {
        this.socket.on("n", (number) => second.live.push(number));
        second.ack = ack;
        resolve(second);
      });
    });
  }

  /** Where past and live, or one of them, differ from the order, for a message. */
  seam(order) {
    const whole = this.ack.history.map(({ args }) => args[0]).concat(this.live);
    const at = order.indexOf(whole[0]);
    const wrong = whole.findIndex((number, i) => number !== order[at + i]);
    return `${this.name}: ${this.ack.history.length} of the past (more: ${this.ack.more}), ${this.live.length} live, wrong from ${wrong}: `
      + `${whole.slice(wrong - 2, wrong + 5)} instead of ${order.slice(at + wrong - 2, at + wrong + 5)}`;
  }

  get total() {
    return this.ack.history.length + this.live.length;
  }
}

/** The whole past of the room. */
async function allOf(socket) {
  const all = [];
  for (let page = { more: true }; page.more;) {
    page = await done(socket, "history", ROOM, { before: page.offset, limit: 1_000 });
    all.unshift(...page.messages);
  }
  return all;
}

async function done(socket, ...args) {
  const ack = await ask(socket, ...args);
  assert.equal(ack.ok, true, JSON.stringify(ack));
  return ack;
}

function numbers(count) {
  return [...Array(count).keys()];
}
