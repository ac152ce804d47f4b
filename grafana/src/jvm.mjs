// The row that every process has: its JVM and what the machine gives it.
import { row } from "./dashboard.mjs";
import { graph } from "./panels.mjs";

export function jvm() {
  return row(
    "The process",
    graph("Processor", {
      says: "The share of the machine's processors that each process takes. Above 80 % for long, latency suffers: "
        + "add instances, or see what the load is.",
      unit: "percentunit",
      bad: [0.8, 0.95],
      of: [["{{instance}}", "process_cpu_usage{@}"]],
    }),
    graph("Heap after collections", {
      says: "What lives in the heap, as a share of what it may become. Above 80 % collections become many: see what waits "
        + "in queues, or give more memory.",
      unit: "percentunit",
      bad: [0.8, 0.9],
      of: [["{{instance}}", 'max by (instance) (jvm_memory_usage_after_gc{@})']],
    }),
    graph("Heap", {
      says: "Used heap; the JVM lets it grow and collects when it likes to, so look at what is left after collections first.",
      unit: "bytes",
      of: [
        ["{{instance}}", 'sum by (instance) (jvm_memory_used_bytes{@,area="heap"})'],
        ["{{instance}}, most", 'sum by (instance) (jvm_memory_max_bytes{@,area="heap"} > 0)'],
      ],
    }),
    graph("Time in collections", {
      says: "The share of time that the process stands still for its collector. Above 5 % every percentile suffers: "
        + "give more heap, or add instances.",
      unit: "percentunit",
      bad: [0.05, 0.1],
      of: [["{{instance}}", "sum by (instance) (rate(jvm_gc_pause_seconds_sum{@}[$__rate_interval]))"]],
      mayBeEmpty: "there may have been no collection yet",
    }),
    graph("Longest collection", {
      says: "The longest pause of late. It is in every latency; above 200 ms it breaks the objective by itself.",
      unit: "s",
      bad: [0.1, 0.2],
      of: [["{{instance}}", "max by (instance) (jvm_gc_pause_seconds_max{@})"]],
      mayBeEmpty: "there may have been no collection yet",
    }),
    graph("Threads", {
      says: "Platform threads alive, and those that carry virtual ones. Both should be level; one that grows is a leak.",
      unit: "short",
      of: [
        ["{{instance}}", "jvm_threads_live_threads{@}"],
        ["{{instance}}, carriers", "roomlog_carrier_threads{@}"],
      ],
    }),
    graph("Virtual threads", {
      says: "Virtual threads that run, and those that wait for a carrier. Many that wait for long: the processors are not "
        + "enough, or something holds the carriers.",
      unit: "short",
      of: [["{{instance}}, {{state}}", "roomlog_virtual_threads{@}"]],
    }),
    graph("Open files", {
      says: "Open files and connections, as a share of what the process may have. At 100 % nobody can connect: raise "
        + "`ulimit -n`, or set `max-connections` below it.",
      unit: "percentunit",
      bad: [0.7, 0.85],
      of: [["{{instance}}", "process_files_open_files{@} / process_files_max_files{@}"]],
    }),
    graph("Up since", {
      says: "For how long each process has been running. One that begins anew again and again is being killed or fails: "
        + "see its log.",
      unit: "s",
      of: [["{{instance}}", "process_uptime_seconds{@}"]],
    }),
  );
}
