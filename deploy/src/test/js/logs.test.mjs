// What a process logs: JSON where that is wanted, a line for each connection's end, and nothing that is nobody's business.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, closeAll, connect, join } from "./lib/clients.mjs";
import { edge, Kafka } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";
import { until } from "./lib/wait.mjs";

const PAYLOAD = "a payload that no log may have";

describe("logs", { timeout: 180_000 }, () => {
  let kafka;
  before(async () => (kafka = await Kafka.start()));
  after(async () => {
    closeAll();
    await kafka?.stop();
  });

  const ends = (server) => server.process.output.split("\n").filter((line) => line.includes("connection ended"));

  it("tell of each connection's end, as JSON", async () => {
    const server = await edge(kafka, newSecret(), "--log-format", "json", "--log-connections");
    try {
      const token = server.token("al ice\n");
      const alice = await connect(server, "al ice\n", { auth: { token }, transports: ["websocket"] });
      const bob = await connect(server, "bob", { transports: ["polling"] });
      await join(alice, "lobby");
      assert.equal((await ask(alice, "publish", "lobby", "message", PAYLOAD)).ok, true);
      alice.io.engine.close();
      bob.io.engine.close();
      await until(10_000, () => `two ends: ${server.process.output}`, () => ends(server).length === 2);
      const lines = ends(server).map((line) => JSON.parse(line));
      const its = lines.find(({ fields }) => fields.transport === "websocket").fields;
      assert.deepEqual([its.reason, its.user, its.sid], ["transport_close", "al+ice%0A", alice.id ?? its.sid]);
      assert.ok(Number(its.received) >= 3 && Number(its.sent) >= 3 && Number(its.sent_bytes) > 100 && Number(its.seconds) > 0);
      assert.equal(lines.find(({ fields }) => fields.transport === "polling").fields.user, "bob");
      for (const secret of [PAYLOAD, token, token.split(".")[2]]) {
        assert.ok(!server.process.output.includes(secret), secret);
      }
      for (const line of server.process.output.split("\n").filter((one) => one.startsWith("{"))) {
        assert.ok(JSON.parse(line).ts, line);
      }
    } finally {
      await server.stop();
    }
    assert.ok(ends(server).length === 2);
  });

  it("say nothing of connections unless that is wanted, and are for people", async () => {
    const server = await edge(kafka, newSecret(), "--log-level", "debug");
    try {
      const alice = await connect(server, "alice");
      await join(alice, "lobby");
      await ask(alice, "publish", "lobby", "message", PAYLOAD);
      const token = alice.auth.token;
      alice.io.engine.close();
      await until(10_000, "it to be gone", async () =>
        /^roomlog_sockets\S* 0/m.test(await (await fetch(`${server.admin}/metrics`)).text()));
      assert.equal(ends(server).length, 0);
      assert.ok(!server.process.output.includes(PAYLOAD) && !server.process.output.includes(token));
      assert.match(server.process.output, /^\d\d:\d\d:\d\d\.\d{3} \w+ \w+ - /m);
    } finally {
      await server.stop();
    }
  });
});
