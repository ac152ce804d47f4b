// How an edge is, seen from outside: memory, descriptors, connections.
import { metrics } from "./figures.mjs";
import { pause } from "./wait.mjs";

const LOOK_MS = 1_000;

/** What of an edge and its process is looked at again and again. */
export async function vitals(edge) {
  const all = await metrics(edge, "roomlog_", "jvm_memory_used_bytes");
  const sum = (name) => Object.entries(all).filter(([key]) => key.startsWith(name)).reduce((before, [, value]) => before + value, 0);
  return {
    rssMb: mb(edge.process.memory()),
    heapMb: mb(sum('jvm_memory_used_bytes{area="heap"')),
    descriptors: edge.process.descriptors(),
    connections: sum("roomlog_connections{"),
    slow: sum('roomlog_connections_closed_total{reason="slow_consumer"'),
  };
}

/** Looks at an edge each second, for so many; `each` is told of the second and what was seen. The highest of each. */
export async function watch(edge, seconds, each) {
  const highest = {};
  const begin = performance.now();
  for (let second = 1; second <= seconds; second++) {
    await pause(begin + second * LOOK_MS - performance.now());
    const seen = await vitals(edge);
    for (const [name, value] of Object.entries(seen)) {
      highest[name] = Math.max(highest[name] ?? 0, value);
    }
    await each(second, seen);
  }
  return highest;
}

/** Bytes in megabytes. */
export function mb(bytes) {
  return Math.round(bytes / 1_048_576);
}
