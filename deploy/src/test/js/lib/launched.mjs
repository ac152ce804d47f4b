// One process that the launcher started, with everything that it started in turn.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { until, within } from "./wait.mjs";

export const LAUNCHER = process.env.ROOMLOG_BIN ?? fileURLToPath(new URL("../../../../../roomlog", import.meta.url));
const KEPT_OUTPUT = 200_000;
const running = new Set();

process.on("exit", () => running.forEach((launched) => launched.signal("SIGKILL")));
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(name, () => process.exit(1));
}

if (process.argv[1]?.endsWith(".test.mjs")) {
  await import("./ends.mjs");
}

export class Launched {
  #child;
  #exited;
  #output = "";
  #listeners = [];

  /**
   * Runs `roomlog ...args` in a process group of its own, which may have no more than so many `files` open; without a
   * canary unless `env` or the flags say so, for tests count what there is.
   */
  constructor(args, env = {}, files = undefined, program = LAUNCHER) {
    this.command = `roomlog ${args.join(" ")}`;
    const limited = ["/bin/sh", ["-c", `ulimit -n ${files} && exec "$0" "$@"`, program, ...args]];
    this.#child = spawn(...(files === undefined ? [program, args] : limited), {
      env: { ROOMLOG_CANARY: "false", ...process.env, ...env },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        this.#output = (this.#output + text).slice(-KEPT_OUTPUT);
        this.#listeners.forEach((listener) => listener(text));
      });
    }
    running.add(this);
    this.#exited = new Promise((resolve) => {
      this.#child.on("error", (error) => resolve(`cannot be started: ${error.message}`));
      this.#child.on("exit", (code, signal) => resolve(signal ?? code));
    });
    this.#exited.then((end) => {
      this.end = end;
      running.delete(this);
    });
  }

  /** What it has printed, the last part of it if it is long. */
  get output() {
    return this.#output;
  }

  /** The process id of what the launcher has become. */
  get pid() {
    return this.#child.pid;
  }

  /** Has the listener told what is printed from now on, a piece at a time. */
  onOutput(listener) {
    this.#listeners.push(listener);
  }

  /** Waits until the check finds it ready, and fails at once if the process ends first. */
  async ready(ms, check) {
    try {
      await until(ms, "ready", () => this.#alive() && check(), 50);
    } catch (error) {
      this.signal("SIGKILL");
      throw new Error(`${this.command}: ${error.message}\n${this.#output.slice(-5_000)}`);
    }
  }

  /** Ends it as Ctrl-C or a supervisor would, and gives the milliseconds that it took; a deadline missed is an error. */
  async stop(signal = "SIGTERM", ms = 15_000) {
    const begin = performance.now();
    if (this.end === undefined) {
      this.signal(signal);
    }
    try {
      await within(ms, `end of ${this.command} after ${signal}`, this.#exited);
    } finally {
      this.signal("SIGKILL");
    }
    return performance.now() - begin;
  }

  /** Ends it with no chance to tidy up. */
  async kill() {
    this.signal("SIGKILL");
    await this.#exited;
  }

  /** Sends the signal to the whole process group. */
  signal(name) {
    try {
      process.kill(-this.#child.pid, name);
    } catch (error) {
      if (error.code !== "ESRCH" && this.#child.pid !== undefined) {
        throw error;
      }
    }
  }

  #alive() {
    if (this.end !== undefined) {
      throw new Error(`it ended: ${this.end}`);
    }
    return true;
  }

  /** Resident memory of the whole process group, in bytes. */
  memory() {
    const pages = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => residentPages(pid, this.#child.pid));
    return pages.reduce((sum, some) => sum + some, 0) * 4096;
  }

  /** How many files and sockets the process has open that the launcher has become. */
  descriptors() {
    return readdirSync(`/proc/${this.#child.pid}/fd`).length;
  }
}

function residentPages(pid, group) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return Number(fields[2]) === group ? Number(fields[21]) : 0;
  } catch {
    return 0; // it ended while we looked
  }
}
