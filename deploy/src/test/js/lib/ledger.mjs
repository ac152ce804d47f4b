// What was published with which outcome, and whether what subscribers heard fits.
import assert from "node:assert/strict";
import { until } from "./wait.mjs";

/** Who publishes: numbers every message, and keeps its outcome. */
export class Ledger {
  #outcomes = new Map();
  #open = new Set();
  #next = 0;

  /** Publishes the next number to the room; the promise ends with its outcome: `acked` or an error's code. */
  publish(socket, room, timeoutMs = 60_000) {
    const number = this.#next++;
    const kept = { room, from: socket, outcome: undefined, answer: undefined };
    this.#outcomes.set(number, kept);
    const answered = socket
      .timeout(timeoutMs)
      .emitWithAck("publish", room, "m", room, number)
      .then((answer) => [answer.ok === true ? "acked" : answer.error?.code, answer], (error) => ["no answer", error.message]);
    const done = answered.then(([outcome, answer]) => {
      Object.assign(kept, { outcome, answer });
      this.#open.delete(done);
      return outcome;
    });
    this.#open.add(done);
    return done;
  }

  /** Waits until every publish has its outcome, and counts them. */
  async settle() {
    await Promise.all(this.#open);
    return this.counts();
  }

  /** How many there are of each outcome. */
  counts() {
    const counts = {};
    for (const { outcome } of this.#outcomes.values()) {
      counts[outcome ?? "open"] = (counts[outcome ?? "open"] ?? 0) + 1;
    }
    return counts;
  }

  /** The numbers published to the room with that outcome, and by that socket if one is given. */
  numbers(room, outcome, from) {
    return [...this.#outcomes]
      .filter(([, kept]) => kept.room === room && kept.outcome === outcome && (from === undefined || kept.from === from))
      .map(([number]) => number);
  }

  /** The first answers that are neither good nor of the given codes. */
  surprises(...codes) {
    const expected = new Set(["acked", ...codes]);
    return [...this.#outcomes.values()].filter(({ outcome }) => !expected.has(outcome)).slice(0, 5).map(({ answer }) => answer);
  }

  /**
   * Waits until every subscriber has heard all that was acked, then fails unless each has heard exactly that, besides
   * what is `unknown`, each at most once, and all subscribers of a room in the same order.
   */
  async check(subscribers, ms = 30_000) {
    const rooms = new Set(subscribers.flatMap((subscriber) => [...subscriber.rooms]));
    for (const room of rooms) {
      const acked = new Set(this.numbers(room, "acked"));
      const unknown = new Set(this.numbers(room, "unknown"));
      const listeners = subscribers.filter((subscriber) => subscriber.rooms.has(room));
      for (const listener of listeners) {
        const missing = () => {
          const heard = new Set(listener.heard(room));
          return [...acked].filter((number) => !heard.has(number));
        };
        const what = () => `all of ${room}; missing ${missing().length}: ${missing().slice(0, 10)}`;
        await until(ms, what, () => listener.heard(room).length >= acked.size && missing().length === 0, 50);
      }
      const first = listeners[0].heard(room);
      assert.equal(new Set(first).size, first.length, `${room}: something came twice`);
      const wrong = first.filter((number) => !acked.has(number) && !unknown.has(number));
      assert.deepEqual(wrong, [], `${room}: came although it was refused or never published there`);
      for (const listener of listeners) {
        assert.deepEqual(listener.heard(room), first, `${room}: two sockets saw different orders`);
      }
    }
  }
}

/** Who listens: the numbers heard, by room, in order. */
export class Subscriber {
  #heard = new Map();
  disconnects = [];

  constructor(socket, rooms = []) {
    this.socket = socket;
    this.rooms = new Set(rooms);
    socket.on("m", (room, number) => this.#of(room).push(number));
    socket.on("disconnect", (reason) => this.disconnects.push(reason));
  }

  heard(room) {
    return this.#of(room);
  }

  /** How many it has heard in all. */
  get total() {
    return [...this.#heard.values()].reduce((sum, numbers) => sum + numbers.length, 0);
  }

  #of(room) {
    let numbers = this.#heard.get(room);
    if (numbers === undefined) {
      numbers = [];
      this.#heard.set(room, numbers);
    }
    return numbers;
  }
}
