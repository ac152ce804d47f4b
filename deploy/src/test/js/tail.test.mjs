// `roomlog tail`: what clients publish, read straight from Kafka.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, closeAll, connect, join } from "./lib/clients.mjs";
import { inTerminal, ran } from "./lib/console.mjs";
import { Launched } from "./lib/launched.mjs";
import { freePorts } from "./lib/ports.mjs";
import { partitionOf, produceTo } from "./lib/produce.mjs";
import { edge, Kafka } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";
import { until } from "./lib/wait.mjs";

const ROOM = "lobby";
const PARTITIONS = 16;
const EVIL = "\u009b31m\u202eevil\u007f";

describe("roomlog tail", { timeout: 180_000 }, () => {
  let kafka;
  let server;
  let alice;
  before(async () => {
    kafka = await Kafka.start();
    server = await edge(kafka, newSecret(), "--namespaces", "/orders");
    alice = await connect(server, "alice");
    await join(alice, ROOM);
    await publish(`first of all ${"and so on ".repeat(50)}`);
  });
  after(async () => {
    closeAll();
    await server?.stop();
    await kafka?.stop();
  });

  const tail = (...args) => ran(["tail", ...args, "--kafka", kafka.address]);
  const publish = async (...args) => assert.equal((await ask(alice, "publish", ROOM, "message", ...args)).ok, true);

  it("shows who has joined and what was published, whole where nobody reads it in a terminal", async () => {
    const { code, output } = await tail(ROOM);
    assert.equal(code, 0, output);
    assert.match(output, new RegExp(`^# room ${ROOM} is in roomlog.rooms-\\d+ \\(of 16 partitions\\): it holds the offsets`, "m"));
    assert.match(output, new RegExp(`^\\d+ \\S+Z joined   alice +user-joined .*"id":"${alice.id}".* sid=${alice.id}`, "m"));
    assert.match(output, /^\d+ \S+Z event {4}alice {4}message "first of all (and so on ){50}" sid=\S+ id=\S+$/m);
  });

  it("tells attachments by size, and lets nothing through that a terminal obeys", async () => {
    await publish(EVIL, Buffer.alloc(1_234));
    const { output } = await tail(ROOM, "--limit", 1);
    assert.match(output, /event {4}alice {4}message "\\u009b31m\\u202eevil\\u007f", \{.*\} binary=1234 sid=/);
    const { args, attachments, user, event } = JSON.parse(lastLine((await tail(ROOM, "--limit", 1, "--json")).output));
    assert.deepEqual([event, args[0], attachments, user], ["message", EVIL, [1_234], "alice"]);
  });

  it("shows poison of others as such, with its reason", async () => {
    await produceTo(kafka, "roomlog.rooms", partitionOf(ROOM, PARTITIONS), [{ key: ROOM, value: "\u001b[2J{no event" }]);
    const { output } = await tail(ROOM, "--limit", 1);
    assert.match(output, /^\d+ \S+Z rejected .+: \\u001b\[2J\{no event bytes=13$/m);
    const json = JSON.parse(lastLine((await tail(ROOM, "--limit", 1, "--json")).output));
    assert.equal(json.kind, "rejected");
    assert.ok(json.reason.length > 0);
  });

  it("goes on with what comes, and ends with Ctrl-C", async () => {
    const following = new Launched(["tail", ROOM, "--from", "end", "--follow", "--kafka", kafka.address]);
    await following.ready(30_000, () => following.output.includes("# room"));
    await until(30_000, "what was published meanwhile", async () => {
      await publish("meanwhile");
      return following.output.includes('message "meanwhile"');
    }, 100);
    await following.stop("SIGINT");
    assert.ok(!following.output.includes("first of all"));
  });

  it("cuts lines to the terminal's width", async () => {
    const seen = inTerminal(100, ["tail", ROOM, "--from", "beginning", "--kafka", kafka.address]);
    await until(30_000, "the end", () => seen.end !== undefined);
    const lines = seen.output.split("\r\n").filter((line) => / event {4}alice /.test(line));
    assert.match(lines[0], /message "first of all and so on .*…/);
    assert.ok(lines.every((line) => line.length <= 100), seen.output);
  });

  it("knows rooms by their namespace, and places by time", async () => {
    const bob = await connect(server, "bob", {}, "/orders");
    await ask(bob, "publish", ROOM, "order", 1);
    const { output } = await tail(ROOM, "--namespace", "/orders", "--from", "10m");
    assert.match(output, / event {4}bob {6}order 1 sid=/);
    assert.doesNotMatch(output, /message/);
    assert.doesNotMatch((await tail(ROOM, "--from", "2099-01-01T00:00:00Z")).output, /event/);
  });

  it("tells in one line what is wrong", async () => {
    const [nobody] = await freePorts(1);
    const unreachable = await ran(["tail", ROOM, "--kafka", `127.0.0.1:${nobody}`]);
    assert.equal(unreachable.code, 1);
    assert.equal(
      unreachable.output,
      `roomlog tail: Kafka at 127.0.0.1:${nobody} over PLAINTEXT does not answer within 10 s\n`,
    );
    const misplaced = await ran(["tail", ROOM, "--from", "soon"]);
    assert.deepEqual([misplaced.code, misplaced.output.startsWith("roomlog tail: from: 'soon' must be")], [1, true]);
    assert.equal((await ran(["tail"])).code, 2);
  });
});

function lastLine(output) {
  return output.trim().split("\n").at(-1);
}
