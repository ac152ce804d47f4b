// The load of load.mjs, small: that it runs, and that nothing is lost.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { load } from "./lib/load.mjs";
import { up } from "./lib/roomlog.mjs";

describe("load", { timeout: 120_000 }, () => {
  let edge;
  before(async () => {
    edge = await up();
  });
  after(() => edge?.stop());

  it("of 500 sockets in rooms of 100 for 10 s loses and repeats nothing, and cuts nobody off", async (context) => {
    const result = await load(edge, { sockets: 500, seconds: 10, rate: 100, settleSeconds: 0 });
    context.diagnostic(JSON.stringify(result));
    const { published, expected, received, lost, repeated, cutOff, errors } = result;
    assert.ok(published >= 900, `published ${published}`);
    assert.deepEqual({ received, lost, repeated, cutOff, errors }, { received: expected, lost: 0, repeated: 0, cutOff: 0, errors: [] });
  });
});
