// WebSockets that say what they should not, and sometimes should: frames, packets and verbs.
import { BINARY, CLOSE, frame, PING, RawSocket, TEXT } from "../rawsocket.mjs";
import { pause } from "../wait.mjs";
import { end, sendInPieces } from "./exchange.mjs";
import { connect, packet } from "./packets.mjs";

const MOST = 14;

/** Good frames with Socket.IO packets of any kind; gives how many packets. */
export async function packets(values, edge) {
  return conversation(values, edge, async (raw) => {
    for (const [opcode, payload] of packet(values)) {
      const bytes = values.random.oneIn(4) ? values.mutated(payload) : Buffer.from(payload);
      await sendInPieces(values, raw, framed(values, opcode, bytes));
    }
  });
}

/** Frames that are almost right, or not at all; gives how many. */
export async function frames(values, edge) {
  const { random } = values;
  return conversation(values, edge, async (raw) => {
    const [opcode, payload] = random.of(packet(values));
    const whole = framed(values, opcode, Buffer.from(payload));
    const bytes = random.of([
      () => values.mutated(whole),
      () => values.spliced(whole, framed(values, BINARY, random.bytes(200))),
      () => frame(random.below(16), random.bytes(150), { fin: random.oneIn(2), rsv: random.oneIn(4) ? random.below(8) : 0, mask: !random.oneIn(6) }),
      () => frame(random.of([TEXT, BINARY, 0]), payload, { length: random.of([0, 125, 126, 65_535, 65_536, 1_000_001, 2 ** 31, 2 ** 32, 2n ** 63n - 1n, 2n ** 64n - 1n]) }),
      () => frame(random.of([PING, 10]), random.bytes(140)),
      () => frame(CLOSE, random.oneIn(2) ? random.bytes(130) : Buffer.from([random.of([3, 11, 15, 19]), random.below(256)])),
      () => random.bytes(400),
    ])();
    await sendInPieces(values, raw, bytes);
  });
}

/** A client that loses its connection and comes back with its pid and cursor, or almost. */
export async function resumes(values, edge) {
  const { random } = values;
  const raw = await RawSocket.websocket(edge);
  const room = JSON.stringify(values.room());
  const { user, namespace, pid, offset } = values.session();
  raw.send(frame(TEXT, `40${namespace}${JSON.stringify({ token: edge.token(user), pid, offset })}`));
  raw.send(frame(TEXT, `42${namespace}1["join",${room}]`));
  raw.send(frame(TEXT, `42${namespace}2["publish",${room},"said",1]`));
  await raw.has("an ack", () => raw.received.includes("43"), 300 + random.below(300)).catch(() => {});
  await pause(random.of([0, 20, 200]));
  await end(values, raw, { user, namespace });
  return 1;
}

async function conversation(values, edge, say) {
  const { random } = values;
  const raw = await RawSocket.websocket(edge);
  let said = 0;
  if (!random.oneIn(8)) {
    const namespace = random.oneIn(4) ? "/fuzz," : "";
    raw.send(frame(...connect(values, namespace, random.oneIn(6))[0]));
    await raw.has("an answer", () => raw.received.length > 0, 1_000).catch(() => {});
  }
  for (let left = 1 + random.below(MOST); left > 0 && !raw.tcp.destroyed; left--) {
    await say(raw);
    said++;
    if (random.oneIn(3)) {
      await pause(random.below(40));
    }
  }
  await pause(random.of([0, 0, 10, 100, 400]));
  await end(values, raw);
  return said;
}

/** One frame, or the fragments of it, with a ping between them. */
function framed(values, opcode, payload) {
  const { random } = values;
  if (!random.oneIn(4)) {
    return frame(opcode, payload);
  }
  const cut = random.below(payload.length + 1);
  return Buffer.concat([
    frame(opcode, payload.subarray(0, cut), { fin: false }),
    random.oneIn(2) ? frame(PING, random.bytes(20)) : Buffer.alloc(0),
    frame(0, payload.subarray(cut)),
  ]);
}
