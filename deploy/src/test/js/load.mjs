// By hand: node load.mjs --sockets 10000 --seconds 120 [--rate 100] [--room-size 100] [--waves 1] [--settle 30]
import { parseArgs } from "node:util";
import { load } from "./lib/load.mjs";
import { up } from "./lib/roomlog.mjs";

const { values } = parseArgs({
  options: {
    sockets: { type: "string", default: "10000" },
    seconds: { type: "string", default: "120" },
    rate: { type: "string", default: "100" },
    "room-size": { type: "string", default: "100" },
    waves: { type: "string", default: "1" },
    settle: { type: "string", default: "30" },
  },
});

const edge = await up();
try {
  for (let wave = 1; wave <= Number(values.waves); wave++) {
    const result = await load(edge, {
      sockets: Number(values.sockets),
      seconds: Number(values.seconds),
      rate: Number(values.rate),
      roomSize: Number(values["room-size"]),
      settleSeconds: Number(values.settle),
      report: (line) => console.log(line),
    });
    console.log(`wave ${wave}:`, result);
    if (result.lost !== 0 || result.repeated !== 0 || result.cutOff !== 0) {
      process.exitCode = 1;
    }
  }
} finally {
  await edge.stop();
}
