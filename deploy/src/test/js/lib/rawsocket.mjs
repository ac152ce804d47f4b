// A WebSocket by hand: frames that no library would write, and what came back.
import { connect } from "node:net";
import { UPGRADE } from "./http.mjs";
import { within } from "./wait.mjs";

export const TEXT = 1;
export const BINARY = 2;
export const CLOSE = 8;
export const PING = 9;

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

  /** Waits for the end, and gives the close code, or undefined where there was no close frame. */
  async end(ms = 5_000) {
    try {
      await within(ms, () => `end of the connection; received ${this.received.subarray(0, 200).toString("latin1")}`, this.ended);
    } finally {
      this.tcp.destroy();
    }
    for (let at = this.received, found; (found = parse(at)); at = at.subarray(found.size)) {
      if (found.opcode === CLOSE) {
        return found.payload.length >= 2 ? found.payload.readUInt16BE() : 1005;
      }
    }
    return undefined;
  }

  has(what, check) {
    return within(5_000, what, new Promise((resolve, reject) => {
      const look = () => {
        const found = check();
        if (found) {
          this.tcp.off("more", look);
          resolve(found);
        }
      };
      this.tcp.on("more", look);
      this.ended.then(() => reject(new Error(`the connection ended before ${what}`)));
      look();
    }));
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
