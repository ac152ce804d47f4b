// Stock clients, and what they have heard.
import { io } from "socket.io-client";
import { until, within } from "./wait.mjs";

const open = new Set();
const SERVERS_OWN = new Set(["$offset"]);

/** A stock client with a connection of its own; it is not waited for. */
export function dial(edge, options = {}, namespace = "") {
  const socket = io(edge.url + namespace, { forceNew: true, reconnection: false, ...options });
  open.add(socket);
  return socket;
}

/** A connected stock client of the user. */
export async function connect(edge, user, options = {}, namespace = "") {
  const socket = dial(edge, { auth: { token: edge.token(user) }, ...options }, namespace);
  await connected(socket);
  return socket;
}

/** Waits until the socket is connected; a refusal is an error. */
export function connected(socket, ms = 10_000) {
  return within(ms, "connect", new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", (error) => reject(new Error(`connect_error ${error.message}`, { cause: error })));
  }));
}

/** The error of a connection that must be refused. */
export function refused(socket, ms = 10_000) {
  return within(ms, "connect_error", new Promise((resolve, reject) => {
    socket.once("connect_error", resolve);
    socket.once("connect", () => reject(new Error("it was let in")));
  }));
}

/** Emits and waits for the ack. */
export function ask(socket, ...args) {
  return socket.timeout(10_000).emitWithAck(...args);
}

/** Joins, and fails unless the ack is good. */
export async function join(socket, room) {
  const ack = await ask(socket, "join", room);
  if (ack.ok !== true) {
    throw new Error(`join of ${room} refused: ${JSON.stringify(ack)}`);
  }
  return ack;
}

/** Everything that a socket hears from now on, in order, as {event, args, offset}. */
export class Inbox {
  constructor(socket) {
    this.all = [];
    this.disconnects = [];
    socket.onAny((name, ...args) => {
      if (!SERVERS_OWN.has(name)) {
        this.all.push({ event: name, args: args.slice(0, -1), offset: args.at(-1) });
      }
    });
    socket.on("disconnect", (reason) => this.disconnects.push(reason));
  }

  /** What came of one event. */
  of(name) {
    return this.all.filter((heard) => heard.event === name);
  }

  /** The arguments of each `name`, without the offset. */
  args(name) {
    return this.of(name).map((heard) => heard.args);
  }

  /** The first `name`, once it is there. */
  async first(name, ms = 5_000) {
    return (await this.some(name, 1, ms))[0];
  }

  /** All of `name`, once there are at least so many. */
  async some(name, count, ms = 5_000) {
    const seen = () => `${count} of ${name}; heard ${this.of(name).length} of them and ${this.all.length} in all`;
    return until(ms, seen, () => this.of(name).length >= count && this.of(name), 5);
  }
}

/** Closes what this file's tests have opened. */
export function closeAll() {
  for (const socket of open) {
    socket.disconnect();
  }
  open.clear();
}
