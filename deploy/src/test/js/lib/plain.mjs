// A socket without a client library: frames of Engine.IO and Socket.IO over `ws`, for crowds.
import { WebSocket } from "ws";
import { token } from "./token.mjs";
import { within } from "./wait.mjs";

const CONNECTING = 100;

export class Plain {
  /** Where it is in the log: the string at the end of the last event. */
  offset;
  /** Whether the edge has told why it ends the connection, and the code. */
  closing;
  error;
  #asked = new Map();
  #ids = 0;
  #hear;

  /**
   * Connected, CONNECT's answer is there.
   *
   * @param hear called with the text of each event that asks for no ack: `42["name",...]`
   * @param resume what the one before knew: {pid, offset}
   */
  static async connect(place, user, { hear = () => {}, resume = {}, ms = 60_000 } = {}) {
    const socket = new Plain(place, hear);
    await within(ms, () => `CONNECT of ${user} (${socket.error ?? "no error"})`, new Promise((resolve, reject) => {
      socket.ended.then(() => reject(new Error(`${user}: ended before CONNECT's answer: ${socket.error ?? "closed"}`)));
      socket.ws.once("message", () => socket.ws.send(`40${JSON.stringify({ token: place.token(user), ...resume })}`));
      socket.connected = resolve;
      socket.refused = reject;
    }));
    return socket;
  }

  constructor(place, hear) {
    this.#hear = hear;
    this.ws = new WebSocket(`ws://127.0.0.1:${place.port}/socket.io/?EIO=4&transport=websocket`, { perMessageDeflate: false });
    this.ws.on("error", (error) => (this.error = error.message));
    this.ended = new Promise((resolve) => this.ws.on("close", resolve));
    this.ws.on("message", (bytes) => this.#take(bytes.toString("latin1")));
  }

  /** Emits, and waits for the ack. */
  ask(...args) {
    const id = this.#ids++;
    return within(60_000, () => `ack of ${args[0]} (${this.error ?? "no error"})`, new Promise((resolve) => {
      this.#asked.set(id, resolve);
      this.ws.send(`42${id}${JSON.stringify(args)}`);
    })).finally(() => this.#asked.delete(id));
  }

  /** Joins, and fails unless the ack is good. */
  async join(room) {
    const ack = await this.ask("join", room);
    if (ack.ok !== true) {
      throw new Error(`join of ${room} refused: ${JSON.stringify(ack)}`);
    }
  }

  /** Whether its connection has ended. */
  get hasEnded() {
    return this.ws.readyState === WebSocket.CLOSED;
  }

  /** Reads no more: what comes stays with the kernel, and then with the edge. */
  pause() {
    this.ws.pause();
  }

  /** Reads again. */
  resume() {
    this.ws.resume();
  }

  /** Breaks the connection. */
  cut() {
    this.ws.terminate();
  }

  #take(text) {
    if (text === "2") {
      this.ws.send("3");
    } else if (text.startsWith("42[")) {
      if (text.endsWith('"]')) {
        this.offset = text.slice(text.lastIndexOf('"', text.length - 3) + 1, -2);
      } else if (text.startsWith('42["closing",')) {
        this.closing = JSON.parse(text.slice(2))[1].code;
      }
      this.#hear(text);
    } else if (text.startsWith("43")) {
      const begin = text.indexOf("[");
      this.#asked.get(Number(text.slice(2, begin)))?.(JSON.parse(text.slice(begin))[0]);
    } else if (text.startsWith("40{")) {
      Object.assign(this, JSON.parse(text.slice(2)));
      this.connected();
    } else if (text.startsWith("44")) {
      this.refused(new Error(text));
    }
  }
}

/** An edge as a process apart is told of it: {port, secret}. */
export function placeOf({ port, secret }) {
  return { port, token: (user) => token(secret, user) };
}

/** Does something with each number below `count`, a few at a time. */
export async function inWaves(count, action, atATime = CONNECTING) {
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(count, atATime) }, async () => {
    while (next < count) {
      await action(next++);
    }
  }));
}
