// Stock clients that lose their connection and come back, on another edge if they are told to.
import { connected, dial } from "./clients.mjs";
import { Subscriber } from "./ledger.mjs";
import { Line } from "./line.mjs";
import { until } from "./wait.mjs";

/** Ways for a connection to end; none is wanted by the application. */
export const CUTS = {
  "the engine closes": (client) => client.socket.io.engine.close(),
  "the client's TCP socket is destroyed": (client) => client.socket.io.engine.transport.ws.terminate(),
  "the line breaks": (client) => client.line.cut(),
};

/** A stock client that reconnects by itself; what it hears goes on over all of its connections. */
export class Returning extends Subscriber {
  /** How and when each of its connections but the first began. */
  returns = [];
  #events = 0;

  /** Connected to an edge, or over a line. */
  static async connect(place, user, options = {}) {
    const client = new Returning(dial(place, {
      auth: { token: place.token(user) },
      transports: ["websocket"],
      reconnection: true,
      reconnectionDelay: 5,
      reconnectionDelayMax: 100,
      ...options,
    }));
    client.line = place instanceof Line ? place : undefined;
    await connected(client.socket);
    return client;
  }

  constructor(socket) {
    super(socket);
    socket.onAny(() => this.#events++);
    socket.once("connect", () => {
      this.id = socket.id;
      socket.on("connect", () => {
        this.returns.push({ at: performance.now(), id: socket.id, recovered: socket.recovered });
      });
    });
  }

  /** Its next connection leads to that edge. */
  headFor(edge) {
    if (this.line === undefined) {
      this.socket.io.uri = edge.url;
    } else {
      this.line.leadTo(edge);
    }
  }

  /**
   * Ends its connection, and waits until it is back on that edge. A polling client that has no poll under way feels
   * nothing when its line breaks, for the next edge passes its polls on: then it is cut again.
   */
  async cut(cut, edge, ms = 20_000) {
    const before = this.returns.length;
    const ends = this.disconnects.length;
    this.headFor(edge);
    await until(ms, () => `return number ${before + 1}; ended by ${this.disconnects}`, () => {
      if (this.disconnects.length === ends) {
        cut(this);
      }
      return this.returns.length > before;
    }, 2);
  }

  /** Waits until it knows a position in the log. */
  async located(ms = 5_000) {
    await until(ms, "a position", () => this.#events > 0, 2);
    return this;
  }

  /** The returns that did not recover its first socket. */
  get failures() {
    return this.returns.filter(({ id, recovered }) => id !== this.id || recovered !== true);
  }
}
