// An edge is killed under load: its clients come back to another by themselves and have missed nothing.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { closeAll } from "./lib/clients.mjs";
import { kill } from "./lib/kill.mjs";
import { edge, Kafka } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";

const SOCKETS = 300;

describe("an edge that is killed", { timeout: 240_000 }, () => {
  let kafka;
  let edges = [];
  before(async () => {
    kafka = await Kafka.start();
    const secret = newSecret();
    edges = await Promise.all(["doomed", "survivor"].map((id) => edge(kafka, secret, "--id", id)));
  });
  after(async () => {
    closeAll();
    await Promise.all(edges.filter((one) => one.process.end === undefined).map((one) => one.stop()));
    await kafka?.stop();
  });

  it(`under load loses none of its ${SOCKETS} clients, and they lose and repeat nothing`, async (context) => {
    const [doomed, survivor] = edges;
    const result = await kill({ doomed, survivor, sockets: SOCKETS, seconds: 2 });
    context.diagnostic(JSON.stringify(result));
    const { counts, failures, inAll } = result;
    assert.deepEqual(Object.keys(counts), ["acked"]);
    assert.equal(failures, 0);
    assert.ok(inAll['roomlog_resumes_total{result="exact"}'] >= SOCKETS);
    assert.equal(inAll['roomlog_resumes_total{result="fresh"}'], 0);
    assert.equal(inAll['roomlog_resumes_total{result="gap"}'], 0);
  });
});
