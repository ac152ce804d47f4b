// By hand: node kill.mjs [--sockets 5000] [--room-size 50] [--rate 150] [--seconds 10]
//
// Two edges on one broker. The first holds the sockets, stock clients over WebSocket, and is killed (SIGKILL) while
// messages are published through the second, at `rate` a second, for `seconds` before and after. Printed: the times
// from the kill until the clients were back (all of them run in this one process, so its own work is in them), and
// what the second edge read from Kafka for them. Ends with an error if anything is lost, repeated or not recovered.
import { parseArgs } from "node:util";
import { closeAll } from "./lib/clients.mjs";
import { machine } from "./lib/figures.mjs";
import { kill } from "./lib/kill.mjs";
import { edge, Kafka } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";

const { values } = parseArgs({
  options: {
    sockets: { type: "string", default: "5000" },
    "room-size": { type: "string", default: "50" },
    rate: { type: "string", default: "150" },
    seconds: { type: "string", default: "10" },
  },
});

const kafka = await Kafka.start();
const secret = newSecret();
const [doomed, survivor] = await Promise.all(["doomed", "survivor"].map((id) => edge(kafka, secret, "--id", id)));
try {
  console.log(machine());
  const result = await kill({
    doomed,
    survivor,
    sockets: Number(values.sockets),
    roomSize: Number(values["room-size"]),
    rate: Number(values.rate),
    seconds: Number(values.seconds),
    report: (line) => console.log(line),
  });
  console.log(result, machine());
  if (result.failures !== 0) {
    process.exitCode = 1;
  }
} finally {
  closeAll();
  await survivor.stop();
  await kafka.stop();
}
