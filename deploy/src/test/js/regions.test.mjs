// Whole regions on one machine, as `up --regions` runs them: what is said in one is mirrored to the others, who is in a
// room is told in all of them, and they end together.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join as path } from "node:path";
import { after, before, describe, it } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { ask, closeAll, connect, join } from "./lib/clients.mjs";
import { mirrored, RegionsUp } from "./lib/roomlog.mjs";
import { until } from "./lib/wait.mjs";

const THREE = ["eu", "us", "ap"];
const ENDS_WITHIN_MS = 12_000;
const ROOM = "lobby";

describe("three regions of one `up`", { timeout: 240_000 }, () => {
  let up;
  before(async () => {
    up = await RegionsUp.start(THREE, "--departure-grace", "1s");
  });
  after(async () => {
    closeAll();
    await up?.stop();
  });

  it("are mirrored, each to both others", async () => {
    for (const name of THREE) {
      const said = `said in ${name} alone`;
      const alice = await connect(up.at(name), "alice");
      assert.equal((await ask(alice, "publish", "quiet", "said", said)).ok, true);
      for (const other of THREE.filter((one) => one !== name)) {
        await until(20_000, `${said}, in ${other}`, () => holds(up.at(other), `${name}.roomlog.rooms`, said), 100);
      }
    }
    const flows = await mirrored(up.mirror);
    assert.deepEqual(Object.keys(flows).sort(), ["ap->eu", "ap->us", "eu->ap", "eu->us", "us->ap", "us->eu"]);
    assert.ok(Object.values(flows).every((count) => count > 0), JSON.stringify(flows));
  });

  it("tell who is in a room in all of them, through joins, leaves and departures", async () => {
    const sockets = {};
    for (const name of THREE) {
      sockets[name] = await connect(up.at(name), `user-${name}`);
    }
    const member = (name) => ({ user: `user-${name}`, id: sockets[name].id, region: name });
    await join(sockets.eu, ROOM);
    await eachTells(sockets, [member("eu")]);
    await join(sockets.us, ROOM);
    await join(sockets.ap, ROOM);
    await eachTells(sockets, THREE.map(member));
    assert.equal((await ask(sockets.us, "leave", ROOM)).ok, true);
    await eachTells(sockets, [member("eu"), member("ap")]);
    await join(sockets.us, ROOM);
    await eachTells(sockets, THREE.map(member));
    sockets.ap.io.engine.close(); // announced after the grace
    await eachTells({ eu: sockets.eu, us: sockets.us }, [member("eu"), member("us")]);
  });

  it("end all together, and say why, when one is killed", async () => {
    process.kill(up.at("us").pid, "SIGKILL");
    await until(ENDS_WITHIN_MS, () => `the end; ${up.process.output.slice(-1_000)}`, () => up.process.end !== undefined);
    assert.equal(up.process.end, 1);
    assert.match(up.process.output, /^roomlog: the region us has ended by itself \(exit code 137\)$/m);
    assert.match(up.process.output, /^Stopped the regions eu, us, ap in /m);
    assert.equal(up.process.memory(), 0, "a process is still there");
  });

  async function eachTells(sockets, members) {
    const wanted = { ok: true, count: members.length, users: members.length, members: sorted(members) };
    for (const [name, socket] of Object.entries(sockets)) {
      let last;
      await until(20_000, () => `${JSON.stringify(wanted)} told in ${name}; last ${JSON.stringify(last)}`, async () => {
        last = await ask(socket, "members", ROOM);
        return isDeepStrictEqual({ ...last, members: sorted(last.members ?? []) }, wanted);
      }, 50);
    }
  }
});

describe("two regions of one `up`", { timeout: 240_000 }, () => {
  it("end at Ctrl-C while they are starting", async (context) => {
    const up = RegionsUp.begin(["eu", "us"]);
    await until(90_000, () => `a region's first line: ${up.process.output}`, () => /^(eu|us) +\| /m.test(up.process.output));
    const ms = await up.stop("SIGINT");
    context.diagnostic(`stopped in ${Math.round(ms)} ms`);
    assert.equal(up.process.end, 0);
    assert.ok(ms < ENDS_WITHIN_MS, `${ms} ms`);
  });
});

/** Whether the files of a topic, in the folder of a region's broker, have the text in them. */
function holds(region, topic, text) {
  const folder = path(region.data, "kafka");
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${topic}-`))
    .flatMap((name) => readdirSync(path(folder, name)).filter((file) => file.endsWith(".log")).map((file) => path(folder, name, file)))
    .some((file) => readFileSync(file).includes(text));
}

function sorted(members) {
  return [...members].sort((one, other) => one.user.localeCompare(other.user));
}
