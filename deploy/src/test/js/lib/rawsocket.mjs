// A WebSocket by hand: frames that no library would write, and what came back.
import { connect } from "node:net";
import { UPGRADE } from "./http.mjs";
import { within } from "./wait.mjs";

export const TEXT = 1;
export const BINARY = 2;
export const CLOSE = 8;
export const PING = 9;

/** The server has ended the connection, or begun to. */
export class Ended extends Error {}

/** One masked frame; `length` lies about the payload's, `mask: false` leaves the mask out. */
export function frame(opcode, payload = Buffer.alloc(0), { fin = true, rsv = 0, mask = true, length } = {}) {
  const body = Buffer.from(payload);
  const declared = BigInt(length ?? body.length);
  const head = [(fin ? 0x80 : 0) | (rsv << 4) | opcode];
  const bit = mask ? 0x80 : 0;
  if (declared < 126n) {
    head.push(bit | Number(declared));
  } else if (declared < 65_536n) {
    head.push(bit | 126, Number(declared >> 8n), Number(declared & 255n));
  } else {
    const wide = Buffer.alloc(8);
    wide.writeBigUInt64BE(declared);
    head.push(bit | 127, ...wide);
  }
  if (!mask) {
    return Buffer.concat([Buffer.from(head), body]);
  }
  const key = [0x11, 0xa2, 0x33, 0xc4];
  return Buffer.concat([Buffer.from(head), Buffer.from(key), body.map((byte, i) => byte ^ key[i % 4])]);
}

/** A TCP connection to the edge that keeps what it reads. */
export class RawSocket {
  constructor(edge) {
    this.received = Buffer.alloc(0);
    this.tcp = connect(edge.port, "127.0.0.1").setNoDelay(true);
    this.ended = new Promise((resolve) => this.tcp.once("close", resolve));
    this.tcp.on("error", () => {}); // a reset is an end like others
    this.tcp.on("data", (bytes) => {
      this.received = Buffer.concat([this.received, bytes]);
      this.tcp.emit("more");
    });
  }

  /** A WebSocket on the Engine.IO path, once the handshake's packet is there. */
  static async websocket(edge) {
    const raw = new RawSocket(edge);
    const headers = Object.entries(UPGRADE).map(([name, value]) => `${name}: ${value}\r\n`).join("");
    raw.send(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: 127.0.0.1:${edge.port}\r\n${headers}\r\n`);
    await raw.has("the 101", () => {
      const end = raw.received.indexOf("\r\n\r\n");
      if (end < 0) {
        return false;
      }
      raw.received = raw.received.subarray(end + 4);
      return true;
    });
    await raw.text();
    return raw;
  }

  /** One that has joined the default namespace as well. */
  static async joined(edge, user) {
    const raw = await RawSocket.websocket(edge);
    raw.send(frame(TEXT, "40" + JSON.stringify({ token: edge.token(user) })));
    const reply = await raw.text();
    if (!reply.startsWith("40{")) {
      throw new Error(`CONNECT refused: ${reply}`);
    }
    return raw;
  }

  send(bytes) {
    if (!this.tcp.destroyed) {
      this.tcp.write(bytes);
    }
  }

  /** The next text message that the server sends. */
  async text() {
    for (;;) {
      const { opcode, payload } = await this.frame();
      if (opcode === TEXT) {
        return payload.toString();
      }
      if (opcode === CLOSE) {
        throw new Ended(`close ${payload.toString("hex")}`);
      }
    }
  }

  /** The text of the ack with that id. */
  async ack(id) {
    for (;;) {
      const text = await this.text();
      if (text.startsWith(`43${id}[`)) {
        return JSON.parse(text.slice(`43${id}`.length))[0];
      }
    }
  }

  /** The next frame that the server sends. */
  async frame() {
    return this.has("a frame", () => {
      const found = parse(this.received);
      if (found) {
        this.received = this.received.subarray(found.size);
      }
      return found;
    });
  }

  /** The ack with that id, or "ended" where the server ends the connection instead. */
  async ackOrEnd(id) {
    return orEnd(this.ack(id));
  }

  /** The next text message, or "ended" where the server ends the connection instead. */
  async textOrEnd() {
    return orEnd(this.text());
  }

  /** Waits for the end, answers a close as clients do, and gives its code, or undefined where there was none. */
  async end(ms = 5_000) {
    const received = () => `end of the connection; received ${this.received.subarray(0, 200).toString("latin1")}`;
    try {
      const code = await within(ms, received, this.#closeCode());
      if (code !== undefined) {
        this.send(frame(CLOSE, Buffer.from([3, 0xe8])));
      }
      await within(ms, "end of TCP after the close", this.ended);
      return code;
    } finally {
      this.tcp.destroy();
    }
  }

  /** Waits for the end of a connection that speaks HTTP, and gives all that was received. */
  async answer() {
    try {
      await within(5_000, "end of the connection", this.ended);
      return this.received.toString("latin1");
    } finally {
      this.tcp.destroy();
    }
  }

  async #closeCode() {
    for (;;) {
      const found = await this.frame().catch(() => undefined);
      if (found === undefined) {
        return this.ended.then(() => undefined);
      }
      if (found.opcode === CLOSE) {
        return found.payload.length >= 2 ? found.payload.readUInt16BE() : 1005;
      }
    }
  }

  has(what, check, ms = 5_000) {
    let look;
    return within(ms, what, new Promise((resolve, reject) => {
      look = () => {
        const found = check();
        if (found) {
          resolve(found);
        }
      };
      this.tcp.on("more", look);
      this.ended.then(() => reject(new Ended(`the connection ended before ${what}`)));
      look();
    })).finally(() => this.tcp.off("more", look));
  }
}

async function orEnd(promise) {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Ended) {
      return "ended";
    }
    throw error;
  }
}

function parse(bytes) {
  if (bytes.length < 2) {
    return undefined;
  }
  let length = bytes[1] & 0x7f;
  let at = 2;
  if (length === 126 && bytes.length >= 4) {
    [length, at] = [bytes.readUInt16BE(2), 4];
  } else if (length === 127 && bytes.length >= 10) {
    [length, at] = [Number(bytes.readBigUInt64BE(2)), 10];
  } else if (length > 125) {
    return undefined;
  }
  if (bytes.length < at + length) {
    return undefined;
  }
  return { opcode: bytes[0] & 15, payload: bytes.subarray(at, at + length), size: at + length };
}
