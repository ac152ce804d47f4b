// To be run apart: somebody who means no good, on TCP connections of his own.
import { connect } from "node:net";
import { UPGRADE } from "./http.mjs";
import { reset } from "./reset.mjs";
import { pause } from "./wait.mjs";

const HALF = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: half\r\n";
const WHOLE = `${HALF}${Object.entries(UPGRADE).map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
const TICK_MS = 5;
const PATIENCE_MS = 10_000;
const MOST_OPEN = 5_000;

let half;

/** Holds so many connections that have sent half a request, and opens each again once it is cut off. */
export function holdHalfOpen({ port, count }) {
  half = { sockets: new Set(), opened: 0, cutOff: 0, failed: 0 };
  for (let i = 0; i < count; i++) {
    openHalf(port);
  }
}

function openHalf(port) {
  const socket = connect(port, "127.0.0.1");
  let connected = false;
  half.sockets.add(socket);
  socket.once("connect", () => {
    connected = true;
    half.opened++;
    socket.write(HALF);
  });
  socket.on("error", () => {});
  socket.once("close", async () => {
    half.sockets.delete(socket);
    connected ? half.cutOff++ : half.failed++;
    await pause(TICK_MS);
    if (!half.ending) {
      openHalf(port);
    }
  });
  socket.resume();
}

/** How many have been opened so far, cut off, and not even opened; ends them if that is wanted. */
export function halfOpen(end = false) {
  if (half === undefined) {
    return undefined;
  }
  const { opened, cutOff, failed } = half;
  if (end) {
    half.ending = true;
    half.sockets.forEach(reset);
  }
  return { opened, cutOff, failed, open: opened - cutOff };
}

/** Begins WebSocket handshakes, so many a second if that can be reached, and reads what each is answered. */
export async function handshakes({ port, rate, seconds }) {
  const answers = {};
  const begin = performance.now();
  const end = begin + seconds * 1000;
  let begun = 0;
  let open = 0;
  for (let now = begin; now < end; now = performance.now()) {
    for (const due = ((now - begin) / 1000) * rate; begun < due && open < MOST_OPEN; begun++) {
      open++;
      handshake(port, (answer) => {
        open--;
        answers[answer] = (answers[answer] ?? 0) + 1;
      });
    }
    await pause(TICK_MS);
  }
  const took = (performance.now() - begin) / 1000;
  for (const late = performance.now() + PATIENCE_MS; open > 0 && performance.now() < late; ) {
    await pause(TICK_MS);
  }
  return { begun, perSecond: Math.round(begun / took), answers };
}

/** One handshake; its answer is a status, or what has come in place of one. */
function handshake(port, done) {
  const socket = connect(port, "127.0.0.1");
  let answer = "no connection";
  socket.once("connect", () => {
    answer = "none";
    socket.write(WHOLE);
  });
  socket.once("data", (bytes) => {
    answer = /^HTTP\/1\.1 (\d+)/.exec(bytes.toString("latin1"))?.[1] ?? "no HTTP";
    // with a reset, no port waits for late segments: they would be used up within seconds
    reset(socket);
  });
  socket.setTimeout(PATIENCE_MS, () => {
    answer = "late";
    socket.destroy();
  });
  socket.on("error", () => {});
  socket.once("close", () => done(answer));
}
