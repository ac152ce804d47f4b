// To be run apart: sockets that join a room and read no more, until they are told to.
import { numberOf } from "./honest.mjs";
import { inWaves, placeOf, Plain } from "./plain.mjs";
import { until } from "./wait.mjs";

const AT_A_TIME = 50;

/** One that stops reading: what it has heard, over all of its connections. */
class Slow {
  first;
  next;
  wrong = 0;
  gaps = 0;

  async connect(place, user, resume) {
    this.user = user;
    this.socket = await Plain.connect(place, user, { hear: (text) => this.#hear(text), resume });
    return this.socket;
  }

  /** Comes back with what it knows. */
  async comeBack(place) {
    const { sid, pid, offset } = this.socket;
    const socket = await this.connect(place, this.user, { pid, offset });
    this.recovered = socket.sid === sid && socket.pid === pid;
  }

  #hear(text) {
    const number = numberOf(text);
    if (number !== undefined) {
      this.first ??= number;
      this.wrong += number === (this.next ?? number) ? 0 : 1;
      this.next = number + 1;
    } else if (text.startsWith('42["gap",')) {
      this.gaps++;
    }
  }
}

let place;
let crowd;

/** All have joined the room. */
export async function connect(at, count, room) {
  place = placeOf(at);
  crowd = Array.from({ length: count }, () => new Slow());
  await inWaves(count, async (i) => {
    const socket = await crowd[i].connect(place, `slow-${i}`);
    await socket.join(room);
  });
}

/** From now on nobody reads. */
export function stopReading() {
  crowd.forEach(({ socket }) => socket.pause());
}

/** All read what still comes, until they find themselves closed. */
export async function readToTheEnd(ms) {
  let ended = 0;
  crowd.forEach(({ socket }) => {
    socket.ended.then(() => ended++);
    socket.resume();
  });
  await until(ms, "all find themselves closed", () => ended === crowd.length, 50).catch(() => {});
  return {
    ended,
    told: crowd.filter(({ socket }) => socket.closing === "slow_consumer").length,
    located: crowd.filter(({ socket }) => socket.offset !== undefined).length,
    heard: progress().read,
    wrong: crowd.filter(({ wrong }) => wrong > 0).length,
  };
}

/** How many are back so far, and what all have read. */
export function progress() {
  const read = crowd.reduce((sum, { first, next }) => sum + (first === undefined ? 0 : next - first), 0);
  return { returned: crowd.filter(({ recovered }) => recovered !== undefined).length, read };
}

/** All but the first few come back, hear what comes next in their room, and break off. */
export async function comeBack(butFor) {
  const errors = [];
  const rest = crowd.slice(butFor);
  await inWaves(rest.length, async (i) => {
    const slow = rest[i];
    const before = slow.next;
    try {
      await slow.comeBack(place);
      await until(30_000, `${slow.user} hears something`, () => slow.next !== before, 5);
    } catch (error) {
      errors.push(error.message);
    } finally {
      slow.socket.cut();
    }
  }, AT_A_TIME);
  return { ...summary(rest), errors: errors.slice(0, 5) };
}

/** The first few come back and read everything, from the number `first` to before `end`. */
export async function readAll(count, first, end, ms) {
  const sample = crowd.slice(0, count);
  const errors = [];
  await Promise.all(sample.map(async (slow) => {
    try {
      await slow.comeBack(place);
      const all = until(ms, () => `${slow.user} has read everything; it is at ${slow.next} of ${end}`, () => slow.next >= end, 50);
      const cutOff = slow.socket.ended.then(() => Promise.reject(new Error(`${slow.user} was cut off at ${slow.next}`)));
      await Promise.race([all, cutOff]);
    } catch (error) {
      errors.push(error.message);
    }
  }));
  const exact = sample.filter((slow) => slow.first === first && slow.next === end && slow.wrong === 0 && slow.gaps === 0).length;
  return { ...summary(sample), exact, errors: errors.slice(0, 5) };
}

function summary(some) {
  return {
    count: some.length,
    recovered: some.filter(({ recovered }) => recovered === true).length,
    wrong: some.filter(({ wrong }) => wrong > 0).length,
    gaps: some.filter(({ gaps }) => gaps > 0).length,
  };
}
