// One emit to very many rooms: who is in some of them gets it once, whatever happens to the routers meanwhile.
import { WebSocket } from "ws";
import { metrics, quantiles } from "./figures.mjs";
import { event, until, within } from "./wait.mjs";

const CONNECTING = 100;
const EVENT = "wide";

/** A socket in some rooms, without a client library: when which emit has come. */
class Listener {
  heard = [];
  ended = false;

  static async connect(edge, user, rooms) {
    const listener = new Listener();
    listener.ws = new WebSocket(`ws://127.0.0.1:${edge.port}/socket.io/?EIO=4&transport=websocket`, { perMessageDeflate: false });
    listener.ws.on("error", (error) => (listener.error = error.message));
    listener.ws.on("close", () => (listener.ended = true));
    await event(listener.ws, "message", 30_000);
    const joined = new Promise((resolve, reject) => {
      listener.ws.on("message", (bytes) => listener.#hear(bytes.toString("latin1"), rooms, resolve, reject));
    });
    listener.ws.send(`40${JSON.stringify({ token: edge.token(user) })}`);
    await within(60_000, () => `join of ${user} (${listener.error ?? "no error"})`, joined);
    return listener;
  }

  #hear(text, rooms, joined, refused) {
    if (text === "2") {
      this.ws.send("3");
    } else if (text.startsWith(`42["${EVENT}",`)) {
      this.heard.push({ number: parseInt(text.slice(EVENT.length + 6), 10), at: performance.now() });
    } else if (text.startsWith("40{")) {
      rooms.forEach((room, i) => this.ws.send(`42${i}["join",${JSON.stringify(room)}]`));
    } else if (/^43\d+\[/.test(text)) {
      if (!text.includes('{"ok":true')) {
        refused(new Error(text));
      } else if (text.startsWith(`43${rooms.length - 1}[`)) {
        joined();
      }
    } else if (text.startsWith("44")) {
      refused(new Error(text));
    }
  }

  count(number) {
    return this.heard.filter((heard) => heard.number === number).length;
  }
}

/**
 * Connects sockets, each in two of the rooms, spread over the edges; then emits to all rooms, some times.
 *
 * @param publisher a stock client
 * @param during called with the emit's number when the first sockets have had it
 * @returns of each emit: until the ack, the first, the median and the last socket, in ms; and who had it not once
 */
export async function wide({ edges, publisher, rooms, sockets, emits, during = async () => {}, report = () => {} }) {
  const names = Array.from({ length: rooms }, (_, i) => `w${i}`);
  const listeners = new Array(sockets);
  let next = 0;
  await Promise.all(Array.from({ length: CONNECTING }, async () => {
    while (next < sockets) {
      const i = next++;
      const own = [i, (i + Math.floor(sockets / 2)) % sockets].map((n) => names[Math.floor(n * rooms / sockets)]);
      listeners[i] = await Listener.connect(edges[i % edges.length], `listener-${i}`, own);
    }
  }));
  report(`${sockets} sockets, each in 2 of ${rooms} rooms`);
  const results = [];
  for (let number = 0; number < emits; number++) {
    const begin = performance.now();
    const ack = await publisher.timeout(60_000).emitWithAck("publish", { rooms: names, event: EVENT, args: [number] });
    const acked = performance.now() - begin;
    if (ack.ok !== true) {
      throw new Error(`refused: ${JSON.stringify(ack)}`);
    }
    const had = () => listeners.filter((listener) => listener.count(number) > 0).length;
    await until(60_000, "the first has it", () => had() > 0, 1);
    const meanwhile = during(number);
    await until(120_000, () => `all have it: ${had()} of ${sockets}`, () => had() === sockets, 20).catch((late) => report(late.message));
    await meanwhile;
    const times = listeners.flatMap((listener) => listener.heard.filter((heard) => heard.number === number)).map(({ at }) => at - begin);
    results.push({ number, acked: Math.round(acked), ...quantiles(times), missed: sockets - had() });
    report(JSON.stringify(results.at(-1)));
  }
  // what comes late, comes before this
  await Promise.all(edges.map((edge) => settled(edge)));
  return {
    results,
    notOnce: results.map(({ number }) => listeners.filter((listener) => listener.count(number) !== 1).length),
    cutOff: listeners.filter((listener) => listener.ended).length,
    end: () => listeners.forEach((listener) => listener.ws.terminate()),
  };
}

/** Waits until an edge has delivered nothing for a second. */
async function settled(edge) {
  let delivered = -1;
  await until(60_000, "quiet", async () => {
    const now = (await metrics(edge)).roomlog_delivered_total;
    const quiet = now === delivered;
    delivered = now;
    return quiet;
  }, 1_000);
}
