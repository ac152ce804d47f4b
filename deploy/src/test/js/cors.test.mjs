// Pages of other origins: preflight, which origins may, and the headers on every answer, errors too.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { http, UPGRADE } from "./lib/http.mjs";
import { up } from "./lib/roomlog.mjs";

const GOOD = "https://good.example";
const ALSO_GOOD = "http://also-good.example:8080";
const BAD = "https://evil.example";
const POLLING = "EIO=4&transport=polling";

describe("CORS", { timeout: 90_000 }, () => {
  let edge;
  before(async () => {
    edge = await up("--cors-origins", `${GOOD},${ALSO_GOOD}`, "--cors-credentials", "true");
  });
  after(() => edge?.stop());

  function ask(origin, request = {}) {
    return http(edge, { query: POLLING, ...request, headers: { origin, ...request.headers } });
  }

  function preflight(origin) {
    const headers = { "access-control-request-method": "POST", "access-control-request-headers": "x-one,x-two" };
    return ask(origin, { method: "OPTIONS", headers });
  }

  for (const origin of [GOOD, ALSO_GOOD]) {
    it(`a preflight of ${origin} is answered`, async () => {
      const answer = await preflight(origin);
      assert.equal(answer.status, 204);
      assert.equal(answer.body, "");
      assertAllowed(answer, origin);
      const methods = answer.headers["access-control-allow-methods"].split(/, */);
      assert.ok(["GET", "POST"].every((method) => methods.includes(method)), methods.join());
      assert.equal(answer.headers["access-control-allow-headers"], "x-one,x-two");
      assert.match(answer.headers.vary, /Access-Control-Request-Headers/i);
    });
  }

  it("the handshake, polls and posts of an allowed origin carry the headers", async () => {
    const handshake = await ask(GOOD);
    assert.equal(handshake.status, 200);
    assertAllowed(handshake, GOOD);
    const query = `${POLLING}&sid=${JSON.parse(handshake.body.slice(1)).sid}`;
    const post = await ask(GOOD, { method: "POST", query, body: "40" + JSON.stringify({ token: edge.token("alice") }) });
    assert.equal(post.status, 200);
    assertAllowed(post, GOOD);
    const poll = await ask(GOOD, { query });
    assert.equal(poll.status, 200);
    assertAllowed(poll, GOOD);
  });

  const errors = {
    "an unknown transport": { query: "EIO=4&transport=abc" },
    "an unknown sid": { query: `${POLLING}&sid=abc` },
    "a POST without sid": { method: "POST", body: "4" },
    "an unknown version": { query: "EIO=3&transport=polling" },
  };
  for (const [what, request] of Object.entries(errors)) {
    it(`the error of ${what} carries them too`, async () => {
      const answer = await ask(GOOD, request);
      assert.equal(answer.status, 400);
      assertAllowed(answer, GOOD);
    });
  }

  it("a body above the limit is refused with them too", async () => {
    const { body } = await ask(GOOD);
    const query = `${POLLING}&sid=${JSON.parse(body.slice(1)).sid}`;
    const answer = await ask(GOOD, { method: "POST", query, body: "4" + "x".repeat(1_000_000) });
    assert.equal(answer.status, 413);
    assertAllowed(answer, GOOD);
  });

  for (const [what, origin] of [["another origin", BAD], ["one that only begins alike", `${GOOD}.evil.example`], ["null", "null"]]) {
    it(`${what} is not allowed`, async () => {
      for (const answer of [await preflight(origin), await ask(origin), await ask(origin, { query: "EIO=4&transport=abc" })]) {
        assert.equal(answer.headers["access-control-allow-origin"], undefined);
        assert.equal(answer.headers["access-control-allow-credentials"], undefined);
      }
    });
  }

  it("a WebSocket of another origin is refused, of an allowed one taken", async () => {
    const query = "EIO=4&transport=websocket";
    assert.equal((await ask(BAD, { query, headers: UPGRADE })).status, 403);
    assert.equal((await ask(GOOD, { query, headers: UPGRADE })).status, 101);
  });

  it("whoever is no browser sends no origin and is served", async () => {
    const answer = await http(edge, { query: POLLING });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers["access-control-allow-origin"], undefined);
  });

  it("the edge's own pages are served without being listed", async () => {
    const own = `http://127.0.0.1:${edge.port}`;
    assert.equal((await ask(own)).status, 200);
    assert.equal((await ask(own, { query: "EIO=4&transport=websocket", headers: UPGRADE })).status, 101);
  });
});

function assertAllowed(answer, origin) {
  assert.equal(answer.headers["access-control-allow-origin"], origin);
  assert.equal(answer.headers["access-control-allow-credentials"], "true");
  assert.match(answer.headers.vary ?? "", /Origin/i);
}
