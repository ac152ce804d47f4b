// The caches that the build makes of a rehearsal: used where they fit, and left out without a word where they do not.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { Launched } from "./lib/launched.mjs";
import { newSecret } from "./lib/token.mjs";
import { until } from "./lib/wait.mjs";

const FROM_CACHE = "source: shared objects file";
const MAIN = "io.roomlog.deploy.Roomlog";
const EDGE = [MAIN, "io.roomlog.edge.EdgeMain", "org.apache.kafka.clients.producer.KafkaProducer"];
const BROKER = "kafka.server.BrokerServer";
const TOKEN = ["token", "--sub", "alice"];
const JUST_A_TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+\n$/;
const OTHER_LAYOUT = "-XX:-UseCompactObjectHeaders";

describe("the caches for quick starts", { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "roomlog-start-"));
  after(() => rmSync(folder, { recursive: true }));

  it("are what classes come from", async () => {
    for (const command of ["up", "kafka"]) {
      const loaded = await classesLoaded(folder, [command, "--help"]);
      assert.deepEqual([...EDGE, BROKER].filter((name) => !loaded.includes(`${name} ${FROM_CACHE}`)), [], command);
    }
  });

  it("have no broker in them for an edge", async () => {
    const loaded = await classesLoaded(folder, ["edge", "--help"]);
    assert.deepEqual(EDGE.filter((name) => !loaded.includes(`${name} ${FROM_CACHE}`)), []);
    assert.ok(!loaded.includes(BROKER));
  });

  it("are left out where they do not fit the JVM", async () => {
    const loaded = await classesLoaded(folder, TOKEN, OTHER_LAYOUT);
    assert.ok(loaded.includes(MAIN));
    assert.ok(!loaded.includes(`${MAIN} ${FROM_CACHE}`));
  });

  it("are nothing that users hear of", async () => {
    assert.match(await run(TOKEN, ""), JUST_A_TOKEN);
    assert.match(await run(TOKEN, OTHER_LAYOUT), JUST_A_TOKEN);
  });
});

// What the JVM tells of the classes that it loads for a command.
async function classesLoaded(folder, args, flags = "") {
  const file = join(folder, "classes.txt");
  await run(args, `${flags} -Xlog:class+load:file=${file}:none`);
  return readFileSync(file, "utf8");
}

// What a command prints, on both streams, in a JVM with these flags.
async function run(args, flags) {
  const launched = new Launched(args, { ROOMLOG_JWT_SECRET: newSecret(), ROOMLOG_JVM_OPTS: flags });
  await until(30_000, "the end", () => launched.end !== undefined);
  assert.equal(launched.end, 0, launched.output);
  return launched.output;
}
