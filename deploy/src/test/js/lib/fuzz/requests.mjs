// HTTP: the API, polling and upgrades, the admin port, and bytes that are almost a request.
import { UPGRADE } from "../http.mjs";
import { frame, RawSocket, TEXT } from "../rawsocket.mjs";
import { pause } from "../wait.mjs";
import { end, exchange, sendInPieces } from "./exchange.mjs";
import { connect, packet, publication } from "./packets.mjs";

/** A call of the API; gives 1. */
export async function api(values, edge) {
  const { random } = values;
  const [method, path, body] = random.of([
    () => ["POST", "/api/v1/emit", publication(values)],
    () => ["POST", "/api/v1/emit", publication(values)],
    () => ["POST", "/api/v1/disconnect", `{"${random.of(["id", "user", "x"])}":${JSON.stringify(random.of([values.sid(), values.user(), values.text()]))}}`],
    () => ["GET", `/api/v1/rooms/${segment(values)}/messages?${query(values)}`, ""],
    () => ["GET", `/api/v1/rooms/${segment(values)}/members?${query(values)}`, ""],
    () => [random.of(["PUT", "GET", "DELETE", "OPTIONS", "HEAD", "X"]), `/api/v1/${random.of(["emit", "rooms", "rooms/a/b/c", "", "openapi.json"])}`, ""],
  ])();
  const token = random.oneIn(4) ? values.oddToken() : values.token(random.oneIn(4) ? { admin: true } : {});
  const sent = random.oneIn(4) ? values.mutated(body) : body;
  await exchange(values, edge.port, request(values, method, path, sent, [`authorization: ${random.oneIn(12) ? values.text() : "Bearer"} ${token}`]));
  return 1;
}

/** Bytes that are almost a request, to the edge's ports; gives 1. */
export async function raw(values, edge) {
  const { random } = values;
  const path = random.of([
    "/", "/index.html", "/../../etc/passwd", "/socket.io/?EIO=4&transport=polling", "/socket.io/socket.io.js", "/socket.io",
    "/api/v1/emit", "/nowhere", "*", `/${values.text()}`, `/socket.io/?${query(values)}`,
  ]);
  const upgrade = random.oneIn(3) ? Object.entries(UPGRADE).map(([name, value]) => `${name}: ${value}`) : [];
  const body = random.of(["", "x", "4abc", publication(values)]);
  const whole = request(values, random.of(["GET", "POST", "OPTIONS", "HEAD"]), path, body, upgrade);
  const bytes = random.oneIn(10) ? random.bytes(1_500) : values.mutated(whole);
  await exchange(values, random.oneIn(10) ? new URL(edge.admin).port : edge.port, bytes, 150);
  return 1;
}

/** A question to the router that no edge asks; gives 1. */
export async function question(values, router) {
  const { random } = values;
  const path = random.of(["/v1/places", "/v1/firsts", "/v1/members", "/v1/sockets", "/metrics", "/v1", "/health/ready"]);
  const named = ["namespace", "room", "limit", "before", "after", "local"].filter(() => random.oneIn(2)).map((name) => {
    const fitting = { namespace: random.of(["/", "/fuzz"]), room: values.room() }[name] ?? values.number();
    return `${name}=${part(values, random.oneIn(5) ? values.text() : fitting)}`;
  });
  const method = path === "/v1/firsts" || random.oneIn(6) ? "POST" : "GET";
  const whole = request(values, method, `${path}?${named.join("&")}`, method === "POST" ? values.json() : "");
  await exchange(values, router.port, random.oneIn(4) ? values.mutated(whole) : whole);
  return 1;
}

/** A polling session with overlapping requests, upgrades begun and broken off; gives how many requests. */
export async function polling(values, edge) {
  const { random } = values;
  const opening = await exchange(values, edge.port, request(values, "GET", "/socket.io/?EIO=4&transport=polling"), 2_000);
  const sid = /"sid":"([^"]+)"/.exec(opening)?.[1];
  if (sid === undefined) {
    return 1;
  }
  const at = (id = sid) => `/socket.io/?EIO=4&transport=polling&sid=${id}`;
  await exchange(values, edge.port, request(values, "POST", at(), connect(values, "", random.oneIn(6))[0][1]), 1_000);
  let count = 2;
  const under = new Set();
  for (let left = random.below(10); left > 0; left--) {
    const some = random.of([
      () => exchange(values, edge.port, request(values, "GET", at()), random.of([5, 50, 300])),
      () => exchange(values, edge.port, request(values, "POST", at(), body(values)), random.of([5, 300])),
      () => exchange(values, edge.port, values.mutated(request(values, random.of(["GET", "POST"]), at(), body(values))), 100),
      () => upgrade(values, edge, sid),
      () => exchange(values, edge.port, request(values, "GET", at(part(values, values.text()))), 100),
    ])();
    count++;
    under.add(some);
    some.finally(() => under.delete(some)).catch(() => {});
    if (random.oneIn(2)) {
      await pause(random.below(30));
    } else if (under.size > 2) {
      await Promise.all(under);
    }
  }
  await Promise.all(under);
  if (random.oneIn(2)) {
    await exchange(values, edge.port, request(values, "POST", at(), "1"), 100);
  }
  return count;
}

/** A WebSocket of a polling session, which probes, or something else, and may be broken off at any time. */
async function upgrade(values, edge, sid) {
  const { random } = values;
  const socket = new RawSocket(edge);
  const headers = Object.entries(UPGRADE).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.send(`GET /socket.io/?EIO=4&transport=websocket&sid=${sid} HTTP/1.1\r\nhost: x\r\n${headers}\r\n`);
  const steps = ["2probe", "5", ...packet(values).filter(([opcode]) => opcode === TEXT).map(([, payload]) => payload)];
  for (const step of steps) {
    if (random.oneIn(4)) {
      break;
    }
    await pause(random.below(20));
    const said = random.oneIn(8) ? values.mutated(step) : step;
    await sendInPieces(values, socket, frame(TEXT, said));
  }
  await pause(random.below(60));
  await end(values, socket);
}

function body(values) {
  const { random } = values;
  const texts = Array.from({ length: random.below(5) }, () => packet(values).map(([opcode, payload]) =>
    (opcode === TEXT ? Buffer.from(payload).toString() : `b${Buffer.from(payload).toString("base64")}`)).join("\x1e"));
  const whole = texts.join("\x1e");
  return random.oneIn(3) ? values.mutated(whole) : whole;
}

function request(values, method, path, content = "", more = []) {
  const { random } = values;
  const bytes = Buffer.from(content);
  const headers = ["host: 127.0.0.1", ...more];
  if (random.oneIn(12)) {
    headers.push(random.of(["origin: https://elsewhere.example", "x-forwarded-for: 1.2.3.4, x", "expect: 100-continue", "accept-encoding: gzip", "cookie: a=b", "origin: null"]));
  }
  if (bytes.length === 0 && method === "GET") {
    return Buffer.from(`${method} ${path} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`);
  }
  if (random.oneIn(4)) {
    const cut = random.below(bytes.length + 1);
    const chunks = [bytes.subarray(0, cut), bytes.subarray(cut)].filter((chunk) => chunk.length > 0);
    const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${headers.join("\r\n")}\r\ntransfer-encoding: chunked\r\n\r\n`);
    return Buffer.concat([head, ...chunks.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")]), Buffer.from("0\r\n\r\n")]);
  }
  const length = random.oneIn(15) ? values.number() : bytes.length;
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${headers.join("\r\n")}\r\ncontent-length: ${length}\r\n\r\n`), bytes]);
}

function query(values) {
  const { random } = values;
  const names = ["before", "after", "limit", "namespace", "sid", "EIO", "transport", "j", "b64", "x"];
  return Array.from({ length: random.below(4) }, () => {
    const name = random.of(names);
    return `${name}=${part(values, random.of([values.offset(), values.number(), values.text(), "/fuzz", "4", "polling"]))}`;
  }).join("&");
}

function segment(values) {
  return part(values, values.room());
}

/** Percent-encoded, or as it is. */
function part(values, text) {
  return values.random.oneIn(6) ? text.slice(0, 2_000) : encodeURIComponent(text.toWellFormed());
}
