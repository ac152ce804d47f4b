// What an edge or a router must not do while it is fed nonsense: tell of a fault, end, stop being ready, keep things.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../wait.mjs";
import { Complaints } from "./complaints.mjs";

const UNREADY_MS = 15_000;
const LOOK_MS = 1_000;
const MB = 1_048_576;
const MORE = { threads: 12, virtualThreads: 20, descriptors: 15, heapMB: 40 };

export class Watch {
  #complaints = new Complaints();
  #problems = [];
  #unreadySince;

  /** Watches a process from now on; `recent` tells what has been sent last. */
  static async start(name, watched, recent) {
    const watch = new Watch();
    Object.assign(watch, { name, watched });
    watch.before = await watch.#resources();
    watched.process.onOutput((text) => watch.#complaints.read(text, recent().join(", ")));
    watch.timer = setInterval(() => watch.#look(), LOOK_MS).unref();
    return watch;
  }

  /** What was found so far. */
  get problems() {
    return [...this.#problems, ...this.#complaints.all.map((complaint) => `${this.name} said ${complaint}`)];
  }

  /** Waits until it keeps no more than before, and tells where it does. */
  async settle(ms) {
    let now;
    let more = [];
    await until(ms, "everything given back", async () => {
      now = await this.#resources();
      more = Object.keys(MORE).filter((kind) => now[kind] > this.before[kind] + MORE[kind]);
      more.push(...(now.connections === this.before.connections ? [] : ["connections"]));
      return more.length === 0;
    }, 2_000).catch(() => {});
    more.forEach((kind) => this.#problems.push(`${this.name}: ${kind} were ${this.before[kind]}, are ${now[kind]}`));
    this.after = now;
  }

  stop() {
    clearInterval(this.timer);
  }

  async #look() {
    if (this.watched.process.end !== undefined) {
      this.#problems.push(`${this.name} has ended: ${this.watched.process.end}\n${this.watched.process.output.slice(-3_000)}`);
      clearInterval(this.timer);
      return;
    }
    if ((await this.watched.readiness()) === 200) {
      this.#unreadySince = undefined;
      return;
    }
    this.#unreadySince ??= performance.now();
    if (performance.now() - this.#unreadySince > UNREADY_MS) {
      this.#problems.push(`${this.name} has not been ready for ${UNREADY_MS} ms\n${this.watched.process.output.slice(-2_000)}`);
      this.#unreadySince = Infinity;
    }
  }

  async #resources() {
    const { pid } = this.watched.process;
    jcmd(pid, "GC.run");
    const answer = await fetch(`${this.watched.admin}/metrics`, { signal: AbortSignal.timeout(10_000) });
    const metrics = await answer.text();
    const sum = (name) => [...metrics.matchAll(new RegExp(`^${name}[^\\n]* (\\S+)$`, "gm"))].reduce((all, [, value]) => all + Number(value), 0);
    return {
      connections: sum("roomlog_connections(?!_)"),
      threads: sum("jvm_threads_live_threads"),
      virtualThreads: virtualThreads(pid),
      descriptors: descriptors(pid),
      heapMB: Math.round(sum('jvm_memory_used_bytes\\{area="heap"') / MB),
    };
  }
}

/** How many are open, but for the tables of a store, of which there are more as its state grows. */
function descriptors(pid) {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((one) => !nameOf(join(folder, one)).endsWith(".sst")).length;
}

/** What a descriptor stands for; one that has been closed meanwhile for nothing. */
function nameOf(descriptor) {
  try {
    return readlinkSync(descriptor);
  } catch {
    return "";
  }
}

/** How many there are, by a dump, which names each. */
function virtualThreads(pid) {
  const folder = mkdtempSync(join(tmpdir(), "roomlog-threads-"));
  try {
    jcmd(pid, "Thread.dump_to_file", join(folder, "threads"));
    return readFileSync(join(folder, "threads"), "utf8").split("\n").filter((line) => /^#\d+ .* virtual/.test(line)).length;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** With the JDK that the process runs on. */
function jcmd(pid, ...args) {
  const [java] = readFileSync(`/proc/${pid}/cmdline`, "latin1").split("\0");
  execFileSync(java.replace(/java$/, "jcmd"), [String(pid), ...args], { stdio: "pipe", timeout: 60_000 });
}
