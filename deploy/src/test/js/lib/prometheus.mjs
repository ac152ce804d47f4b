// Debian's Prometheus, if there is one, with the configuration that is shipped, on free ports and in a folder of its own.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePorts } from "./ports.mjs";
import { until, within } from "./wait.mjs";

const PROMTOOL_MS = 240_000;

/** The folder that is shipped. */
export const GRAFANA = fileURLToPath(new URL("../../../../../grafana", import.meta.url));

/** Why there is none, or false. */
export const missing = ["prometheus", "promtool"].some((name) => spawnSync(name, ["--version"]).error)
  && "prometheus is not installed";

/** Runs promtool in `grafana/prometheus`; what it says, and whether it found nothing wrong. */
export async function promtool(...args) {
  const stdio = ["ignore", "pipe", "pipe"];
  const child = spawn("promtool", args, { cwd: join(GRAFANA, "prometheus"), stdio, timeout: PROMTOOL_MS });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (said += text));
  }
  const [status, signal] = await once(child, "close");
  return { ok: status === 0, said: signal === null ? said : `${said}ended by ${signal} after ${PROMTOOL_MS} ms` };
}

export class Prometheus {
  #child;
  #folder = mkdtempSync(join(tmpdir(), "roomlog-prometheus-"));
  #said = "";

  /** Has it scrape the edges and routers every second, and evaluate the shipped rules as often. */
  static async start(edges, routers) {
    const prometheus = new Prometheus();
    await prometheus.#start(edges, routers);
    return prometheus;
  }

  async #start(edges, routers) {
    const config = join(this.#folder, "prometheus.yml");
    writeFileSync(config, configured(edges, routers));
    const [port] = await freePorts(1);
    this.url = `http://127.0.0.1:${port}`;
    this.#child = spawn("prometheus", [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(this.#folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ], { stdio: ["ignore", "ignore", "pipe"] });
    this.#child.stderr.setEncoding("utf8").on("data", (text) => (this.#said += text));
    process.on("exit", () => this.#child.kill("SIGKILL"));
    await until(20_000, () => `Prometheus is ready\n${this.#said}`, () => this.#ready(), 50);
  }

  async #ready() {
    if (this.#child.exitCode !== null) {
      throw new Error(`Prometheus has ended\n${this.#said}`);
    }
    return fetch(`${this.url}/-/ready`).then((answer) => answer.ok, () => false);
  }

  /** What the HTTP API has at a path; an error where it says that something is wrong. */
  async get(path, parameters = {}) {
    const answer = await fetch(`${this.url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const { status, data, error } = await answer.json();
    if (status !== "success") {
      throw new Error(`${error}: ${JSON.stringify(parameters)}`);
    }
    return data;
  }

  /** The series that an expression has now, and what they are: [{metric, value}]; NaN is left out. */
  async query(expression) {
    const { result } = await this.get("query", { query: expression });
    return result
      .map(({ metric, value }) => ({ metric, value: Number(value[1]) }))
      .filter(({ value }) => !Number.isNaN(value));
  }

  async stop() {
    try {
      if (this.#child.exitCode === null) {
        const exit = once(this.#child, "exit");
        this.#child.kill("SIGTERM");
        await within(20_000, () => `Prometheus has ended\n${this.#said}`, exit);
      }
    } finally {
      this.#child.kill("SIGKILL");
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }
}

/** The shipped configuration with the processes of a test in it, and seconds where it has more. */
function configured(edges, routers) {
  const places = (some) => some.map((one) => new URL(one.admin).host).join("\n          - ");
  const shipped = readFileSync(join(GRAFANA, "prometheus/prometheus.yml"), "utf8");
  return replaced(shipped, [
    ["localhost:3001", places(edges)],
    ["localhost:3002", places(routers)],
    ["scrape_interval: 15s", "scrape_interval: 1s"],
    ["evaluation_interval: 15s", "evaluation_interval: 1s"],
    ["rules/*.rules.yml", join(GRAFANA, "prometheus/rules/*.rules.yml")],
  ]);
}

function replaced(text, replacements) {
  return replacements.reduce((so, [from, to]) => {
    if (!so.includes(from)) {
      throw new Error(`the shipped configuration has no ${from}`);
    }
    return so.replace(from, to);
  }, text);
}
