// A module of this folder in a node process of its own, so that its work disturbs nobody else's.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

const OWN_PATH = fileURLToPath(import.meta.url);
const running = new Set();

process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

export class Apart {
  #child;
  #open = new Map();
  #calls = 0;

  /** Runs the module of that name, as `./slow.mjs`. */
  constructor(module) {
    this.#child = fork(OWN_PATH, [new URL(module, import.meta.url).href]);
    running.add(this.#child);
    this.#child.on("message", ({ call, value, error }) => {
      const { resolve, reject } = this.#open.get(call);
      this.#open.delete(call);
      error === undefined ? resolve(value) : reject(new Error(`${module}: ${error}`));
    });
    this.#child.on("exit", (code, signal) => {
      running.delete(this.#child);
      this.#open.forEach(({ reject }) => reject(new Error(`${module} has ended: ${signal ?? code}`)));
      this.#open.clear();
    });
  }

  /** Calls a function that the module exports, and waits for what it gives; both ways as JSON. */
  call(name, ...args) {
    return new Promise((resolve, reject) => {
      const call = this.#calls++;
      this.#open.set(call, { resolve, reject });
      this.#child.send({ call, name, args });
    });
  }

  /** Ends the process and whatever it holds. */
  end() {
    this.#child.kill("SIGKILL");
  }
}

async function serve(url) {
  process.on("disconnect", () => process.exit(1));
  const module = import(url);
  process.on("message", async ({ call, name, args }) => {
    try {
      process.send({ call, value: await (await module)[name](...args) });
    } catch (error) {
      process.send({ call, error: error.stack });
    }
  });
}

if (process.argv[1] === OWN_PATH) {
  await serve(process.argv[2]);
}
