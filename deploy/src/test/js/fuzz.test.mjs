// Nonsense of every kind, for a short while: nothing breaks, nothing is kept, and honest clients feel nothing.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fuzz } from "./lib/fuzz/fuzz.mjs";

const SEED = 7;
const SECONDS = 25;

describe("an edge and a router that are fed nonsense", { timeout: 240_000 }, () => {
  it(`of every kind for ${SECONDS} s, seed ${SEED}, lose nothing, keep nothing and tell of no fault`, async (context) => {
    const { findings, ...figures } = await fuzz({ seed: SEED, seconds: SECONDS });
    context.diagnostic(JSON.stringify(figures));
    assert.deepEqual(findings, []);
    for (const kind of ["packets", "frames", "resumes", "polling", "api", "raw", "questions", "records of rooms", "records of sessions"]) {
      assert.ok(figures.counts[kind] > 0, `nothing sent of ${kind}`);
    }
  });
});
