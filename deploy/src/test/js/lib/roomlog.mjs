// Starts the real thing, through the launcher, on free ports and in a folder of its own.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Launched } from "./launched.mjs";
import { accepts, freePorts } from "./ports.mjs";
import { newSecret, token } from "./token.mjs";

const ONE_BROKER = ["--replication-factor", 1, "--allow-unsafe-log"];
/** For many JVMs on a small machine, which do little. */
const SHORT_LIVED = "-XX:TieredStopAtLevel=1";
const START_MS = Number(process.env.ROOMLOG_START_MS ?? 90_000);

/**
 * An edge that clients can be pointed at, or a router: its address, its admin address, tokens for it, its process, which
 * can be killed and started again on the same ports.
 */
export class Edge {
  #launch;

  /** @param launch runs its process */
  constructor(launch, port, adminPort, secret, tidy = () => {}) {
    this.#launch = launch;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.admin = `http://127.0.0.1:${adminPort}`;
    this.secret = secret;
    this.tidy = tidy;
  }

  async startAgain() {
    this.process = this.#launch();
    await this.process.ready(START_MS, async () => (await this.readiness()) === 200);
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
  const all = [...args, ...(state ? ["--state", state.path] : []), ...flags].map(String);
  const started = new Edge(() => new Launched(all), port, port, "", state?.remove);
  await started.startAgain();
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

/**
 * `roomlog mirror` between the Kafkas of regions, `{eu: kafka, us: kafka}`; it can be killed, and started again. Its
 * `process`, as that of all parts, can be stopped where it is by `signal("SIGSTOP")`.
 */
export class Mirror {
  #folder = dataFolder();
  #args;

  static async start(kafkas, ...flags) {
    const mirror = new Mirror();
    const [port] = await freePorts(1);
    mirror.admin = `http://127.0.0.1:${port}`;
    const file = join(mirror.#folder.path, "mirror.properties");
    const addresses = Object.entries(kafkas).map(([name, { address }]) => `${name}.bootstrap.servers=${address}`);
    writeFileSync(file, [`clusters=${Object.keys(kafkas)}`, "replication.factor=1", ...addresses, ""].join("\n"));
    mirror.#args = ["mirror", "--config", file, "--admin-port", port, ...flags].map(String);
    await mirror.startAgain();
    return mirror;
  }

  async startAgain() {
    this.process = new Launched(this.#args);
    await this.process.ready(START_MS, async () => (await fetch(`${this.admin}/health/ready`).catch(() => undefined))?.ok);
  }

  /** How many records it has mirrored since it was started, as {"eu->us": 7}. */
  async mirrored() {
    return mirrored(this.admin);
  }

  async stop() {
    try {
      await this.process.stop();
    } finally {
      this.#folder.remove();
    }
  }
}

/** What a mirror says on its admin address that it has mirrored, as {"eu->us": 7}. */
export async function mirrored(admin) {
  const text = await (await fetch(`${admin}/metrics`)).text();
  const lines = text.matchAll(/^roomlog_mirrored_total\{origin="([^"]+)",region="([^"]+)"\} (\S+)$/gm);
  return Object.fromEntries([...lines].map(([, origin, region, count]) => [`${origin}->${region}`, Number(count)]));
}

/**
 * Regions, each with a Kafka, edges and a router, and the mirror between them, all in processes of their own: any of
 * them can be killed (`process.kill()`), held (`process.signal("SIGSTOP")`) and started again (`startAgain()`).
 */
export class Regions {
  #regions = {};

  /** @param flags for edges and routers alike; `edgeFlags` and `mirrorFlags` are for these alone */
  static async start(names, { edges = 1, secret = newSecret(), flags = [], edgeFlags = [], mirrorFlags = [] } = {}) {
    const regions = new Regions();
    try {
      await allOf(names.map((name) => {
        const others = names.filter((other) => other !== name).join(",");
        return regions.#begin(name, edges, secret, ["--region", name, "--mirrored-regions", others, ...flags], edgeFlags);
      }));
      const kafkas = Object.fromEntries(names.map((name) => [name, regions.at(name).kafka]));
      regions.mirror = await Mirror.start(kafkas, ...mirrorFlags);
    } catch (error) {
      await regions.stop();
      throw error;
    }
    return regions;
  }

  async #begin(name, edges, secret, flags, edgeFlags) {
    const region = (this.#regions[name] = { edges: [] });
    region.kafka = await Kafka.start();
    await allOf([
      router(region.kafka, "--id", `${name}-router`, ...flags).then((started) => (region.router = started)),
      ...Array.from({ length: edges }, async (_, i) => {
        region.edges[i] = await edge(region.kafka, secret, "--id", `${name}-edge-${i + 1}`, ...flags, ...edgeFlags);
      }),
    ]);
  }

  /** A region: `{kafka, edges, router}`. */
  at(name) {
    return this.#regions[name];
  }

  async stop() {
    const regions = Object.values(this.#regions);
    for (const parts of [[this.mirror], regions.flatMap(({ edges, router }) => [...edges, router]), regions.map(({ kafka }) => kafka)]) {
      await allOf(parts.filter(Boolean).map((part) => {
        part.process.signal("SIGCONT");
        return part.stop();
      }));
    }
  }
}

/** `roomlog up --regions`: whole regions, a process each, and the mirror, below one. */
export class RegionsUp {
  #data = dataFolder();
  #regions = {};

  static async start(names, ...flags) {
    const up = RegionsUp.begin(names, ...flags);
    await up.process.ready(2 * START_MS, () => up.process.output.includes("Ctrl-C"));
    up.#read();
    return up;
  }

  /** Does not wait until they are ready. */
  static begin(names, ...flags) {
    const up = new RegionsUp();
    const ports = ["port", "admin-port", "router-port", "kafka-port", "mirror-port"].flatMap((key) => [`--${key}`, 0]);
    const args = ["up", "--regions", names.join(","), ...ports, "--data", up.#data.path, ...flags];
    up.secret = newSecret();
    up.process = new Launched(args.map(String), { ROOMLOG_JVM_OPTS: SHORT_LIVED, ROOMLOG_JWT_SECRET: up.secret });
    return up;
  }

  #read() {
    for (const [, name, port, adminPort, kafka, pid] of this.process.output.matchAll(
      /^ {2}(\S+): http:\S+:(\d+), health and metrics: \S+:(\d+), Kafka: (\S+), process (\d+)$/gm,
    )) {
      const region = new Edge(() => undefined, Number(port), Number(adminPort), this.secret);
      this.#regions[name] = Object.assign(region, { pid: Number(pid), kafka, data: join(this.#data.path, "regions", name) });
    }
    [, this.mirror] = /^ {2}the mirror .*: (http:\S+)$/m.exec(this.process.output);
  }

  /** A region: its edge, with `pid` of its process, `kafka`, its Kafka's address, and `data`, the folder of its data. */
  at(name) {
    return this.#regions[name];
  }

  /** Stops all, and gives the milliseconds that it took. */
  async stop(signal) {
    try {
      return await this.process.stop(signal);
    } finally {
      this.#data.remove();
    }
  }
}

async function edgeReady(args, flags, port, adminPort, secret, tidy, files) {
  const launch = () => new Launched([...args, ...flags].map(String), { ROOMLOG_JWT_SECRET: secret }, files);
  const started = new Edge(launch, port, adminPort, secret, tidy);
  await started.startAgain();
  return started;
}

/** All values, once nothing is under way any more; the first error if there is one. */
async function allOf(promises) {
  const settled = await Promise.allSettled(promises);
  const failed = settled.find(({ status }) => status === "rejected");
  if (failed) {
    throw failed.reason;
  }
  return settled.map(({ value }) => value);
}

function dataFolder() {
  const path = mkdtempSync(join(tmpdir(), "roomlog-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
