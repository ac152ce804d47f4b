// Somebody who comes anew all the time: connects, joins, publishes, gets his own message, and goes.
import { once } from "node:events";
import { ask, dial, join } from "./clients.mjs";
import { quantiles } from "./figures.mjs";
import { pause, within } from "./wait.mjs";

const EVERY_MS = 200;
const PATIENCE_MS = 30_000;

export class Visitor {
  #edge;
  #address;
  #count = 0;
  #underWay = new Set();
  #connects = [];
  #visits = [];
  #failures = [];
  #stopped = false;

  /** Comes every 200 ms from the address, whether the visits before have ended or not. */
  constructor(edge, address) {
    this.#edge = edge;
    this.#address = address;
    this.#run();
  }

  async #run() {
    for (let due = performance.now(); !this.#stopped; due += EVERY_MS) {
      const user = `visitor-${this.#count++}`;
      const visit = this.#visit(user)
        .catch((error) => this.#failures.push(`${user}: ${error.message}`))
        .finally(() => this.#underWay.delete(visit));
      this.#underWay.add(visit);
      await pause(due + EVERY_MS - performance.now());
    }
  }

  /** How the visits since the last time went: milliseconds until connected, and of whole visits. */
  lap() {
    const lap = { failures: this.#failures, connect: quantiles(this.#connects), visit: quantiles(this.#visits) };
    [this.#connects, this.#visits, this.#failures] = [[], [], []];
    return lap;
  }

  /** Comes no more, and waits until the last has gone. */
  async stop() {
    this.#stopped = true;
    await Promise.all(this.#underWay);
  }

  async #visit(user) {
    const begin = performance.now();
    const socket = dial(this.#edge, {
      auth: { token: this.#edge.token(user) },
      transports: ["websocket"],
      localAddress: this.#address,
      timeout: PATIENCE_MS,
    });
    try {
      await within(PATIENCE_MS, "connected", new Promise((resolve, reject) => {
        socket.once("connect", resolve);
        socket.once("connect_error", (error) => reject(new Error(`${error.message}, ${error.description?.message ?? ""}`)));
      }));
      this.#connects.push(performance.now() - begin);
      const heard = once(socket, "hello", { signal: AbortSignal.timeout(PATIENCE_MS) });
      heard.catch(() => {});
      await join(socket, user);
      const ack = await ask(socket, "publish", user, "hello");
      if (ack.ok !== true) {
        throw new Error(`publish: ${JSON.stringify(ack)}`);
      }
      await heard;
      this.#visits.push(performance.now() - begin);
    } finally {
      socket.disconnect();
    }
  }
}
