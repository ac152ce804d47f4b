// `roomlog top`: what edges and a router do, in a terminal and out of one.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, closeAll, connect, join } from "./lib/clients.mjs";
import { ran } from "./lib/console.mjs";
import { LAUNCHER, Launched } from "./lib/launched.mjs";
import { freePorts } from "./lib/ports.mjs";
import { edge, Kafka, router } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";
import { until } from "./lib/wait.mjs";

describe("roomlog top", { timeout: 180_000 }, () => {
  let kafka;
  let edges = [];
  let fanout;
  let timer;
  before(async () => {
    kafka = await Kafka.start();
    const secret = newSecret();
    edges = [await edge(kafka, secret), await edge(kafka, secret)];
    fanout = await router(kafka);
    const clients = [await connect(edges[0], "alice"), await connect(edges[1], "bob", { transports: ["polling"] })];
    for (const client of clients) {
      await join(client, "lobby");
    }
    timer = setInterval(() => ask(clients[0], "publish", "lobby", "message", "x").catch(() => {}), 20);
  });
  after(async () => {
    clearInterval(timer);
    closeAll();
    for (const one of [...edges, fanout]) {
      await one?.stop();
    }
    await kafka?.stop();
  });

  const address = (one) => new URL(one.admin).host;
  const addresses = () => [...edges, fanout].map(address);
  const row = (output, name, nth = 0) => output.split(/\r?\n/).filter((line) => line.startsWith(name))[nth]?.split(/\s+/);

  it("tells what has happened within an interval, of each and of all", async () => {
    const { code, output } = await ran(["top", "--once", "--interval", "1", ...addresses()]);
    assert.equal(code, 0, output);
    assert.doesNotMatch(output, /\u001b/);
    assert.match(output, /^EDGE +SOCKETS +POLLING +PUBL\/s +DELIV\/s +OUT\/s +p50 +p99 +ACK99$/m);
    const [, sockets, polling, published, delivered] = row(output, address(edges[1]));
    assert.deepEqual([sockets, polling, published], ["1", "1", "0"]);
    assert.ok(Number(delivered) > 10, output);
    const [, count, allSockets, , allPublished, allDelivered, , p50, p99] = row(output, "all");
    assert.deepEqual([count, allSockets], ["2", "2"]);
    assert.ok(Number(allPublished) > 10 && Number(allDelivered) > Number(allPublished), output);
    assert.match(p50, /ms$/);
    assert.match(p99, /m?s$/);
    assert.match(output, /^ROUTER +EMITS\/s/m);
    assert.ok(output.split("\n").every((line) => line.length <= 80), output);
  });

  it("goes on with the others when one does not answer", async () => {
    const [nobody] = await freePorts(1);
    const { code, output } = await ran(["top", "--once", "--interval", "0.5", address(edges[0]), `localhost:${nobody}`]);
    assert.equal(code, 0, output);
    assert.ok(row(output, address(edges[0])), output);
    assert.match(output, new RegExp(`^localhost:${nobody}: down: `, "m"));
  });

  it("says what is wrong with addresses, and when nobody is there", async () => {
    const [nobody] = await freePorts(1);
    assert.deepEqual(await ran(["top", "--interval", "0"]), { code: 1, output: "roomlog top: interval: must be from 0.2 to 3600\n" });
    assert.match((await ran(["top", "not an address"])).output, /must be host:port/);
    const { code, output } = await ran(["top", `localhost:${nobody}`]);
    assert.equal(code, 1);
    assert.match(output, /down/);
    assert.match((await ran(["top", "--once", new URL(edges[0].url).host])).output, /answers 404|no metrics of Roomlog/);
  });

  it("draws in a terminal, and gives it back", async () => {
    const command = `${LAUNCHER} top --interval 0.3 ${addresses().join(" ")} & echo "top is $!"; wait $!`;
    const shown = new Launched(["-qec", `stty cols 100 rows 40; ${command}`, "/dev/null"], {}, undefined, "script");
    await until(40_000, () => `a screen: ${shown.output}`, () => /q ends/.test(shown.output));
    process.kill(Number(/top is (\d+)/.exec(shown.output)[1]), "SIGTERM");
    await until(20_000, () => `its end: ${shown.output}`, () => shown.end !== undefined);
    assert.match(shown.output, /\u001b\[\?1049h/);
    assert.match(shown.output, /\u001b\[\?25h\u001b\[\?1049l/);
  });
});
