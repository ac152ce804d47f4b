// Socket.IO packets as clients send them, with anything for arguments: [opcode, payload] for each message.
import { BINARY, TEXT } from "../rawsocket.mjs";

const VERBS = ["join", "leave", "publish", "broadcast", "history", "members", "authenticate"];
const NAMESPACES = ["", "", "", "/fuzz,", "/fuzz", "/nowhere,", "/,", "/fuzz?x=1,"];

/** CONNECT of a user, perhaps one that comes back. */
export function connect(values, namespace = "", odd = false) {
  const { random } = values;
  const auth = { token: odd && random.oneIn(3) ? values.oddToken() : values.token(random.oneIn(6) ? { admin: true } : {}) };
  if (random.oneIn(3)) {
    Object.assign(auth, { pid: values.pid() }, random.oneIn(5) ? {} : { offset: values.offset() });
  }
  const payload = odd && random.oneIn(6) ? values.json() : JSON.stringify(auth);
  return [[TEXT, `40${namespace}${payload}`]];
}

/** Something that a client sends once it is connected. */
export function packet(values) {
  const { random } = values;
  const namespace = random.of(NAMESPACES);
  switch (random.below(14)) {
    case 0:
      return connect(values, namespace, true);
    case 1:
      return [[TEXT, `41${namespace}`]];
    case 2:
      return [[TEXT, `43${namespace}${random.below(5)}[${values.json()}]`]];
    case 3:
      return [[TEXT, random.of(["2", "3", "6", "5", "2probe", "3probe", "1", "44{}", "4", "42", "7", "0{}"])]];
    case 4:
    case 5:
      return binary(values, namespace);
    default:
      return [[TEXT, `42${namespace}${ackId(values)}${call(values)}`]];
  }
}

/** A verb and its arguments, as an array in JSON. */
export function call(values) {
  const { random } = values;
  const verb = random.oneIn(20) ? values.text() : random.of(VERBS);
  const args = random.oneIn(6) ? Array.from({ length: random.below(4) }, () => values.json()) : fitting(values, verb);
  return `[${[JSON.stringify(verb), ...args]}]`;
}

/** What `publish` takes as an object, and POST /emit as its body. */
export function publication(values) {
  const { random } = values;
  const fields = {
    room: () => JSON.stringify(values.room()),
    rooms: () => JSON.stringify(Array.from({ length: random.of([0, 1, 2, 5, 200]) }, () => values.room())),
    event: () => JSON.stringify(random.oneIn(5) ? values.text() : "said"),
    args: () => `[${values.json()}]`,
    id: () => JSON.stringify(random.oneIn(4) ? values.text() : `id-${random.below(30)}`),
    except: () => JSON.stringify([values.sid(), `user:${values.user()}`]),
    namespace: () => random.of(['"/"', '"/fuzz"', '"fuzz"', '"/a,b"', "5"]),
  };
  const chosen = Object.keys(fields).filter((name) => name === "event" || random.oneIn(2));
  return `{${chosen.map((name) => `"${name}":${random.oneIn(12) ? values.json() : fields[name]()}`)}}`;
}

function fitting(values, verb) {
  const { random } = values;
  const room = JSON.stringify(values.room());
  const option = (...names) => {
    const name = random.of(names);
    const value = ["history", "limit"].includes(name) ? values.number() : JSON.stringify(values.offset());
    return `"${name}":${random.oneIn(8) ? values.json() : value}`;
  };
  switch (verb) {
    case "join":
      return [room, ...(random.oneIn(2) ? [`{${option("history", "since")}}`] : [])];
    case "history":
      return [room, `{${[option("before", "after"), option("limit", "after")]}}`];
    case "publish":
    case "broadcast":
      return random.oneIn(3) ? [publication(values)] : [room, random.oneIn(8) ? values.json() : '"said"', values.json()];
    case "authenticate":
      return [JSON.stringify(values.oddToken())];
    default:
      return [room];
  }
}

function binary(values, namespace) {
  const { random } = values;
  const attached = random.below(4);
  const said = random.oneIn(3) ? random.of(["0", "1", "2", "11", "-1", "", values.number()]) : attached;
  const places = Array.from({ length: attached }, (_, i) => `{"_placeholder":true,"num":${random.oneIn(6) ? values.number() : i}}`);
  const event = `["publish",${JSON.stringify(values.room())},"said",${[...places, values.json()]}]`;
  return [
    [TEXT, `4${random.of([5, 5, 5, 6])}${said}-${namespace}${ackId(values)}${event}`],
    ...Array.from({ length: attached }, () => [random.oneIn(10) ? TEXT : BINARY, random.bytes(50)]),
  ];
}

function ackId(values) {
  return values.random.oneIn(10) ? values.number() : values.random.below(1_000);
}
