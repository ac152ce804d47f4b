// Somebody who has nothing to do with it, and must not feel it: a steady stream from one socket to another.
import assert from "node:assert/strict";
import { connect, Inbox, join } from "./clients.mjs";

const EVERY_MS = 20;
const LATE_MS = 2_000;

export class Bystander {
  #acks = [];
  #sent = 0;
  #worst = 0;

  /** Two sockets in a room, one of which publishes all the time. */
  static async start(edge) {
    const bystander = new Bystander();
    bystander.listener = await connect(edge, "bystander", { transports: ["websocket"] });
    bystander.sender = await connect(edge, "streamer", { transports: ["websocket"] });
    bystander.inbox = new Inbox(bystander.listener);
    bystander.senders = new Inbox(bystander.sender);
    bystander.listener.on("tick", (number, at) => {
      bystander.#worst = Math.max(bystander.#worst, performance.now() - at);
    });
    await join(bystander.listener, "bystanders");
    bystander.timer = setInterval(() => bystander.#publish(), EVERY_MS).unref();
    return bystander;
  }

  /** How much has gone through so far. */
  get sent() {
    return this.#sent;
  }

  /** Ends the stream, and fails if anything was lost, doubled, out of order, refused or late, or if anyone was cut off. */
  async finish() {
    clearInterval(this.timer);
    await this.inbox.some("tick", this.#sent);
    const acks = await Promise.all(this.#acks);
    assert.deepEqual(acks.filter((ack) => ack.ok !== true), []);
    assert.deepEqual(this.inbox.args("tick").map(([number]) => number), [...Array(this.#sent).keys()]);
    assert.deepEqual([...this.inbox.disconnects, ...this.senders.disconnects], []);
    assert.ok(this.#worst < LATE_MS, `the slowest took ${Math.round(this.#worst)} ms`);
    return `${this.#sent} ticks, the slowest after ${Math.round(this.#worst)} ms`;
  }

  #publish() {
    const args = ["bystanders", "tick", this.#sent++, performance.now()];
    this.#acks.push(this.sender.timeout(15_000).emitWithAck("publish", ...args).catch((error) => ({ error: error.message })));
  }
}
