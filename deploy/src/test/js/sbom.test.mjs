// The bill of materials: every library that runs, and no other.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { Launched, LAUNCHER } from "./lib/launched.mjs";
import { until } from "./lib/wait.mjs";

const TARGET = join(dirname(LAUNCHER), "deploy/target");
const SOME = ["kafka-clients", "kafka-streams", "helidon-webserver", "nimbus-jose-jwt", "jackson-databind", "picocli", "connect-mirror"];

describe("roomlog sbom", { timeout: 300_000 }, () => {
  it("names each library that runs, with its version and purl", async () => {
    const launched = new Launched(["sbom"]);
    await until(240_000, "the end", () => launched.end !== undefined);
    assert.equal(launched.end, 0, launched.output);
    const { components } = JSON.parse(readFileSync(join(TARGET, "bom.json"), "utf8"));
    const jars = components.map(({ name, version }) => `${name}-${version}.jar`);
    const run = new Set([...readdirSync(join(TARGET, "lib")), ...readdirSync(join(TARGET, "../mirror/target/lib"))]);
    assert.deepEqual(jars.sort(), [...run].sort());
    for (const { group, name, version, purl } of components) {
      assert.equal(purl, `pkg:maven/${group}/${name}@${version}?type=jar`);
      assert.ok(launched.output.includes(`${group}:${name} ${version}`), name);
    }
    assert.deepEqual(SOME.filter((name) => !components.some((one) => one.name === name)), []);
  });
});
