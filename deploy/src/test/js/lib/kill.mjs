// An edge that holds many stock clients is killed under load; they come back to the other by themselves.
import { connect, join } from "./clients.mjs";
import { growth, metrics, quantiles } from "./figures.mjs";
import { Ledger } from "./ledger.mjs";
import { Returning } from "./returning.mjs";
import { pause, until } from "./wait.mjs";

const CONNECTING = 50;
const PUBLISHERS = 4;
const TICK_MS = 20;
const TO_ONE_USER = 4;

/**
 * Connects `sockets` stock clients to `doomed`, in rooms of `roomSize`, publishes `rate` messages a second through
 * `survivor` all the time, every fourth of them to a single user, and kills `doomed` after `seconds`. Ends `seconds`
 * after the last client is back. Fails if a client has lost anything or had it twice, or if the orders differ.
 */
export async function kill({ doomed, survivor, sockets, roomSize = 50, rate = 150, seconds = 10, backMs = 120_000, report = () => {} }) {
  const clients = await connectAll(doomed, survivor, sockets, roomSize, report);
  const publishers = await Promise.all([...Array(PUBLISHERS).keys()].map((i) =>
    connect(survivor, `publisher-${i}`, { transports: ["websocket"] })));
  const ledger = new Ledger();
  const flow = new Flow(ledger, publishers, clients, rate);

  await pause(seconds * 1000);
  const before = await metrics(survivor);
  report(`${flow.sent} published; the edge is killed now`);
  const killed = performance.now();
  await doomed.process.kill();
  const back = () => clients.filter((client) => client.returns.length > 0).length;
  const line = setInterval(() => report(`${Math.round((performance.now() - killed) / 1000)} s: ${back()} back`), 2_000);
  try {
    await until(backMs, () => `all back; ${back()} are`, () => back() === sockets, 20);
  } finally {
    clearInterval(line);
  }
  const duringReturn = growth(before, await metrics(survivor), "roomlog_log_reads", "roomlog_resumes", "roomlog_replayed");
  report("all are back");
  await pause(seconds * 1000);
  await flow.stop();
  const counts = await ledger.settle();
  report("all published; looking for what is lost or repeated");
  await ledger.check(clients, 60_000);
  return {
    sockets,
    counts,
    received: clients.reduce((sum, client) => sum + client.total, 0),
    backMs: quantiles(clients.map((client) => client.returns[0].at - killed)),
    attempts: clients.reduce((sum, client) => sum + client.attempts, 0),
    returns: clients.reduce((sum, client) => sum + client.returns.length, 0),
    failures: clients.flatMap((client) => client.failures).length,
    duringReturn,
    inAll: growth(before, await metrics(survivor), "roomlog_log_reads", "roomlog_resumes", "roomlog_replayed"),
  };
}

/** Publishes at a steady rate, through one publisher after the other. */
class Flow {
  sent = 0;
  #stopped = false;

  constructor(ledger, publishers, clients, rate) {
    this.run = this.#publish(ledger, publishers, clients, rate);
  }

  async stop() {
    this.#stopped = true;
    await this.run;
  }

  async #publish(ledger, publishers, clients, rate) {
    const rooms = [...new Set(clients.map((client) => client.room))];
    const begin = performance.now();
    while (!this.#stopped) {
      for (const due = ((performance.now() - begin) / 1000) * rate; this.sent < due; this.sent++) {
        const turn = Math.floor(this.sent / TO_ONE_USER);
        const room = this.sent % TO_ONE_USER === 0
          ? `user:${clients[(turn * 7) % clients.length].user}`
          : rooms[this.sent % rooms.length];
        ledger.publish(publishers[this.sent % PUBLISHERS], room);
      }
      await pause(TICK_MS);
    }
  }
}

async function connectAll(doomed, survivor, count, roomSize, report) {
  const clients = new Array(count);
  let next = 0;
  const begin = performance.now();
  await Promise.all(Array.from({ length: CONNECTING }, async () => {
    while (next < count) {
      const i = next++;
      if (i % 1000 === 999) {
        report(`connecting: ${i + 1} of ${count}`);
      }
      const user = `user-${i}`;
      const client = await Returning.connect(doomed, user, { reconnectionDelay: 100, reconnectionDelayMax: 1_000 });
      client.attempts = 0;
      client.socket.io.on("reconnect_attempt", () => client.attempts++);
      client.socket.on("disconnect", () => client.headFor(survivor));
      client.user = user;
      client.room = `kill ${Math.floor(i / roomSize)}`;
      await join(client.socket, client.room);
      [client.room, `user:${user}`].forEach((room) => client.rooms.add(room));
      clients[i] = client;
    }
  }));
  report(`${count} connected in ${Math.round(performance.now() - begin)} ms`);
  return clients;
}
