// What stands where something else is expected, and what has been seen of the server's own.
import { sign, token } from "../token.mjs";
import { mutated, spliced } from "./mutate.mjs";

const KEPT = 60;
const SESSIONS = 20;
const ROOMS = 12;
const USERS = 6;
const SEEN = {
  pid: /"pid":"([^"]+)"/g,
  sid: /40(?:\/fuzz,)?\{"sid":"([^"]+)"/g,
  offset: /"((?:[\w-]{8,})\.(?:[\w-]{2,}))"/g,
};

export const NUMBERS = [
  "0", "-0", "-1", "1", "00", "127", "128", "2147483647", "2147483648", "-2147483649", "4294967295", "9007199254740993",
  "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616", "1e5", "1E+2", "0.1",
  "1e308", "1e309", "-1e-400", "1e999999999", `1${"0".repeat(500)}`, `1${"0".repeat(2_000)}`,
];

export const TEXTS = [
  "", " ", "\0", "\x1e", "\n", "日本", "\u{1f600}", "\ud800", "\udc00x", "\u202e", "\ufeff", "__proto__", "toString", "~all",
  "~all:0", "user:", "user:fuzz-0", "/", "/,", "/fuzz,f1", ",", "$offset", "connect", "disconnect", "gap", "closing", "error",
  "%00", "%", "..", "../..", "null", "x".repeat(128), "x".repeat(129), "x".repeat(257), "é".repeat(256), "x".repeat(70_000),
];

/** Pieces of everything that the server understands. */
export const WORDS = [
  ...TEXTS.filter((text) => text.length < 300),
  "4", "2probe", "3probe", "5", "6", "1", "40", "41", "42", "43", "44", "450-", "451-", "4599999999999-", "461-", "b", "b$$$$",
  '{"_placeholder":true,"num":0}', '{"_placeholder":true,"num":-1}', '"join"', '"publish"', '"history"', '"authenticate"',
  "[", "]", "{", "}", '"', "\\u0000", "\\ud800", "[[[[[[[[", "true", "null", "\r\n", "\r\n\r\n", "HTTP/1.1", "GET ", "POST ",
  "content-length: ", "transfer-encoding: chunked\r\n", "upgrade: websocket\r\n", "connection: close\r\n", "expect: 100-continue\r\n",
  "ffffffffffffffff\r\n", "0\r\n\r\n", "&sid=", "EIO=4", "transport=websocket", "transport=polling", "%2F", "%ff", "..;/",
];

/** Draws values; what the server has told its clients comes back, as it was or almost. */
export class Values {
  #seen = { pid: [], sid: [], offset: [] };
  #sessions = [];

  constructor(random, edge) {
    this.random = random;
    this.edge = edge;
  }

  /** Keeps what can be used again of what a connection received, and whose it was, if that is known. */
  learn(received, owner) {
    const text = received.toString("latin1");
    const pid = [...text.matchAll(SEEN.pid)][0]?.[1];
    const offset = [...text.matchAll(SEEN.offset)].at(-1)?.[1];
    if (owner !== undefined && pid !== undefined && offset !== undefined) {
      this.#sessions = [...this.#sessions.slice(1 - SESSIONS), { ...owner, pid, offset }];
    }
    for (const [kind, pattern] of Object.entries(SEEN)) {
      for (const [, found] of text.matchAll(pattern)) {
        const its = this.#seen[kind];
        its[its.length < KEPT ? its.length : this.random.below(KEPT)] = found;
      }
    }
  }

  number() {
    return this.random.of(NUMBERS);
  }

  text() {
    return this.random.of(TEXTS);
  }

  room() {
    return this.random.oneIn(8) ? this.text() : `f${this.random.below(ROOMS)}`;
  }

  user() {
    return `fuzz-${this.random.below(USERS)}`;
  }

  pid() {
    return this.#kept("pid");
  }

  sid() {
    return this.#kept("sid");
  }

  /** A session of a connection that has ended, as its client says it; or almost so. */
  session() {
    const { random } = this;
    const fresh = { user: this.user(), namespace: random.oneIn(4) ? "/fuzz," : "" };
    if (this.#sessions.length === 0 || random.oneIn(4)) {
      return fresh;
    }
    const session = { ...random.of(this.#sessions) };
    const change = random.of([() => ({}), () => ({}), () => ({}), () => ({ offset: this.offset() }), () => ({ pid: this.pid() }), () => fresh]);
    return { ...session, ...change() };
  }

  /** A real one, or one whose bytes are others. */
  offset() {
    const { random } = this;
    const real = this.#kept("offset");
    const [head, vector] = real.split(".").map((part) => Buffer.from(part ?? "", "base64url"));
    switch (random.below(6)) {
      case 0:
        return this.mutated(real).toString("latin1");
      case 1:
        return `${this.mutated(head).toString("base64url")}.${vector.toString("base64url")}`;
      case 2:
        return `${head.toString("base64url")}.${this.mutated(vector).toString("base64url")}`;
      case 3: // where the session lies
        return `${Buffer.concat([head.subarray(0, 7), ...this.#varints(3)]).toString("base64url")}.${vector.toString("base64url")}`;
      case 4: // how far it is
        return `${head.toString("base64url")}.${Buffer.concat([Buffer.from([0, 1]), ...this.#varints(2)]).toString("base64url")}`;
      default:
        return real;
    }
  }

  /** A token that is taken. */
  token(claims = {}) {
    return this.edge.token(this.user(), claims);
  }

  /** One that is taken, or is none, or is signed and says odd things. */
  oddToken() {
    const { random } = this;
    const whole = this.token();
    const parts = whole.split(".").map((part) => Buffer.from(part, "base64url"));
    switch (random.below(5)) {
      case 0:
        return this.mutated(whole).toString("latin1");
      case 1: {
        const i = random.below(3);
        return parts.map((part, n) => (n === i ? this.mutated(part) : part).toString("base64url")).join(".");
      }
      case 2: {
        const header = { alg: random.of(["HS256", "none", "HS512", "RS256", "", 5]), typ: "JWT", kid: this.#loose(), crit: random.oneIn(4) ? ["x"] : undefined };
        return sign(header, { sub: this.user(), exp: 9_999_999_999 }, random.oneIn(3) ? undefined : this.edge.secret);
      }
      case 3: {
        const claim = random.of(["sub", "exp", "iat", "nbf", "iss", "aud", "rooms", "admin", "jti"]);
        return token(this.edge.secret, this.user(), { [claim]: this.#loose() });
      }
      default:
        return token(this.edge.secret, this.user(), { rooms: random.of([null, {}, { join: ["*"] }, { join: [this.#loose()], publish: "*" }, []]) });
    }
  }

  /** JSON as a text, which may hold what no JavaScript value is. */
  json(levels = 3) {
    const { random } = this;
    const some = () => Array.from({ length: random.below(4) }, () => this.json(levels - 1));
    switch (levels > 0 ? random.below(12) : 3 + random.below(6)) {
      case 0:
        return `[${some()}]`;
      case 1:
        return `{${some().map((value) => `${JSON.stringify(this.text())}:${value}`)}}`;
      case 2:
        return this.#deep();
      case 3:
        return this.number();
      case 4:
        return random.of(["true", "false", "null"]);
      case 5:
        return JSON.stringify(this.offset());
      case 6:
        return `{"_placeholder":true,"num":${this.number()}}`;
      case 7:
        return JSON.stringify(this.room());
      default:
        return JSON.stringify(this.text());
    }
  }

  mutated(bytes) {
    return mutated(this.random, Buffer.from(bytes), WORDS, NUMBERS);
  }

  spliced(one, other) {
    return spliced(this.random, Buffer.from(one), Buffer.from(other));
  }

  #loose() {
    const { random } = this;
    return random.of([undefined, null, this.text(), -1, 0, 1e20, 0.5, [], {}, [[]], true, "x".repeat(20_000), { a: { b: [1] } }, this.user()]);
  }

  #deep() {
    const levels = this.random.of([10, 400, 1_001, 20_000]);
    const [open, close] = this.random.of([["[", "]"], ['{"a":', "}"], ["[[", ""]]);
    return open.repeat(levels) + "1" + close.repeat(levels);
  }

  #kept(kind) {
    return this.#seen[kind].length > 0 ? this.random.of(this.#seen[kind]) : "none.yet";
  }

  #varints(count) {
    return Array.from({ length: count }, () => varint(this.random.of([0n, 1n, 15n, 16n, 200n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 63n - 1n])));
  }
}

function varint(number) {
  const bytes = [];
  for (let left = number; ; left >>= 7n) {
    if (left < 0x80n) {
      return Buffer.from([...bytes, Number(left)]);
    }
    bytes.push(Number(left & 0x7fn) | 0x80);
  }
}
