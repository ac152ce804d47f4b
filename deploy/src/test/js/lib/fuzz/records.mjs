// Records that no edge and no router has written, straight into the topics: odd, or almost as they are.
//
// What a session's or a control record says is believed, as only who may write to the topics can say it. So none of them
// names the bystanders' users, sids or rooms, and what goes to all sockets goes to those of /fuzz.
import { partitionOf, produceTo } from "../produce.mjs";
import { NUMBERS } from "./values.mjs";

const PARTITIONS = { rooms: 16, sessions: 16, fanout: 8, edges: 1 };
const AT_ONCE = 12;

/** Appends some records to one of the topics, and gives its name and how many they were. */
export async function produceSome(values, kafka) {
  const { random } = values;
  const kind = random.of(["rooms", "rooms", "rooms", "sessions", "sessions", "fanout", "fanout", "edges"]);
  const records = Array.from({ length: 1 + random.below(AT_ONCE) }, () => KINDS[kind](values));
  for (const record of records) {
    const { key, by = key } = record;
    const fitting = by === null ? 0 : partitionOf(by, PARTITIONS[kind]);
    const partition = random.oneIn(8) ? random.below(PARTITIONS[kind]) : fitting;
    await produceTo(kafka, `roomlog.${kind}`, partition, [record]).catch((error) => {
      if (!/^Kafka refused/.test(error.message)) {
        throw error;
      }
    });
  }
  return [kind, records.length];
}

const KINDS = {
  rooms(values) {
    const { random } = values;
    const key = random.of([values.room(), values.room(), `/fuzz,f${random.below(5)}`, `/fuzz,~all:${random.below(60)}`, values.sid(), `user:${values.user()}`]);
    return { key: keyed(values, key), value: valued(values, event(values)), headers: roomHeaders(values) };
  },

  sessions(values) {
    const { random } = values;
    const user = values.user();
    const session = {
      generation: random.of([1, 2, 3, 1_000, 2 ** 53, -1]),
      basis: random.of([undefined, 0, 5, 1e15, -1]),
      holder: random.of(["", "fuzzed/x", values.text(), undefined]),
      announced: random.oneIn(2),
      sid: values.sid(),
      user,
      namespace: random.of(["/", "/", "/fuzz", "fuzz", "/a,b", values.text()]),
      ended: random.oneIn(10),
      rooms: Object.fromEntries([values.sid(), `user:${user}`, values.room(), values.room()].map((room) => [room, offset(random)])),
      placed: random.oneIn(4) ? [values.room()] : undefined,
      left: random.oneIn(3) ? [{ room: values.room(), from: offset(random), until: offset(random), removed: random.oneIn(2) }] : undefined,
      controls: { [random.of([0, 3, 15, 16, -1, 2 ** 31 - 1])]: offset(random) },
      data: random.oneIn(5) ? { any: values.text() } : undefined,
    };
    return { key: keyed(values, values.pid()), value: valued(values, JSON.stringify(session)), headers: [], by: user };
  },

  fanout(values) {
    const { random } = values;
    const id = `wide-${random.below(50)}`;
    const everyone = random.oneIn(4);
    const names = Array.from({ length: random.of([1, 2, 5, 300]) }, () => values.room());
    const rooms = Buffer.concat(names.map((name) => {
      const bytes = Buffer.from(name).subarray(0, 65_535);
      return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
    }));
    // cut to nothing, the rooms of the default namespace would be everybody's
    const cut = random.oneIn(4);
    const namespace = everyone || cut ? random.of(["/fuzz", "/fuzz", "/f,x", "fuzz"]) : "/";
    const headers = [...roomHeaders(values).filter(([name]) => name !== "emit"), ["emit", id], ["namespace", namespace]];
    return {
      key: keyed(values, id),
      value: valued(values, event(values)),
      headers: everyone ? headers : [...headers, ["rooms", cut ? values.mutated(rooms) : rooms]],
    };
  },

  edges(values) {
    const { random } = values;
    const role = random.of(["EDGE", "EDGE", "ROUTER", "OTHER", null]);
    const id = `ghost-${random.below(4)}`;
    const lease = {
      role,
      incarnation: `${id}${random.of(["/a", "/b", "", "/", "/c/d"])}`,
      state: random.of(["LIVE", "LIVE", "STOPPED", "ENDED", "", null, 5]),
      address: random.of(["127.0.0.1:1", "", ":", "nowhere.invalid:80", "a:99999999", "[::1", "http://x/", "127.0.0.1", values.text()]),
      region: random.of(["", "local", values.text()]),
    };
    return { key: keyed(values, `${role}/${id}`), value: valued(values, JSON.stringify(lease)), headers: [] };
  },
};

function event(values) {
  const { random } = values;
  return random.of([
    () => `["said",${values.json()}]`,
    () => `[${values.json()}]`,
    () => `["said",{"_placeholder":true,"num":${values.number()}}]`,
    () => JSON.stringify([random.of(["join", "leave"]), values.room()]),
    () => JSON.stringify([random.of(["disconnect", "wake", "taken_over"]), random.below(40), random.below(200)]),
    () => `["taken_over",${values.number()},${values.number()}]`,
    () => values.json(),
  ])();
}

function roomHeaders(values) {
  const { random } = values;
  const kinds = {
    kind: () => random.of(["event", "joined", "left", "control", "control", "other"]),
    id: () => random.of([`id-${random.below(20)}`, values.text()]),
    sid: () => values.sid(),
    user: () => random.of([values.user(), values.text()]),
    except: () => random.of([values.sid(), `user:${values.user()}`]),
    generation: () => random.of([...NUMBERS.slice(0, 16), "x"]),
    emit: () => `wide-${random.below(50)}`,
    attachment: () => random.bytes(60),
    traceparent: () => values.text(),
    "": () => values.text(),
  };
  const headers = Object.entries(kinds).filter(() => random.oneIn(4)).map(([name, content]) => [name, content()]);
  return headers.map(([name, content]) => [name, random.oneIn(12) ? null : random.oneIn(8) ? values.mutated(content) : content]);
}

/** Offsets as numbers, within what JSON of JavaScript can say. */
function offset(random) {
  return random.of([0, 0, 1, 10, 200, 100_000, 2 ** 31, 2 ** 53, -1]);
}

function keyed(values, key) {
  return values.random.oneIn(15) ? values.random.of([null, "", values.mutated(key)]) : key;
}

function valued(values, value) {
  const { random } = values;
  switch (random.below(10)) {
    case 0:
      return null;
    case 1:
      return random.bytes(200);
    case 2:
    case 3:
    case 4:
      return values.mutated(value);
    default:
      return value;
  }
}
