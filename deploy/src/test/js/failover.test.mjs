// A stock client that has an address in each of two regions, and tries them in turn.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, closeAll, connect, connected, dial, Inbox, join } from "./lib/clients.mjs";
import { Regions } from "./lib/roomlog.mjs";
import { event, until } from "./lib/wait.mjs";

const ROOM = "lobby";

describe("a stock client with two regions", { timeout: 300_000 }, () => {
  let regions;
  let eu;
  let us;
  before(async () => {
    regions = await Regions.start(["eu", "us"], { flags: ["--lease", "4s"] });
    [eu, us] = ["eu", "us"].map((name) => regions.at(name).edges[0]);
    await bothWays();
  });
  after(async () => {
    closeAll();
    await regions?.stop();
  });

  /** Until what is said in one is heard in the other. */
  async function bothWays() {
    const sockets = await Promise.all([connect(eu, "eve"), connect(us, "uma")]);
    const inboxes = sockets.map((socket) => new Inbox(socket));
    for (const socket of sockets) {
      await join(socket, "first");
    }
    for (const socket of sockets) {
      await ask(socket, "publish", "first", "message", "hello");
    }
    for (const inbox of inboxes) {
      await inbox.some("message", 2, 60_000);
    }
  }

  /** Tries the regions in turn, as an application of the client's own does. */
  function roaming(user, ...edges) {
    const [first, ...others] = edges;
    const socket = dial(first, {
      auth: { token: first.token(user) },
      reconnection: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: 200,
      transports: ["websocket"],
    });
    const urls = [...others, first].map((edge) => edge.url);
    socket.io.on("reconnect_attempt", (attempt) => {
      socket.io.uri = urls[(attempt - 1) % urls.length];
    });
    return socket;
  }

  it("is recovered in the other one, and has what it missed once", async () => {
    const eve = await connect(eu, "eve");
    const uma = await connect(us, "uma");
    const rover = roaming("rover", us, eu);
    const inbox = new Inbox(rover);
    await connected(rover);
    const { id } = rover;
    await join(rover, ROOM);
    await ask(eve, "publish", ROOM, "message", "eu 0");
    await ask(uma, "publish", ROOM, "message", "us 0");
    await inbox.some("message", 2);
    // what is acked in a region that goes down before its mirror had it
    await until(20_000, "the join is mirrored", async () => (await ask(eve, "members", ROOM)).count >= 1, 100);
    regions.mirror.process.signal("SIGSTOP");
    for (let i = 1; i <= 5; i++) {
      await ask(uma, "publish", ROOM, "message", `us ${i}`);
    }
    await inbox.some("message", 7);
    const back = event(rover, "connect", 30_000);
    await us.process.kill();
    for (let i = 1; i <= 5; i++) {
      await ask(eve, "publish", ROOM, "message", `eu ${i}`);
    }
    await back;
    assert.equal(rover.recovered, true);
    assert.equal(rover.id, id);
    await inbox.some("message", 12);
    await us.startAgain();
    const later = await connect(us, "uma");
    for (let i = 6; i <= 10; i++) {
      await ask(later, "publish", ROOM, "message", `us ${i}`);
      await ask(rover, "publish", ROOM, "message", `eu ${i}`);
    }
    await inbox.some("message", 17);
    regions.mirror.process.signal("SIGCONT");
    const all = await inbox.some("message", 22, 30_000);
    for (const region of ["eu", "us"]) {
      const its = all.map(({ args }) => args[0]).filter((text) => text.startsWith(region));
      assert.deepEqual(its, Array.from({ length: 11 }, (_, i) => `${region} ${i}`));
    }
    assert.equal(inbox.of("message").length, 22);
  });

  it("is told of what may be yet to come while the other region is not heard of", async () => {
    const rover = roaming("rover", us, eu);
    const inbox = new Inbox(rover);
    await connected(rover);
    await join(rover, "waiting");
    const eve = await connect(eu, "eve");
    await until(20_000, "the join is mirrored", async () => (await ask(eve, "members", "waiting")).count === 1, 100);
    regions.mirror.process.signal("SIGSTOP");
    try {
      await until(30_000, "a gap that is pending", async () => {
        const back = event(rover, "connect", 30_000);
        rover.io.engine.close();
        await back;
        assert.equal(rover.recovered, true);
        return inbox.args("gap").some(([gap]) => gap.room === "waiting" && gap.reason === "pending");
      }, 500);
    } finally {
      regions.mirror.process.signal("SIGCONT");
    }
  });

  it("that publishes again what was kept in the region before is acked with that, and heard once", async () => {
    const eve = await connect(eu, "eve");
    const inbox = new Inbox(eve);
    await join(eve, "once");
    const [there, here] = await Promise.all([connect(us, "rover"), connect(eu, "rover")]);
    const publish = (socket, id) => ask(socket, "publish", { room: "once", event: id, args: ["hello"], id });
    const first = await publish(there, "message");
    assert.equal(first.ok, true);
    // what lies before a marker that is known is known as well
    for (let n = 1, known = false; !known; n++) {
      const marker = await publish(there, `marker-${n}`);
      await inbox.some(`marker-${n}`, 1, 20_000);
      known = (await publish(here, `marker-${n}`)).offset === marker.offset;
      assert.ok(n < 200, "the router does not come to know it");
    }
    const again = await publish(here, "message");
    assert.equal(again.offset, first.offset);
    assert.equal(again.id, first.id);
    await ask(here, "publish", "once", "last");
    await inbox.some("last", 1);
    assert.equal(inbox.of("message").length, 1);
  });
});
