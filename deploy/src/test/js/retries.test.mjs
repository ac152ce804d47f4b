// The stock client's option `retries`: what it sends again, over cuts and killed edges, is kept and delivered once.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, closeAll, connect, Inbox, join } from "./lib/clients.mjs";
import { Line } from "./lib/line.mjs";
import { CUTS, Returning } from "./lib/returning.mjs";
import { edge, Kafka, router } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";
import { pause, until } from "./lib/wait.mjs";

const RECONNECTS = 200;
const KILLS = [60, 130];
const UNDER_WAY = 5;
const ROOM = "retries";
const REPEATS = "roomlog_repeats_total";
const INDEXED = "roomlog_router_indexed_total";

describe("the stock client's option retries", { timeout: 240_000 }, () => {
  let kafka;
  let edges = [];
  let routers = [];
  before(async () => {
    kafka = await Kafka.start();
    const secret = newSecret();
    edges = await Promise.all(["first", "second", "last"].map((id) => edge(kafka, secret, "--id", id)));
  });
  after(async () => {
    closeAll();
    await Promise.all([...edges, ...routers].filter((one) => one.process.end === undefined).map((one) => one.stop()));
    await kafka?.stop();
  });

  it(`publishes over ${RECONNECTS} forced reconnects and ${KILLS.length} killed edges: once each, acked where it lies`, async (context) => {
    const last = edges.at(-1);
    const reader = await connect(last, "reader");
    await join(reader, ROOM);
    const inbox = new Inbox(reader);
    const line = await Line.to(edges[0]);
    const publisher = await Returning.connect(line, "publisher", { retries: 1_000, ackTimeout: 2_000 });
    const acks = new Map();
    let sent = 0;
    let stop = false;
    const publishing = (async () => {
      while (!stop) {
        while (sent - acks.size < UNDER_WAY && !stop) {
          const number = sent++;
          const publication = { room: ROOM, event: "numbered", args: [number], id: `number-${number}` };
          publisher.socket.emit("publish", publication, (error, ack) => acks.set(number, error ?? ack));
        }
        await pause(1);
      }
    })();

    const alive = [...edges];
    for (let i = 0; i < RECONNECTS; i++) {
      if (i === RECONNECTS / 2) { // until then what is sent again is known only when it is read back
        routers = [await router(kafka)];
      }
      if (KILLS.includes(i)) {
        const doomed = alive.shift();
        const before = publisher.returns.length;
        line.leadTo(doomed);
        await publisher.cut(CUTS["the line breaks"], doomed);
        await doomed.process.kill();
        line.leadTo(alive[0]);
        await until(20_000, "back on another edge", () => publisher.returns.length > before + 1, 2);
      }
      const enough = acks.size + 1 + (i % 4);
      await until(30_000, () => `ack number ${enough} of ${sent}`, () => acks.size >= enough, 1);
      if (i % 4 === 3) { // it is kept, and that is not told
        line.swallowAnswers();
        await until(30_000, "one that is kept, and not acked", () => inbox.args("numbered").some(([number]) => !acks.has(number)), 1);
      } else {
        await pause(i % 3); // so that it is cut off at different places of a publish
      }
      await publisher.cut(CUTS["the line breaks"], alive[i % alive.length]);
    }
    stop = true;
    await publishing;
    await until(30_000, () => `all acked: ${acks.size} of ${sent}`, () => acks.size === sent);
    line.close();

    const refused = [...acks.values()].filter((ack) => ack.ok !== true);
    assert.deepEqual(refused, []);
    assert.equal(new Set([...acks.values()].map((ack) => ack.offset)).size, sent, "offsets of acks");
    assert.equal((await ask(reader, "publish", ROOM, "end")).ok, true);
    await inbox.first("end", 30_000);
    assert.deepEqual(inbox.args("numbered").map(([number]) => number), [...Array(sent).keys()]);
    assert.deepEqual(await history(reader, acks), [...Array(sent).keys()]);
    const repeats = await metric(last, REPEATS);
    context.diagnostic(`${sent} publishes, ${publisher.returns.length} returns, ${repeats} repeats in the log`);
    assert.ok(repeats > 0, "nothing was sent again: the cuts hit nothing");
  });

  it("is asked of the router first: what it knows is acked again and not appended", async () => {
    const last = edges.at(-1);
    const publisher = await connect(last, "late");
    const publication = { room: "late", event: "said", args: [1], id: "once" };
    const before = await metric(routers[0], INDEXED);
    const first = await ask(publisher, "publish", publication);
    await until(20_000, "the router has read it", async () => (await metric(routers[0], INDEXED)) > before);
    const repeats = await metric(last, REPEATS);
    assert.deepEqual(await ask(publisher, "publish", publication), first);
    await join(publisher, "late");
    assert.equal((await ask(publisher, "publish", "late", "end")).ok, true);
    assert.equal(await metric(last, REPEATS), repeats);
  });
});

/** The numbers in the room's whole history, and that each lies where its ack says. */
async function history(socket, acks) {
  const numbers = [];
  let before;
  for (let more = true; more; ) {
    const page = await ask(socket, "history", ROOM, before === undefined ? { limit: 1_000 } : { limit: 1_000, before });
    assert.equal(page.ok, true, JSON.stringify(page));
    const messages = page.messages.filter(({ event }) => event === "numbered");
    messages.forEach(({ args, offset }) => assert.equal(offset, acks.get(args[0]).offset));
    numbers.unshift(...messages.map(({ args }) => args[0]));
    before = page.offset;
    more = page.more;
  }
  return numbers;
}

async function metric(place, name) {
  const text = await (await fetch(`${place.admin}/metrics`)).text();
  return Number(text.match(new RegExp(`^${name}\\{[^}]*\\} (.*)$`, "m"))?.[1] ?? 0);
}
