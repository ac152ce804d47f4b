// What Engine.IO clients are told, by status, code and body, and the forms of good answers.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { WebSocket } from "ws";
import { http, pollingSession, UPGRADE } from "./lib/http.mjs";
import { up } from "./lib/roomlog.mjs";
import { event } from "./lib/wait.mjs";

const POLLING = "EIO=4&transport=polling";
const WEBSOCKET = "EIO=4&transport=websocket";
const MESSAGES = [
  "Transport unknown",
  "Session ID unknown",
  "Bad handshake method",
  "Bad request",
  "Forbidden",
  "Unsupported protocol version",
];

describe("Engine.IO over HTTP", { timeout: 90_000 }, () => {
  let edge;
  before(async () => {
    edge = await up();
  });
  after(() => edge?.stop());

  const refusals = [
    [0, "no transport", { query: "EIO=4" }],
    [0, "an unknown transport", { query: "EIO=4&transport=abc" }],
    [0, "a transport named like an object's property", { query: "EIO=4&transport=constructor" }],
    [0, "an unknown transport before a wrong version", { query: "EIO=3&transport=abc" }],
    [1, "an unknown sid", { query: `${POLLING}&sid=abc` }],
    [1, "an unknown sid in a POST", { query: `${POLLING}&sid=abc`, method: "POST", body: "4" }],
    [1, "a sid named like an object's property", { query: `${POLLING}&sid=__proto__` }],
    [2, "a POST without sid", { query: POLLING, method: "POST", body: "4" }],
    [2, "a PUT without sid", { query: POLLING, method: "PUT", body: "4" }],
    [3, "WebSocket without an upgrade", { query: WEBSOCKET }],
    [5, "no version", { query: "transport=polling" }],
    [5, "version 3", { query: "EIO=3&transport=polling" }],
    [5, "version 5", { query: "EIO=5&transport=polling" }],
    [5, "a version that is no number", { query: "EIO=abc&transport=polling" }],
  ];
  for (const [code, what, request] of refusals) {
    it(`${what}: code ${code}`, async () => {
      const answer = await http(edge, request);
      assert.equal(answer.status, 400);
      assert.match(answer.headers["content-type"], /^application\/json/);
      assert.deepEqual(JSON.parse(answer.body), { code, message: MESSAGES[code] });
    });
  }

  const refusedUpgrades = [
    ["an unknown sid", `${WEBSOCKET}&sid=abc`],
    ["version 3", "EIO=3&transport=websocket"],
    ["an unknown transport", "EIO=4&transport=abc"],
    ["no transport", "EIO=4"],
  ];
  for (const [what, query] of refusedUpgrades) {
    it(`a WebSocket with ${what} is refused before the upgrade`, async () => {
      const answer = await http(edge, { query, headers: UPGRADE });
      assert.equal(answer.status, 400);
    });
  }

  it("takes WebSocket in capitals for an upgrade as well", async () => {
    const answer = await http(edge, { query: WEBSOCKET, headers: { ...UPGRADE, upgrade: "WebSocket" } });
    assert.equal(answer.status, 101);
  });

  it("polling on a session that is on WebSocket is a bad request, and does it no harm", async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${edge.port}/socket.io/?${WEBSOCKET}`);
    const [open] = await event(socket, "message");
    const { sid } = JSON.parse(open.toString().slice(1));
    for (const method of ["GET", "POST"]) {
      const answer = await http(edge, { query: `${POLLING}&sid=${sid}`, method, body: method === "POST" ? "2" : undefined });
      assert.equal(answer.status, 400);
      assert.deepEqual(JSON.parse(answer.body), { code: 3, message: MESSAGES[3] });
    }
    socket.send("40" + JSON.stringify({ token: edge.token("alice") }));
    const [reply] = await event(socket, "message");
    assert.match(reply.toString(), /^40\{/);
    socket.close();
  });

  it("a handshake has exactly its five keys, and headers that keep proxies from storing it", async () => {
    const { handshake, answer } = await pollingSession(edge);
    assert.deepEqual(Object.keys(handshake).sort(), ["maxPayload", "pingInterval", "pingTimeout", "sid", "upgrades"]);
    assert.deepEqual(handshake.upgrades, ["websocket"]);
    assert.equal(handshake.pingInterval, 25_000);
    assert.equal(handshake.pingTimeout, 20_000);
    assert.equal(handshake.maxPayload, 1_000_000);
    assert.match(answer.headers["content-type"], /^text\/plain; *charset=utf-8$/i);
    assert.equal(answer.headers["cache-control"], "no-store");
    assert.equal(Number(answer.headers["content-length"]), Buffer.byteLength(answer.body));
    assert.equal(answer.headers["set-cookie"], undefined);
  });

  it("works without the slash at the path's end", async () => {
    assert.equal((await http(edge, { path: `/socket.io?${POLLING}` })).status, 200);
  });

  it("a POST is answered with ok", async () => {
    const session = await pollingSession(edge);
    const answer = await session.post("40" + JSON.stringify({ token: edge.token("alice") }));
    assert.deepEqual([answer.status, answer.body], [200, "ok"]);
  });

  it("a second GET ends the first with a close and the session with it", async () => {
    const session = await (await pollingSession(edge)).connect("alice");
    await drain(session);
    const [first, second] = await Promise.all([session.poll(), session.poll()]);
    const [good, bad] = first.status === 200 ? [first, second] : [second, first];
    assert.deepEqual([good.status, good.body], [200, "1"]);
    assert.equal(bad.status, 400);
    assert.equal((await session.poll()).status, 400);
  });

  it("a close over polling ends the open GET with a noop and the session", async () => {
    const session = await (await pollingSession(edge)).connect("alice");
    await drain(session);
    const pending = session.poll();
    const posted = await session.post("1");
    assert.equal(posted.status, 200);
    assert.deepEqual([(await pending).status, (await pending).body], [200, "6"]);
    assert.deepEqual(JSON.parse((await session.poll()).body), { code: 1, message: MESSAGES[1] });
  });

  it("unknown paths are not found", async () => {
    assert.equal((await http(edge, { path: "/nothing/here" })).status, 404);
  });

  // Polls until an ack of its own comes back, so that nothing is queued any more.
  async function drain(session) {
    await session.post('420["leave","nowhere"]');
    let body = "";
    while (!body.includes("430[")) {
      body += (await session.poll()).body;
    }
  }
});
