// The cache that the build makes of a rehearsal: used where it fits, and left out without a word where it does not.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { Launched } from "./lib/launched.mjs";
import { newSecret } from "./lib/token.mjs";
import { until } from "./lib/wait.mjs";

const FROM_CACHE = "source: shared objects file";
const CLASSES = ["io.roomlog.deploy.Roomlog", "io.roomlog.edge.EdgeMain", "org.apache.kafka.clients.producer.KafkaProducer"];
const JUST_A_TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+\n$/;
const OTHER_LAYOUT = "-XX:-UseCompactObjectHeaders";

describe("the cache for quick starts", { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "roomlog-start-"));
  after(() => rmSync(folder, { recursive: true }));

  it("is what classes come from", async () => {
    const loaded = await classesLoaded(folder, "");
    assert.deepEqual(CLASSES.filter((name) => !loaded.includes(`${name} ${FROM_CACHE}`)), []);
  });

  it("is left out where it does not fit the JVM", async () => {
    const loaded = await classesLoaded(folder, OTHER_LAYOUT);
    assert.ok(loaded.includes(CLASSES[0]));
    assert.ok(!loaded.includes(`${CLASSES[0]} ${FROM_CACHE}`));
  });

  it("is nothing that users hear of", async () => {
    assert.match(await token(""), JUST_A_TOKEN);
    assert.match(await token(OTHER_LAYOUT), JUST_A_TOKEN);
  });
});

// What the JVM tells of the classes that it loads to make a token.
async function classesLoaded(folder, flags) {
  const file = join(folder, "classes.txt");
  await token(`${flags} -Xlog:class+load:file=${file}:none`);
  return readFileSync(file, "utf8");
}

// What making a token prints, on both streams, in a JVM with these flags.
async function token(flags) {
  const env = { ROOMLOG_JWT_SECRET: newSecret(), ROOMLOG_JVM_OPTS: flags };
  const launched = new Launched(["token", "--sub", "alice"], env);
  await until(30_000, "the token", () => launched.end !== undefined);
  assert.equal(launched.end, 0, launched.output);
  return launched.output;
}
