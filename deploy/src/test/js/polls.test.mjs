// Edges behind a balancer that sends every request to the next one: polling clients lose nothing and get nothing twice.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Balancer } from "./lib/balancer.mjs";
import { ask, closeAll, connect, Inbox, join } from "./lib/clients.mjs";
import { ran } from "./lib/console.mjs";
import { growth, metrics } from "./lib/figures.mjs";
import { http, pollingSession } from "./lib/http.mjs";
import { Ledger, Subscriber } from "./lib/ledger.mjs";
import { Random } from "./lib/random.mjs";
import { Returning } from "./lib/returning.mjs";
import { edge, Kafka } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";
import { until } from "./lib/wait.mjs";

const POLLING = { transports: ["polling"] };
const CLIENTS = 24;
const ROOMS = 6;
const MESSAGES = 1_000;
const UNDER_WAY = 40;
const UPGRADES_WITHIN_MS = 3_000;
const TAG = 8;
const UNKNOWN = '{"code":1,"message":"Session ID unknown"}';

describe("edges behind a balancer without sticky sessions", { timeout: 300_000 }, () => {
  let kafka;
  let edges = [];
  const balancers = [];
  let timer;
  before(async () => {
    kafka = await Kafka.start();
    const secret = newSecret();
    edges = await Promise.all(["a", "b", "c"].map((id) => edge(kafka, secret, "--id", id, "--host", "127.0.0.1")));
  });
  after(async () => {
    clearInterval(timer);
    closeAll();
    balancers.forEach((balancer) => balancer.close());
    await Promise.all(edges.filter((one) => one.process.end === undefined).map((one) => one.stop()));
    await kafka?.stop();
  });

  const balancer = async (...some) => {
    const made = await Balancer.before(some);
    balancers.push(made);
    return made;
  };
  const counts = (...names) => Promise.all(edges.map((one) => metrics(one, ...names)));

  it(`two of them carry ${MESSAGES} messages of ${CLIENTS} clients that poll`, async (context) => {
    const before = await counts("roomlog_polls_forwarded");
    const place = await balancer(edges[0], edges[1]);
    const clients = await subscribers(place, "polled", POLLING);
    const ledger = await publishAll(clients);
    assert.deepEqual(ledger.counts(), { acked: MESSAGES });
    await ledger.check(clients);
    assert.deepEqual(clients.flatMap((client) => client.disconnects), []);
    assert.deepEqual([...new Set(clients.map(({ socket }) => socket.io.engine.transport.name))], ["polling"]);
    await checkLog(kafka, ledger, "polled 0");
    for (const [i, after] of (await counts("roomlog_polls_forwarded")).slice(0, 2).entries()) {
      const { answered, ...others } = outcomes(growth(before[i], after, "roomlog_polls_forwarded"));
      context.diagnostic(`edge ${i} has passed on ${answered} of the ${place.requests.get(edges[i])} requests that came to it`);
      assert.ok(answered > place.requests.get(edges[i]) / 4);
      assert.deepEqual(others, { owner_gone: 0, too_many: 0, failed: 0, timed_out: 0 });
    }
  });

  it("three of them do it while clients change to WebSocket, or cannot", async (context) => {
    const before = await counts("roomlog_upgrades_total", "roomlog_handshakes_total");
    const place = await balancer(...edges);
    const random = new Random();
    context.diagnostic(`seed ${random.seed}`);
    place.delayUpgrades(() => random.below(UPGRADES_WITHIN_MS));
    const clients = await subscribers(place, "mixed", { transports: ["polling", "websocket"] });
    const ledger = await publishAll(clients);
    const upgrading = () => clients.filter(({ socket }) => socket.io.engine.upgrading).length;
    await until(UPGRADES_WITHIN_MS + 10_000, () => `all have upgraded or not; ${upgrading()} are at it`, () => upgrading() === 0);
    assert.deepEqual(ledger.counts(), { acked: MESSAGES });
    await ledger.check(clients);
    assert.deepEqual(clients.flatMap((client) => client.disconnects), []);
    const upgraded = clients.filter(({ socket }) => socket.io.engine.transport.name === "websocket").length;
    context.diagnostic(`${upgraded} of ${CLIENTS} have changed to WebSocket`);
    assert.ok(upgraded > 0 && upgraded < CLIENTS, `${upgraded} have changed to WebSocket`);
    const grown = (await counts("roomlog_upgrades_total", "roomlog_handshakes_total")).map((after, i) => growth(before[i], after, ""));
    const sum = (name) => grown.reduce((so, one) => so + (one[name] ?? 0), 0);
    assert.deepEqual(
      ["roomlog_upgrades_total", 'roomlog_handshakes_total{outcome="unknown_sid"}'].map(sum),
      [upgraded, CLIENTS - upgraded],
    );
  });

  it("carry large messages and attachments", async () => {
    const place = await balancer(...edges);
    const [alice, bob] = await Promise.all(["alice", "bob"].map((user) => connect(place, user, POLLING)));
    const inbox = new Inbox(bob);
    await Promise.all([alice, bob].map((socket) => join(socket, "large")));
    const text = "ü€😀".repeat(100_000);
    const attachments = [...Array(10).keys()].map((i) => Buffer.alloc(60_000, i));
    const whole = Buffer.from([...Array(700_000).keys()].map((i) => (i * 7919) >> 5));
    assert.equal((await ask(alice, "publish", "large", "text", text)).ok, true);
    assert.equal((await ask(alice, "publish", "large", "many", { attachments })).ok, true);
    assert.equal((await ask(alice, "publish", "large", "whole", whole)).ok, true);
    assert.deepEqual((await inbox.first("text")).args, [text]);
    assert.deepEqual((await inbox.first("many")).args, [{ attachments }]);
    assert.ok((await inbox.first("whole")).args[0].equals(whole));
    assert.deepEqual(inbox.disconnects, []);
  });

  it("answer what comes to the wrong one as its owner does, and do not believe whoever says he is an edge", async () => {
    const [owner, other] = edges;
    const session = await pollingSession(owner);
    const elsewhere = { ...session, ...requests(other, session.query) };
    const forged = { "roomlog-forwarded": "POST 198.51.100.9 AAAA" };
    await elsewhere.post("40" + JSON.stringify({ token: owner.token("mallory") }));
    assert.match((await elsewhere.poll()).body, /^40\{"sid"/);
    assert.equal((await elsewhere.post("x".repeat(1_000_001))).status, 413);
    for (const answer of [await elsewhere.post("41", forged), await elsewhere.poll(forged)]) {
      assert.deepEqual([answer.status, answer.body], [400, UNKNOWN]);
    }
    assert.equal((await session.post('42["none"]', forged)).status, 200);
    assert.equal((await elsewhere.post("1")).body, "ok");
    assert.equal((await elsewhere.poll()).body, "6");
    assert.deepEqual([(await elsewhere.poll()).status, (await elsewhere.post("3")).body], [400, UNKNOWN]);
    const cors = await http(other, { query: `EIO=4&transport=polling&sid=${"A".repeat(28)}`, headers: { origin: "https://x" } });
    assert.deepEqual([cors.status, cors.body], [400, UNKNOWN]);
  });

  it("one of which is killed: its clients come back recovered, and nobody has missed anything", async (context) => {
    const place = await balancer(...edges);
    const doomed = edges[2];
    const tag = (await pollingSession(doomed)).handshake.sid.slice(0, TAG);
    const clients = await subscribers(place, "kill", POLLING);
    const owned = clients.filter(({ socket }) => socket.io.engine.id.startsWith(tag));
    assert.ok(owned.length > 0);
    const publishers = await Promise.all([0, 1].map((i) => connect(edges[i], `publisher ${i}`, { transports: ["websocket"] })));
    const ledger = new Ledger();
    let sent = 0;
    timer = setInterval(() => ledger.publish(publishers[sent % 2], clients[sent++ % CLIENTS].room), 5);
    await until(10_000, "some have been heard", () => sent > 200);
    await doomed.process.kill();
    const back = () => owned.filter((client) => client.returns.length > 0).length;
    await until(60_000, () => `all are back; ${back()} of ${owned.length} are`, () => back() === owned.length);
    const then = sent;
    await until(10_000, "more has been sent", () => sent > then + 200);
    clearInterval(timer);
    assert.deepEqual(Object.keys(await ledger.settle()), ["acked"]);
    await ledger.check(clients);
    assert.deepEqual(clients.flatMap((client) => client.failures), []);
    const returned = clients.filter((client) => client.returns.length > 0).length;
    context.diagnostic(`${owned.length} were the killed edge's, ${returned} have come back, all of ${sent} messages are there`);
  });
});

/** Clients that are in a room each, which they share with others. */
async function subscribers(place, name, options) {
  return Promise.all([...Array(CLIENTS).keys()].map(async (i) => {
    const client = await Returning.connect(place, `${name} user ${i}`, options);
    client.room = `${name} ${i % ROOMS}`;
    client.rooms.add(client.room);
    await join(client.socket, client.room);
    return client;
  }));
}

/** All of them publish to their rooms. */
async function publishAll(clients) {
  const ledger = new Ledger();
  const underWay = new Set();
  for (let i = 0; i < MESSAGES; i++) {
    const { socket, room } = clients[i % clients.length];
    const sent = ledger.publish(socket, room);
    underWay.add(sent);
    sent.then(() => underWay.delete(sent));
    if (underWay.size >= UNDER_WAY) {
      await Promise.race(underWay);
    }
  }
  await ledger.settle();
  return ledger;
}

/** What was acked stands in the log once. */
async function checkLog(kafka, ledger, room) {
  const { code, output } = await ran(["tail", room, "--kafka", kafka.address, "--from", "beginning", "--limit", 100_000, "--json"]);
  assert.equal(code, 0, output);
  const logged = output.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  const numbers = logged.filter(({ event }) => event === "m").map(({ args }) => args[1]);
  assert.deepEqual(numbers.sort((a, b) => a - b), ledger.numbers(room, "acked"));
}

/** The outcomes of a counter, by label. */
function outcomes(counted) {
  return Object.fromEntries(Object.entries(counted).map(([name, value]) => [name.match(/outcome="([^"]*)"/)[1], value]));
}

/** Polls and posts of a session over another edge. */
function requests(one, query) {
  const headers = { "content-type": "text/plain;charset=UTF-8" };
  return {
    poll: (more = {}) => http(one, { query, headers: more }),
    post: (body, more = {}) => http(one, { method: "POST", query, headers: { ...headers, ...more }, body }),
  };
}
