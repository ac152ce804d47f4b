// By hand: node wide.mjs --rooms 50000 --sockets 5000 --emits 5 [--kill]
// One emit to many rooms over two edges and two routers; with --kill one router is killed in the middle of each second one.
import { parseArgs } from "node:util";
import { closeAll, connect } from "./lib/clients.mjs";
import { machine } from "./lib/figures.mjs";
import { edge, Kafka, router } from "./lib/roomlog.mjs";
import { newSecret } from "./lib/token.mjs";
import { wide } from "./lib/wide.mjs";

const { values } = parseArgs({
  options: {
    rooms: { type: "string", default: "50000" },
    sockets: { type: "string", default: "5000" },
    emits: { type: "string", default: "5" },
    kill: { type: "boolean", default: false },
  },
});

const kafka = await Kafka.start();
const secret = newSecret();
const edges = [await edge(kafka, secret, "--id", "a"), await edge(kafka, secret, "--id", "b")];
const routers = [await router(kafka), await router(kafka)];
try {
  const result = await wide({
    edges,
    publisher: await connect(edges[0], "publisher", { transports: ["websocket"] }),
    rooms: Number(values.rooms),
    sockets: Number(values.sockets),
    emits: Number(values.emits),
    during: async (number) => {
      if (values.kill && number % 2 === 1) {
        await routers.shift().process.kill();
        routers.push(await router(kafka));
      }
    },
    report: (line) => console.log(line),
  });
  console.log("not once, by emit:", result.notOnce, "cut off:", result.cutOff, machine());
  if (result.notOnce.some((count) => count > 0)) {
    process.exitCode = 1;
  }
  result.end();
} finally {
  closeAll();
  await Promise.all([...edges, ...routers].map((one) => one.stop()));
  await kafka.stop();
}
