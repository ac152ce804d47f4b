// Very many sockets without a client library: frames of Engine.IO and Socket.IO over `ws`, counted.
import { WebSocket } from "ws";
import { event, pause, until, within } from "./wait.mjs";

const CONNECTING = 100;
const TICK_MS = 50;

/** A socket that has joined a room and counts what comes: numbers from 0, each once. */
class Member {
  next = 0;
  received = 0;
  repeated = 0;
  ended = false;

  static async connect(edge, room, user) {
    const member = new Member();
    member.room = room;
    member.ws = new WebSocket(`ws://127.0.0.1:${edge.port}/socket.io/?EIO=4&transport=websocket`, { perMessageDeflate: false });
    member.ws.on("error", (error) => (member.error = error.message));
    member.ws.on("close", () => (member.ended = true));
    await event(member.ws, "message", 30_000);
    const joined = new Promise((resolve, reject) => {
      member.ws.on("message", (bytes, binary) => member.#hear(bytes.toString("latin1"), binary, resolve, reject));
    });
    member.ws.send(`40${JSON.stringify({ token: edge.token(user) })}`);
    await within(30_000, () => `join of ${user} (${member.error ?? "no error"})`, joined);
    return member;
  }

  publish(number) {
    this.ws.send(`42["publish",${JSON.stringify(this.room)},"n",${number}]`);
  }

  leave() {
    if (!this.ended) {
      this.ws.send("41");
      this.ws.close();
    }
  }

  #hear(text, binary, joined, refused) {
    if (text === "2") {
      this.ws.send("3");
    } else if (text.startsWith('42["n",')) {
      this.#count(parseInt(text.slice(7), 10));
    } else if (text.startsWith("40{")) {
      this.ws.send(`420["join",${JSON.stringify(this.room)}]`);
    } else if (text.startsWith("430[")) {
      text.startsWith('430[{"ok":true') ? joined() : refused(new Error(text));
    } else if (text.startsWith("44") || text.startsWith('42["error"')) {
      this.error = text;
      refused(new Error(text));
    }
  }

  #count(number) {
    this.received++;
    if (number < this.next) {
      this.repeated++;
    } else {
      this.next = number + 1;
    }
  }
}

/**
 * Connects `sockets` in rooms of `roomSize`, publishes `rate` messages a second over all rooms for `seconds`, leaves.
 * Gives the counts and the server's memory; `report` gets a line now and then.
 */
export async function load(edge, { sockets, seconds, roomSize = 100, rate = 100, settleSeconds = 30, report = () => {} }) {
  const memory = { before: edge.process.memory() };
  const members = await connectAll(edge, sockets, roomSize, report);
  memory.connected = edge.process.memory();

  const leaders = members.filter((_, i) => i % roomSize === 0);
  const sizes = leaders.map((leader) => members.filter((member) => member.room === leader.room).length);
  const sent = leaders.map(() => 0);
  const expected = () => sent.reduce((sum, count, i) => sum + count * sizes[i], 0);
  const received = () => members.reduce((sum, member) => sum + member.received, 0);
  memory.most = 0;
  const begin = performance.now();
  let reported = begin;
  for (let total = 0, now = begin; now - begin < seconds * 1000; now = performance.now()) {
    for (const due = ((now - begin) / 1000) * rate; total < due; total++) {
      const turn = total % leaders.length;
      leaders[turn].publish(sent[turn]++);
    }
    if (now - reported > 5_000) {
      reported = now;
      memory.most = Math.max(memory.most, edge.process.memory());
      report(`${Math.round((now - begin) / 1000)} s: published ${total}, received ${received()} of ${expected()}, ${cut(members)} cut off, ${mb(edge.process.memory())} MB`);
    }
    await pause(TICK_MS);
  }
  await until(30_000, "everything received", () => received() >= expected() || cut(members) > 0, 100).catch((late) => report(late.message));
  const counts = {
    sockets: members.length,
    published: sent.reduce((sum, count) => sum + count, 0),
    expected: expected(),
    received: received(),
    repeated: members.reduce((sum, member) => sum + member.repeated, 0),
    cutOff: cut(members),
    errors: [...new Set(members.map((member) => member.error).filter(Boolean))].slice(0, 5),
  };
  counts.lost = counts.expected - (counts.received - counts.repeated);
  memory.traffic = edge.process.memory();
  memory.most = Math.max(memory.most, memory.traffic);

  members.forEach((member) => member.leave());
  await until(60_000, "all have left", () => members.every((member) => member.ended), 50);
  memory.left = edge.process.memory();
  for (let i = 0; i < settleSeconds; i += 5) {
    await pause(5_000);
    memory.settled = edge.process.memory();
    report(`left for ${i + 5} s: ${mb(memory.settled)} MB`);
  }
  return { ...counts, memoryMb: Object.fromEntries(Object.entries(memory).map(([when, bytes]) => [when, mb(bytes)])) };
}

async function connectAll(edge, count, roomSize, report) {
  const members = new Array(count);
  let next = 0;
  const begin = performance.now();
  const line = setInterval(() => report(`connecting: ${next} of ${count}, ${mb(edge.process.memory())} MB`), 5_000);
  try {
    await Promise.all(Array.from({ length: CONNECTING }, async () => {
      while (next < count) {
        const i = next++;
        members[i] = await Member.connect(edge, `load ${Math.floor(i / roomSize)}`, `user-${i}`);
      }
    }));
  } finally {
    clearInterval(line);
  }
  report(`${count} connected in ${Math.round(performance.now() - begin)} ms`);
  return members;
}

function cut(members) {
  return members.filter((member) => member.ended).length;
}

function mb(bytes) {
  return Math.round(bytes / 1_048_576);
}
