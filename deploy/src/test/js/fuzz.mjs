// By hand: node fuzz.mjs [--minutes 30] [--seed 7] [--pace 20]
//
// A broker, an edge and a router, fed random and mutated input of every kind (lib/fuzz), with honest clients beside it
// that must feel nothing. `pace` is about how many milliseconds a sender waits after each thing that it has done. Ends with
// an error if anything was found: a fault in a log, an end, a readiness lost, a bystander hurt, something not given back.
import { parseArgs } from "node:util";
import { machine } from "./lib/figures.mjs";
import { fuzz } from "./lib/fuzz/fuzz.mjs";
import { Random } from "./lib/random.mjs";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "30" }, seed: { type: "string" }, pace: { type: "string", default: "20" } },
});
const { seed } = values.seed === undefined ? new Random() : new Random(Number(values.seed));
console.log(`seed ${seed}, ${machine()}`);
const { findings, ...figures } = await fuzz({
  seed,
  seconds: Number(values.minutes) * 60,
  paceMs: Number(values.pace),
  report: (line) => console.log(line),
});
console.log(JSON.stringify(figures, undefined, 2));
findings.forEach((finding, i) => console.log(`finding ${i + 1}: ${finding}`));
console.log(`seed ${seed}: ${findings.length} findings, ${machine()}`);
process.exit(findings.length === 0 ? 0 : 1);
