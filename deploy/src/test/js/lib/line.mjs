// A network line between clients and edges: it leads elsewhere when told, breaks, or falls silent.
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { reset } from "./reset.mjs";

/** What clients are pointed at in place of an edge. */
export class Line {
  #server;
  #open = new Set();
  #plan = [];

  /** A line that leads to the edge. */
  static async to(edge) {
    const line = new Line();
    line.target = edge;
    line.#server = createServer((client) => line.#carry(client)).listen(0, "127.0.0.1");
    await once(line.#server, "listening");
    line.port = line.#server.address().port;
    line.url = `http://127.0.0.1:${line.port}`;
    line.token = (sub) => line.target.token(sub);
    return line;
  }

  /** Where connections lead that are opened from now on; those that are open stay where they are. */
  leadTo(edge) {
    this.target = edge;
  }

  /** The next connections, one after the other: each leads to its edge and breaks after so many bytes from there. */
  plan(...connections) {
    this.#plan.push(...connections.map(([edge, bytes]) => ({ edge, bytes })));
  }

  /** How many of the planned connections have not been opened yet. */
  get planned() {
    return this.#plan.length;
  }

  /** Breaks all that is open: both sides get a reset, and no close of any protocol. */
  cut() {
    this.#open.forEach((pair) => pair.reset());
  }

  /**
   * What is open stays open at the edge and carries nothing more, in either direction, whatever the client does.
   * Gives a look at what the edge has sent in vain since, as text.
   */
  silence() {
    const silenced = [...this.#open];
    silenced.forEach((pair) => pair.silence());
    return () => silenced.map((pair) => pair.swallowed).join("");
  }

  /** What clients send still arrives at the edges; what edges send does no longer arrive, of all that is open. */
  swallowAnswers() {
    this.#open.forEach((pair) => pair.swallowAnswers());
  }

  /** Breaks all that is open, and takes no more. */
  close() {
    this.cut();
    this.#server.close();
  }

  #carry(client) {
    const { edge, bytes } = this.#plan.shift() ?? { edge: this.target, bytes: Infinity };
    const pair = new Pair(client, connect(edge.port, "127.0.0.1"), bytes);
    this.#open.add(pair);
    pair.upstream.once("close", () => this.#open.delete(pair));
  }
}

/** A client's connection, and the one to the edge that belongs to it. */
class Pair {
  swallowed = "";
  #silent = false;
  #swallows = false;
  #left;

  constructor(client, upstream, bytes) {
    this.client = client;
    this.upstream = upstream;
    this.#left = bytes;
    client.setNoDelay(true).on("data", (some) => this.#silent || upstream.write(some));
    upstream.setNoDelay(true).on("data", (some) => this.#down(some));
    client.on("close", () => this.#silent || upstream.destroy());
    upstream.on("close", () => this.#silent || client.end());
    client.on("error", () => {});
    upstream.on("error", () => {});
  }

  reset() {
    reset(this.client);
    reset(this.upstream);
  }

  silence() {
    this.#silent = true;
  }

  swallowAnswers() {
    this.#swallows = true;
  }

  #down(some) {
    if (this.#silent || this.#swallows) {
      this.swallowed += some.toString("latin1");
    } else if (some.length < this.#left) {
      this.#left -= some.length;
      this.client.write(some);
    } else {
      this.#silent = true;
      reset(this.upstream);
      this.client.end(some.subarray(0, this.#left));
    }
  }
}
