// Connections that do not keep to the rules: bytes go out in pieces, and they end as it happens.
import { RawSocket } from "../rawsocket.mjs";
import { reset } from "../reset.mjs";
import { pause } from "../wait.mjs";
import { pieces } from "./mutate.mjs";

/** What is a request: Helidon answers 500 to much that is none. */
const HTTP = /^[A-Z]+ \/[\x21-\x7e]* HTTP\/1\.1\r\n([a-z-]+: [\x20-\x7e]*\r\n)*\r\n/;

const ENDS = [
  (tcp) => tcp.destroy(),
  (tcp) => tcp.end(),
  reset,
];

/** Sends bytes in pieces, now and then with time in between. */
export async function sendInPieces(values, raw, bytes) {
  const { random } = values;
  if (random.oneIn(3)) {
    for (const piece of pieces(random, bytes)) {
      raw.send(piece);
      await pause(random.below(3));
    }
  } else {
    raw.send(bytes);
  }
}

/** Ends a connection by FIN or RST, and keeps what it said to its owner. */
export async function end(values, raw, owner) {
  values.learn(raw.received, owner);
  values.random.of(ENDS)(raw.tcp);
  await Promise.race([raw.ended, pause(200)]);
  raw.tcp.destroy();
}

/** One request on a connection of its own; what comes within the time, as a text. */
export async function exchange(values, port, bytes, ms = 400) {
  const raw = new RawSocket({ port });
  await sendInPieces(values, raw, Buffer.from(bytes));
  await Promise.race([raw.ended, raw.has("an answer", () => answered(raw.received), ms).catch(() => {})]);
  const text = raw.received.toString("latin1");
  await end(values, raw);
  if (/^HTTP\/1\.1 500/.test(text) && HTTP.test(Buffer.from(bytes).toString("latin1"))) {
    throw new Error(`500 to ${JSON.stringify(Buffer.from(bytes).toString("latin1").slice(0, 600))}: ${text.slice(0, 400)}`);
  }
  return text;
}

function answered(received) {
  const text = received.toString("latin1");
  const head = text.indexOf("\r\n\r\n");
  const length = /content-length: (\d+)/i.exec(text.slice(0, head));
  return head >= 0 && length !== null && text.length >= head + 4 + Number(length[1]);
}
