// Two edges on one broker: every socket sees all of its rooms' messages once, and all in the same order.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, closeAll, connect, Inbox, join } from "./lib/clients.mjs";
import { Ledger, Subscriber } from "./lib/ledger.mjs";
import { edge, Kafka } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";

const WEBSOCKET = { transports: ["websocket"] };
const MESSAGES = 20_000;
const ROOMS = numbers(20).map((i) => `room ${i}`);
const SUBSCRIBERS = 40;
const ROOMS_EACH = 3;
const PUBLISHERS = 4;
const UNDER_WAY = 50;

describe("two edges", { timeout: 240_000 }, () => {
  let kafka;
  let edges = [];
  before(async () => {
    kafka = await Kafka.start();
    const secret = newSecret();
    edges = await Promise.all(["a", "b"].map((id) => edge(kafka, secret, "--id", id)));
  });
  after(async () => {
    closeAll();
    await Promise.all(edges.map((one) => one.stop()));
    await kafka?.stop();
  });

  it("carry what is published on one to the sockets of the other", async () => {
    const [alice, bob] = await Promise.all([connect(edges[0], "alice"), connect(edges[1], "bob")]);
    const inboxes = [new Inbox(alice), new Inbox(bob)];
    await join(alice, "across");
    await join(bob, "across");
    assert.deepEqual((await inboxes[0].first("user-joined")).args, [{ room: "across", user: "bob", id: bob.id }]);
    assert.equal((await ask(bob, "broadcast", "across", "said", "hello")).ok, true);
    assert.deepEqual((await inboxes[0].first("said")).args, ["hello"]);
    assert.equal((await ask(alice, "publish", "user:bob", "letter", "for you")).ok, true);
    assert.deepEqual((await inboxes[1].first("letter")).args, ["for you"]);
    bob.disconnect();
    assert.equal((await inboxes[0].first("user-left")).args[0].user, "bob");
    assert.deepEqual(inboxes[1].args("said"), []);
  });

  it(`show all sockets of a room the same ${MESSAGES} messages in the same order`, async (context) => {
    const subscribers = await Promise.all(numbers(SUBSCRIBERS).map(async (i) => {
      const rooms = numbers(ROOMS_EACH).map((j) => ROOMS[(Math.floor(i / 2) + j * 7) % ROOMS.length]);
      const subscriber = new Subscriber(await connect(edges[i % 2], `subscriber-${i}`, WEBSOCKET), rooms);
      await Promise.all(rooms.map((room) => join(subscriber.socket, room)));
      return subscriber;
    }));
    const publishers = await Promise.all(numbers(PUBLISHERS).map((i) => connect(edges[i % 2], `publisher-${i}`, WEBSOCKET)));
    const restless = await Promise.all(edges.map((one) => Restless.start(one)));
    const ledger = new Ledger();

    const begin = performance.now();
    await Promise.all(publishers.map((publisher, i) => publishAll(ledger, publisher, i)));
    context.diagnostic(`${MESSAGES} acked in ${Math.round(performance.now() - begin)} ms`);

    assert.deepEqual(await ledger.settle(), { acked: MESSAGES });
    await ledger.check(subscribers);
    for (const room of ROOMS) {
      const order = subscribers.find((subscriber) => subscriber.rooms.has(room)).heard(room);
      for (const publisher of publishers) {
        const its = new Set(ledger.numbers(room, "acked", publisher));
        assert.deepEqual(order.filter((number) => its.has(number)), [...its], `${room}: one publisher's messages changed places`);
      }
      for (const visitor of restless) {
        visitor.checkStays(room, order);
      }
    }
    const stays = await Promise.all(restless.map((visitor) => visitor.finish()));
    context.diagnostic(`stays of those who came and went: ${stays.join(", ")}`);
    assert.ok(Math.min(...stays) > 5, `too few stays to tell anything: ${stays}`);
    assert.deepEqual(subscribers.flatMap((subscriber) => subscriber.disconnects), []);
  });
});

async function publishAll(ledger, publisher, seed) {
  const underWay = new Set();
  for (let i = 0; i < MESSAGES / PUBLISHERS; i++) {
    const sent = ledger.publish(publisher, ROOMS[(i * 7 + seed * 5) % ROOMS.length]);
    underWay.add(sent);
    sent.then(() => underWay.delete(sent));
    if (underWay.size >= UNDER_WAY) {
      await Promise.race(underWay);
    }
  }
}

/** Joins and leaves rooms all the time; what it hears in each stay must be an unbroken piece of the room's order. */
class Restless {
  #stays = [];
  #stopped = false;

  static async start(one) {
    const visitor = new Restless();
    visitor.socket = await connect(one, "restless", WEBSOCKET);
    visitor.socket.on("m", (room, number) => visitor.current?.heard.push([room, number]));
    visitor.run = visitor.#comeAndGo();
    return visitor;
  }

  async #comeAndGo() {
    for (let i = 0; !this.#stopped; i++) {
      const stay = { room: ROOMS[i % ROOMS.length], heard: [] };
      this.current = stay;
      await join(this.socket, stay.room);
      await ask(this.socket, "publish", "elsewhere", "m");
      await ask(this.socket, "leave", stay.room);
      this.#stays.push(stay);
    }
  }

  checkStays(room, order) {
    for (const stay of this.#stays.filter((one) => one.room === room && one.heard.length > 0)) {
      const heard = stay.heard.map(([, number]) => number);
      assert.deepEqual(stay.heard.map(([name]) => name), heard.map(() => room), "a message of a room that was left");
      const at = order.indexOf(heard[0]);
      assert.deepEqual(heard, order.slice(at, at + heard.length), `${room}: a stay with a hole`);
    }
  }

  async finish() {
    this.#stopped = true;
    await this.run;
    return this.#stays.filter((stay) => stay.heard.length > 0).length;
  }
}

function numbers(count) {
  return [...Array(count).keys()];
}
