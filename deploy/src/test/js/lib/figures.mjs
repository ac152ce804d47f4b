// Figures of a measurement.
import { loadavg } from "node:os";

/** Quantiles of times in milliseconds, rounded to a tenth. */
export function quantiles(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => Math.round(10 * sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]) / 10;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** An edge's metrics whose names begin with one of the given, by name and labels as they stand in /metrics. */
export async function metrics(edge, ...names) {
  const wanted = names.length > 0 ? names : ["roomlog_"];
  const answer = await fetch(`${edge.admin}/metrics`, { signal: AbortSignal.timeout(10_000) });
  const lines = (await answer.text()).split("\n").filter((line) => wanted.some((some) => line.startsWith(some)));
  return Object.fromEntries(lines.map((line) => {
    const end = line.lastIndexOf(" ");
    const name = line.slice(0, end).replace(/,?region="[^"]*"/, "").replace("{,", "{").replace("{}", "");
    return [name, Number(line.slice(end + 1))];
  }));
}

/** The same quantiles of a histogram of microseconds. */
export function quantilesOf(histogram) {
  const ms = (micros) => Math.round(micros / 100) / 10;
  const [p50, p99, max] = [histogram.percentile(50), histogram.percentile(99), histogram.max].map(ms);
  return histogram.count === 0 ? { count: 0 } : { count: histogram.count, p50, p99, max };
}

/** By how much the metrics have grown whose names begin with one of the given. */
export function growth(before, after, ...names) {
  return Object.fromEntries(Object.entries(after)
    .filter(([name]) => names.some((some) => name.startsWith(some)))
    .map(([name, value]) => [name, value - (before[name] ?? 0)]));
}

/** How busy the machine has been: the average of the last minute, for the reader of the figures. */
export function machine() {
  return `load average ${loadavg()[0].toFixed(1)}`;
}
