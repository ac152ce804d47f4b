// How an edge is, seen from outside: memory, descriptors, connections.
import { metrics } from "./figures.mjs";

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

/** The highest of each, over all that has been seen. */
export class Highest {
  take(seen) {
    for (const [name, value] of Object.entries(seen)) {
      this[name] = Math.max(this[name] ?? 0, value);
    }
    return seen;
  }
}

function mb(bytes) {
  return Math.round(bytes / 1_048_576);
}
