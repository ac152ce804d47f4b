// Starts the real thing, through the launcher, on free ports and in a folder of its own.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Launched } from "./launched.mjs";
import { accepts, freePorts } from "./ports.mjs";
import { newSecret, token } from "./token.mjs";

const ONE_BROKER = ["--replication-factor", 1, "--allow-unsafe-log"];
const START_MS = Number(process.env.ROOMLOG_START_MS ?? 90_000);

/** An edge that clients can be pointed at, or a router: its address, its admin address, tokens for it, its process. */
export class Edge {
  constructor(launched, port, adminPort, secret, tidy = () => {}) {
    this.process = launched;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.admin = `http://127.0.0.1:${adminPort}`;
    this.secret = secret;
    this.tidy = tidy;
  }

  /** A token that this edge takes. */
  token(sub, claims) {
    return token(this.secret, sub, claims);
  }

  /** The status of /health/ready; 0 if nobody answers. */
  async readiness() {
    try {
      const answer = await fetch(`${this.admin}/health/ready`, { signal: AbortSignal.timeout(2_000) });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return 0;
    }
  }

  /** Stops it, removes its data, and gives the milliseconds that the stop took. */
  async stop(signal) {
    try {
      return await this.process.stop(signal);
    } finally {
      this.tidy();
    }
  }
}

/** `roomlog up`: broker and edge in one process. */
export async function up(...flags) {
  const [port, adminPort, kafkaPort] = await freePorts(3);
  const data = dataFolder();
  const ports = ["--port", port, "--admin-port", adminPort, "--kafka-port", kafkaPort, "--router-port", 0];
  const args = ["up", ...ports, "--data", data.path];
  return edgeReady(args, flags, port, adminPort, newSecret(), data.remove);
}

/** `roomlog edge` on a Kafka that runs already. */
export async function edge(kafka, secret, ...flags) {
  return edgeWithFiles(undefined, kafka, secret, ...flags);
}

/** The same in a process that may have no more than so many files open. */
export async function edgeWithFiles(files, kafka, secret, ...flags) {
  const [port, adminPort] = await freePorts(2);
  const args = ["edge", "--kafka", kafka.address, "--port", port, "--admin-port", adminPort];
  return edgeReady([...args, ...ONE_BROKER], flags, port, adminPort, secret, () => {}, files);
}

/** `roomlog router` on a Kafka that runs already; its state in a folder of its own unless the flags name one. */
export async function router(kafka, ...flags) {
  const [port] = await freePorts(1);
  const state = flags.includes("--state") ? undefined : dataFolder();
  const args = ["router", "--kafka", kafka.address, "--host", "127.0.0.1", "--port", port, ...ONE_BROKER];
  const launched = new Launched([...args, ...(state ? ["--state", state.path] : []), ...flags].map(String));
  const started = new Edge(launched, port, port, "", state?.remove);
  await launched.ready(START_MS, async () => (await started.readiness()) === 200);
  return started;
}

/** `roomlog kafka`, which can be stopped, killed, and started again on the same port and data. */
export class Kafka {
  #data = dataFolder();

  static async start() {
    const kafka = new Kafka();
    [kafka.port] = await freePorts(1);
    kafka.address = `127.0.0.1:${kafka.port}`;
    await kafka.startAgain();
    return kafka;
  }

  /** The folder of its data. */
  get data() {
    return this.#data.path;
  }

  async startAgain() {
    const args = ["kafka", "--port", this.port, "--data", this.#data.path];
    this.process = new Launched(args.map(String));
    await this.process.ready(START_MS, () => accepts(this.port));
  }

  async stop() {
    try {
      await this.process.stop();
    } finally {
      this.#data.remove();
    }
  }
}

async function edgeReady(args, flags, port, adminPort, secret, tidy, files) {
  const launched = new Launched([...args, ...flags].map(String), { ROOMLOG_JWT_SECRET: secret }, files);
  const started = new Edge(launched, port, adminPort, secret, tidy);
  await launched.ready(START_MS, async () => (await started.readiness()) === 200);
  return started;
}

function dataFolder() {
  const path = mkdtempSync(join(tmpdir(), "roomlog-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
