// Commands that somebody looks at: run to their end, or in a terminal.
import { LAUNCHER, Launched } from "./launched.mjs";
import { until } from "./wait.mjs";

/** Runs a command to its end, and gives its exit code and what it has printed, on both streams. */
export async function ran(args, ms = 60_000) {
  const launched = new Launched(args.map(String));
  await until(ms, () => `the end of ${launched.command}: ${launched.output}`, () => launched.end !== undefined);
  return { code: launched.end, output: launched.output };
}

/** Starts a command whose output goes to a terminal of so many columns (`script`, of util-linux). */
export function inTerminal(columns, args) {
  const words = [LAUNCHER, ...args].map((word) => `'${word}'`).join(" ");
  return new Launched(["-qec", `stty cols ${columns} rows 40; exec ${words}`, "/dev/null"], {}, undefined, "script");
}
