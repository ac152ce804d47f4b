// What is shipped for Prometheus, in a real one that scrapes two edges and a router at work.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join as path } from "node:path";
import { after, before, describe, it } from "node:test";
import { dashboards } from "../../../../grafana/src/generate.mjs";
import { ask, closeAll, connect, dial, join, refused } from "./lib/clients.mjs";
import { alerts, targets } from "./lib/grafana.mjs";
import { GRAFANA, missing, Prometheus, promtool } from "./lib/prometheus.mjs";
import { Returning } from "./lib/returning.mjs";
import { edge, Kafka, router } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";
import { until } from "./lib/wait.mjs";

const ROOMS = ["one", "two", "three"];
const WINDOW = "30s";
/** How late deliveries are is the machine's matter, which may be slow or busy: these may fire here, and no others. */
const LATENCY = ["VeryFast", "Fast", "", "Slowly"].map((speed) => `RoomlogDeliveryLate${speed}`);

// Before the processes of the other start: it is much work, and they would take turns with it.
describe("what is shipped for Prometheus", { timeout: 300_000, skip: missing }, () => {
  it("is found good by promtool", async () => {
    const rules = inFolder("rules").map((file) => path("rules", file));
    for (const args of [["check", "rules", ...rules], ["check", "config", "prometheus.yml"]]) {
      const { ok, said } = await promtool(...args);
      assert.ok(ok, said);
    }
    const tests = await promtool("test", "rules", ...inFolder("tests").map((file) => path("tests", file)));
    assert.ok(tests.ok, tests.said);
  });
});

describe("in a real Prometheus", { timeout: 300_000, skip: missing }, () => {
  let kafka;
  let edges = [];
  let routers = [];
  let prometheus;
  let load;
  before(async () => {
    kafka = await Kafka.start();
    const secret = newSecret();
    const canary = ["--canary", "true", "--canary-interval", "200ms"];
    edges = [await edge(kafka, secret, ...canary), await edge(kafka, secret, ...canary)];
    routers = [await router(kafka)];
    prometheus = await Prometheus.start(edges, routers);
    load = await Load.begin(edges);
    await load.turns(8);
  });
  after(async () => {
    load?.end();
    closeAll();
    await prometheus?.stop();
    for (const one of [...edges, ...routers]) {
      await one.stop();
    }
    await kafka?.stop();
  });

  it("edges and routers are scraped, and what they say is well formed", async () => {
    const { activeTargets } = await prometheus.get("targets");
    assert.deepEqual(activeTargets.map(({ health, lastError }) => [health, lastError]), activeTargets.map(() => ["up", ""]));
    assert.equal(activeTargets.length, 3);
    for (const one of [...edges, ...routers]) {
      const lines = (await (await fetch(`${one.admin}/metrics`)).text()).split("\n");
      const ours = lines.filter((line) => /^(# (HELP|TYPE) )?roomlog_/.test(line)).join("\n");
      assert.ok(ours.length > 1_000);
      for (const line of lines.filter((line) => /^# HELP roomlog_/.test(line))) {
        assert.match(line, /^# HELP roomlog_\w+ \S.{5,}/);
      }
    }
  });

  for (const { json, quiet } of dashboards) {
    it(`every panel of "${json.title}" has data`, async () => {
      await load.turns(2);
      const empty = [];
      for (const { panel, refId, expr } of targets(json)) {
        const series = await prometheus.query(forEverything(expr));
        if (series.length === 0 && !quiet.has(`${panel}/${refId}`)) {
          empty.push(`${panel}/${refId}: ${expr}`);
        }
      }
      assert.deepEqual(empty, []);
    });
  }

  it("what only a canary or a wrong edge makes is there as well", async () => {
    const series = async (expression) => (await prometheus.query(expression)).map(({ value }) => value);
    assert.equal((await series("roomlog_canary_rooms > 0")).length, 2);
    assert.ok((await series("sum(roomlog_canary_received_total)"))[0] > 10);
    assert.deepEqual(await series("sum(roomlog_canary_failures_total)"), [0]);
  });

  it("every rule is evaluated, every recording rule has data, and no alert fires while all is well", async () => {
    const { groups } = await prometheus.get("rules");
    const rules = groups.flatMap((group) => group.rules);
    assert.deepEqual(rules.filter(({ health }) => health !== "ok").map(({ name, lastError }) => `${name}: ${lastError}`), []);
    const names = rules.filter(({ type }) => type === "alerting").map(({ name }) => name);
    assert.deepEqual(names.toSorted(), alerts().map(({ name }) => name).sort());
    assert.deepEqual(LATENCY.filter((name) => !names.includes(name)), []);
    const empty = [];
    for (const { name } of rules.filter(({ type }) => type === "recording")) {
      if ((await prometheus.query(name)).length === 0) {
        empty.push(name);
      }
    }
    assert.deepEqual(empty, []);
    const firing = rules.filter(({ state }) => state === "firing").map(({ name }) => name);
    assert.deepEqual(firing.filter((name) => !LATENCY.includes(name)), []);
  });

  it("an alert fires when its cause is there, and is over when it has gone", async () => {
    const state = async (name) => {
      const { groups } = await prometheus.get("rules");
      return groups.flatMap((group) => group.rules).find((rule) => rule.name === name).state;
    };
    load.end();
    await routers[0].stop();
    routers = [];
    await until(60_000, "an alert about the router", async () => (await state("RoomlogNoRouter")) !== "inactive");
    routers = [await router(kafka)];
    await until(60_000, "the alert to be over", async () => (await state("RoomlogNoRouter")) === "inactive");
  });
});

const inFolder = (name) => readdirSync(path(GRAFANA, "prometheus", name)).filter((file) => file.endsWith(".yml")).sort();

/** A panel's expression for a reader who has chosen everything. */
const forEverything = (expr) => expr
  .replaceAll("$__rate_interval", WINDOW)
  .replaceAll("$__range", WINDOW)
  .replaceAll("$__interval", WINDOW)
  .replaceAll(/\$(region|instance)\b/g, ".*");

/** Clients of every kind, at work. */
class Load {
  #edges;
  #clients = [];
  #ended = false;
  #turns = 0;

  static async begin(edges) {
    const load = new Load();
    load.#edges = edges;
    for (let i = 0; i < 8; i++) {
      const transports = i % 4 === 0 ? ["polling"] : ["websocket"];
      const client = await connect(edges[i % 2], `user-${i}`, { transports });
      await join(client, ROOMS[i % 3]);
      await join(client, ROOMS[(i + 1) % 3]);
      load.#clients.push(client);
    }
    load.returning = await Returning.connect(edges[0], "returning");
    await join(load.returning.socket, ROOMS[0]);
    load.#work();
    return load;
  }

  async #work() {
    while (!this.#ended) {
      try {
        await this.#turn();
      } catch (failed) {
        this.failed = failed;
      }
      this.#turns++;
    }
  }

  async #turn() {
    const [first, second] = this.#clients;
    for (const client of this.#clients) {
      await Promise.all(ROOMS.map((room) => ask(client, "publish", room, "message", "x".repeat(100))));
    }
    await ask(first, "publish", { rooms: ROOMS, event: "message", args: [1], id: `wide-${this.#turns}` });
    await ask(first, "publish", { room: ROOMS[0], event: "message", args: [1], id: `once-${this.#turns >> 1}` });
    await ask(first, "publish", "", "message");
    await ask(second, "history", ROOMS[0], { limit: 20 });
    await ask(second, "members", ROOMS[0]);
    await ask(second, "leave", ROOMS[0]);
    await ask(second, "join", ROOMS[0], { history: 5 });
    await ask(second, "authenticate", this.#edges[1].token("user-1"));
    await refused(dial(this.#edges[0], { auth: { token: "none" } }));
    this.returning.socket.io.engine.close();
    await until(10_000, "the one that returns", () => this.returning.socket.connected);
    await fetch(`${this.#edges[0].url}/api/v1/emit`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.#edges[0].token("http")}`, "content-type": "application/json" },
      body: JSON.stringify({ room: ROOMS[1], event: "message" }),
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
  }

  /** Waits until it has done everything so many times more. */
  async turns(count) {
    const wanted = this.#turns + count;
    await until(120_000, () => `${count} turns of the load: ${this.failed ?? ""}`, () => this.#turns >= wanted);
  }

  end() {
    this.#ended = true;
  }
}
