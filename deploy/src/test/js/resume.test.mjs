// Stock clients that are cut off and come back on another edge: the same socket, nothing missed, nothing twice.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { ask, closeAll, connect, connected, dial, Inbox, join } from "./lib/clients.mjs";
import { Ledger, Subscriber } from "./lib/ledger.mjs";
import { Line } from "./lib/line.mjs";
import { CUTS, Returning } from "./lib/returning.mjs";
import { Random } from "./lib/random.mjs";
import { edge, Kafka } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";
import { until } from "./lib/wait.mjs";

const WEBSOCKET = { transports: ["websocket"] };
/** Where bytes on the wire are looked at or counted. */
const UNCOMPRESSED = { ...WEBSOCKET, perMessageDeflate: false };
/** The stock client notices only by its time-out that a WebSocket has ended before Engine.IO's first packet. */
const IMPATIENT = { ...WEBSOCKET, timeout: 2_000 };
const POLLING = { transports: ["polling"] };
const UPGRADED = { transports: ["polling", "websocket"] };
/** Of the clients' transports: most have a WebSocket, as it is or after an upgrade, and a few poll. */
const TRANSPORTS = [...Array(8).fill(WEBSOCKET), UPGRADED, UPGRADED, POLLING, POLLING];
const MESSAGES = 35_000;
const RETURNS = 60;
const ROOMS = numbers(6).map((i) => `room ${i}`);
const ROOMS_EACH = 3;
const PUBLISHERS = 4;
const UNDER_WAY = 50;
const AWAY_AT_ONCE = 3;
const RESTLESS = 8;
const CUTS_EACH = 12;
/** What a socket that was taken over gets last: two text frames, the second of them DISCONNECT. */
const DISCONNECTED = /42\["closing",\{"code":"taken_over"[^}]*\},"[^"]*"\]\x81\x0241$/;

describe("a stock client that is cut off", { timeout: 240_000 }, () => {
  let kafka;
  let edges = [];
  let lines = [];
  before(async () => {
    kafka = await Kafka.start();
    const secret = newSecret();
    edges = await Promise.all(["a", "b"].map((id) => edge(kafka, secret, "--id", id)));
  });
  afterEach(() => {
    closeAll();
    lines.forEach((line) => line.close());
    lines = [];
  });
  after(async () => {
    await Promise.all(edges.map((one) => one.stop()));
    await kafka?.stop();
  });

  async function line(one) {
    const made = await Line.to(one);
    lines.push(made);
    return made;
  }

  it(`comes back as itself on the other edge, ${RETURNS} times during ${MESSAGES} messages, and misses and repeats none`, async (context) => {
    const clients = await Promise.all(TRANSPORTS.map(async (transport, i) => {
      const home = edges[i % 2];
      const place = i % 4 < 2 ? home : await line(home);
      const client = await Returning.connect(place, `client-${i}`, transport);
      await joinAll(client, numbers(ROOMS_EACH).map((j) => ROOMS[(i + j) % ROOMS.length]));
      return client;
    }));
    const witnesses = await Promise.all(edges.map(async (one, i) => {
      const witness = new Subscriber(await connect(one, `witness-${i}`, WEBSOCKET));
      await joinAll(witness, ROOMS);
      return witness;
    }));
    const publishers = await Promise.all(numbers(PUBLISHERS).map((i) => connect(edges[i % 2], `publisher-${i}`, WEBSOCKET)));
    const ledger = new Ledger();
    let published = 0;
    let returned = 0;
    const due = (returns) => (returns * MESSAGES) / RETURNS;

    const begin = performance.now();
    const publishing = publishers.map(async (publisher) => {
      const underWay = new Set();
      while (published < MESSAGES) {
        const sent = ledger.publish(publisher, ROOMS[published++ % ROOMS.length]);
        underWay.add(sent);
        sent.then(() => underWay.delete(sent));
        if (underWay.size >= UNDER_WAY) {
          await Promise.race(underWay);
        }
        await until(60_000, () => `${returned + 1} returns`, () => published < due(returned + AWAY_AT_ONCE));
      }
    });
    const returning = clients.map(async (client, i) => {
      for (let number = i; number < RETURNS; number += clients.length) {
        await until(60_000, () => `${published} of ${due(number)} messages`, () => published >= due(number), 2);
        const round = Math.floor(number / clients.length);
        await client.cut(cutOf(client, round), edges[(i + round + 1) % 2]);
        returned++;
      }
    });
    await Promise.all([...publishing, ...returning]);
    context.diagnostic(`${published} published, ${returned} returns in ${Math.round(performance.now() - begin)} ms`);

    assert.deepEqual(await ledger.settle(), { acked: MESSAGES });
    await ledger.check([...witnesses, ...clients]);
    assert.deepEqual(clients.flatMap((client) => client.failures), []);
    assert.equal(clients.flatMap((client) => client.returns).length, RETURNS);
    assert.deepEqual(witnesses.flatMap((witness) => witness.disconnects), []);
    context.diagnostic(`everything checked after ${Math.round(performance.now() - begin)} ms`);
  });

  for (const [transport, options] of Object.entries({ WebSocket: WEBSOCKET, polling: POLLING })) {
    it(`over ${transport} comes back again and again with nothing new in between, and repeats nothing`, async () => {
      const room = `quiet on ${transport}`;
      const client = await Returning.connect(await line(edges[0]), "quiet", options);
      await joinAll(client, [room]);
      const publisher = await connect(edges[0], "publisher", WEBSOCKET);
      const ledger = new Ledger();
      await ledger.publish(publisher, room);
      await until(5_000, "the first message", () => client.heard(room).length === 1);
      for (const round of numbers(6)) {
        await client.cut(cutOf(client, round), edges[Math.floor((round + 1) / 2) % 2]);
      }
      await ledger.publish(publisher, room);
      await ledger.check([client]);
      assert.deepEqual(client.failures, []);
    });
  }

  it("before it has heard any event of a room comes back as itself", async () => {
    const client = await (await Returning.connect(edges[0], "new here")).located();
    await client.cut(CUTS["the engine closes"], edges[1]);
    await client.cut(CUTS["the client's TCP socket is destroyed"], edges[0]);
    assert.deepEqual(client.failures, []);
    const inbox = new Inbox(client.socket);
    const publisher = await connect(edges[1], "publisher", WEBSOCKET);
    assert.equal((await ask(publisher, "publish", "user:new here", "letter", "for you")).ok, true);
    assert.deepEqual((await inbox.first("letter")).args, ["for you"]);
  });

  it("again and again while a long past is sent to it has everything once in the end", async () => {
    const room = "long past";
    const missed = 5_000;
    const wire = await line(edges[0]);
    const client = await Returning.connect(wire, "long away", { ...UNCOMPRESSED, ...IMPATIENT });
    const witness = new Subscriber(await connect(edges[1], "witness", WEBSOCKET));
    await joinAll(client, [room]);
    await joinAll(witness, [room]);
    const publisher = await connect(edges[0], "publisher", WEBSOCKET);
    const ledger = new Ledger();

    client.socket.io.reconnection(false);
    wire.cut();
    await until(5_000, "disconnect", () => !client.socket.connected, 2);
    await Promise.all(numbers(missed).map(() => ledger.publish(publisher, room)));
    const cuts = [350, 700, 2_000, 30_000, 60_000, 100_000, 150_000];
    wire.plan(...cuts.map((bytes, i) => [edges[(i + 1) % 2], bytes]));
    const heardAtCut = [];
    client.socket.on("disconnect", () => heardAtCut.push(client.heard(room).length));
    client.socket.io.reconnection(true);
    client.socket.connect();

    await until(30_000, () => `${cuts.length} more connections; had ${wire.planned}`, () => wire.planned === 0);
    await ledger.publish(publisher, room);
    await ledger.check([witness, client]);
    assert.deepEqual(client.failures, []);
    const during = heardAtCut.filter((heard) => heard > 0 && heard < missed);
    assert.ok(during.length >= 3, `too few cuts during the past to tell anything: ${heardAtCut}`);
  });

  it("over WebSocket at any byte, again and again, while its rooms go on has everything once in the end", async (context) => {
    const random = new Random();
    context.diagnostic(`ROOMLOG_SEED=${random.seed}`);
    const rooms = ROOMS.slice(0, 3);
    const clients = await Promise.all(numbers(RESTLESS).map(async (i) => {
      const client = await Returning.connect(await line(edges[i % 2]), `restless-${i}`, IMPATIENT);
      await joinAll(client, rooms);
      return client;
    }));
    const witness = new Subscriber(await connect(edges[1], "witness", WEBSOCKET));
    await joinAll(witness, rooms);
    const publisher = await connect(edges[0], "publisher", WEBSOCKET);
    const ledger = new Ledger();

    let turn = 0;
    const publishing = setInterval(() => ledger.publish(publisher, rooms[turn++ % rooms.length]), 2).unref();
    clients.forEach(({ line: its }) => {
      its.plan(...numbers(CUTS_EACH).map(() => [random.of(edges), 1 + random.below(random.of([500, 2_000, 20_000]))]));
      its.cut();
    });
    const left = () => clients.map((client) => client.line.planned);
    try {
      await until(60_000, () => `connections left: ${left()}`, () => left().every((count) => count === 0), 20);
      await until(20_000, "all back", () => clients.every((client) => client.socket.connected), 20);
    } finally {
      clearInterval(publishing);
    }
    await ledger.settle();
    await ledger.check([witness, ...clients]);
    assert.deepEqual(clients.flatMap((client) => client.failures), []);
    context.diagnostic(`${ledger.counts().acked} messages, returns: ${clients.map((client) => client.returns.length)}`);
  });

  for (const [where, next] of [["the same", 0], ["the other", 1]]) {
    it(`comes back on ${where} edge while its edge still believes in the first connection, which is told so`, async () => {
      const room = `half-open, ${where}`;
      const wire = await line(edges[0]);
      const client = await Returning.connect(wire, "half-open", UNCOMPRESSED);
      const publisher = await connect(edges[1], "publisher", WEBSOCKET);
      const ledger = new Ledger();
      await joinAll(client, [room]);
      await ledger.publish(publisher, room);
      await until(5_000, "the first message", () => client.heard(room).length === 1);

      const swallowed = wire.silence();
      await Promise.all(numbers(20).map(() => ledger.publish(publisher, room)));
      await client.cut(CUTS["the client's TCP socket is destroyed"], edges[next]);
      await until(10_000, () => `the end of the first; it got ${swallowed()}`, () => DISCONNECTED.test(swallowed()));
      const last = swallowed();
      await ledger.publish(publisher, room);
      await ledger.check([client]);
      assert.deepEqual(client.failures, []);
      assert.equal(swallowed(), last);
      assert.equal(client.returns.length, 1);
    });
  }

  it("is somebody new if another user brings its pid and offset, and remains what it was", async () => {
    const room = "private";
    const client = await Returning.connect(edges[0], "owner");
    await joinAll(client, [room]);
    const publisher = await connect(edges[0], "publisher", WEBSOCKET);
    const ledger = new Ledger();
    await ledger.publish(publisher, room);
    await until(5_000, "the first message", () => client.heard(room).length === 1);
    const { _pid: pid, _lastOffset: offset } = client.socket;
    assert.equal(typeof offset, "string");
    client.socket.io.engine.close();
    await ledger.publish(publisher, room);

    const thief = dial(edges[1], { ...WEBSOCKET, auth: { token: edges[1].token("thief"), pid, offset } });
    const loot = new Inbox(thief);
    await connected(thief);
    assert.notEqual(thief.recovered, true);
    assert.notEqual(thief.id, client.id);
    await ledger.publish(publisher, room);
    await until(5_000, "the owner's return", () => client.returns.length === 1);
    assert.equal((await ask(publisher, "publish", "user:thief", "letter")).ok, true);
    await loot.first("letter");
    assert.deepEqual(loot.of("m"), []);
    await ledger.check([client]);
    assert.deepEqual(client.failures, []);
  });
});

/** The ways in which it can be cut take turns. */
function cutOf(client, round) {
  const { ws } = client.socket.io.engine.transport;
  const ways = ["the engine closes"];
  if (ws !== undefined) {
    ways.push("the client's TCP socket is destroyed");
  }
  if (client.line !== undefined) {
    ways.push("the line breaks");
  }
  return CUTS[ways[round % ways.length]];
}

async function joinAll(subscriber, rooms) {
  await Promise.all(rooms.map((room) => join(subscriber.socket, room)));
  rooms.forEach((room) => subscriber.rooms.add(room));
}

function numbers(count) {
  return [...Array(count).keys()];
}
