// Honest stock clients in rooms of their own, which must feel nothing.
import { ask, connect, join } from "../clients.mjs";
import { Ledger, Subscriber } from "../ledger.mjs";
import { pause, until } from "../wait.mjs";

const TRANSPORTS = { websocket: ["websocket"], polling: ["polling"], upgraded: ["polling", "websocket"] };
const ROOMS = ["honest-a", "honest-b", "honest-c"];
const EVERY_MS = 100;
const LATE_MS = 15_000;

export class Honest {
  #ledger = new Ledger();
  #underWay = new Set();
  #worst = 0;
  #next = 0;

  /** Two for each transport, all in two of three rooms, and somebody who publishes to these all the time. */
  static async start(edge) {
    const honest = new Honest();
    const transports = [...Object.values(TRANSPORTS), ...Object.values(TRANSPORTS)];
    honest.listeners = await Promise.all(transports.map(async (some, i) => {
      const rooms = [ROOMS[i % 3], ROOMS[(i + 1) % 3]];
      const listener = new Subscriber(await connect(edge, `honest-${i}`, { transports: some }), rooms);
      await Promise.all(rooms.map((room) => join(listener.socket, room)));
      return listener;
    }));
    honest.publisher = new Subscriber(await connect(edge, "honest-publisher", { transports: ["websocket"] }));
    honest.timer = setInterval(() => honest.#publish(), EVERY_MS).unref();
    return honest;
  }

  /** How many connections these are. */
  get connections() {
    return this.listeners.length + 1;
  }

  /** What has gone wrong so far, and cannot become right again. */
  get problems() {
    const all = [...this.listeners, this.publisher];
    return [
      ...all.flatMap(({ disconnects }, i) => disconnects.map((reason) => `bystander ${i} was disconnected: ${reason}`)),
      ...this.#ledger.surprises().map((answer) => `a bystander's publish was answered ${JSON.stringify(answer)}`),
      ...(this.#worst > LATE_MS ? [`a bystander's ack took ${Math.round(this.#worst)} ms`] : []),
    ];
  }

  /** Ends the stream; gives what was lost, repeated, late or out of order, and what the router no longer does. */
  async finish() {
    clearInterval(this.timer);
    await Promise.all(this.#underWay);
    const problems = this.problems;
    await this.#ledger.check(this.listeners).catch((error) => problems.push(error.message));
    for (const { rooms, heard } of this.listeners.map((listener) => ({ rooms: listener.rooms, heard: (room) => listener.heard(room) }))) {
      for (const room of rooms) {
        if (heard(room).some((number, i, all) => i > 0 && number <= all[i - 1])) {
          problems.push(`${room}: not in the order in which it was published`);
        }
      }
    }
    await this.#askRouter().catch((error) => problems.push(`the router: ${error.message}`));
    return problems;
  }

  /** What there was. */
  get figures() {
    return { published: this.#next, slowestAckMs: Math.round(this.#worst) };
  }

  async #askRouter() {
    const [room, other] = ROOMS;
    const members = this.listeners.filter((listener) => listener.rooms.has(room)).length;
    let answer;
    await until(20_000, () => `${members} members; ${JSON.stringify(answer)}`, async () => {
      answer = await ask(this.publisher.socket, "members", room);
      return answer.ok === true && answer.count === members;
    }, 500);
    const heard = this.listeners.map(({ socket }) => new Promise((resolve) => socket.once("wide", resolve)));
    const wide = await ask(this.publisher.socket, "publish", { rooms: [room, other, ROOMS[2]], event: "wide", args: [1] });
    if (wide.ok !== true) {
      throw new Error(`a wide emit was answered ${JSON.stringify(wide)}`);
    }
    await Promise.race([Promise.all(heard), pause(20_000).then(() => Promise.reject(new Error("a wide emit has not reached all")))]);
  }

  #publish() {
    const begin = performance.now();
    const sent = this.#ledger.publish(this.publisher.socket, ROOMS[this.#next++ % ROOMS.length]).then(() => {
      this.#worst = Math.max(this.#worst, performance.now() - begin);
      this.#underWay.delete(sent);
    });
    this.#underWay.add(sent);
  }
}
