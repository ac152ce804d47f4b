// Prints outcomes of the bench, one a column: NAME=FILE...
import { readFileSync } from "node:fs";

const columns = process.argv.slice(2).flatMap((argument) => {
  const at = argument.indexOf("=");
  const [outcome] = JSON.parse(readFileSync(argument.slice(at + 1), "utf8"));
  return outcome ? [{ name: argument.slice(0, at), outcome }] : [];
});

const number = (value) =>
  value >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));

const rows = [
  ["deliveries/s", "rate", "deliveries_per_second"],
  ["publishes/s", "rate", "publishes_per_second"],
  ["delivery p50 ms", "delivery", "p50_ms"],
  ["delivery p99 ms", "delivery", "p99_ms"],
  ["delivery p99.9 ms", "delivery", "p99_9_ms"],
  ["delivery max ms", "delivery", "max_ms"],
  ["ack p50 ms", "ack", "p50_ms"],
  ["ack p99 ms", "ack", "p99_ms"],
  ["all there, s", "storm", "seconds"],
  ["recovered", "storm", "recovered"],
  ["CPU s a million deliveries", "cpu", "seconds_per_million_deliveries"],
  ["CPU s a million publishes", "cpu", "seconds_per_million_publishes"],
  ["CPU s a million resumes", "cpu", "seconds_per_million_resumes"],
  ["KB a connection", "memory", "kilobytes_per_connection"],
  ["connected at the end", "connections", "connected"],
  ["lost", "checked", "lost"],
  ["repeated", "checked", "repeated"],
  ["reordered", "checked", "reordered"],
  ["publishes refused", "checked", "refused_publishes"],
  ["connections ended", "checked", "connections_ended"],
  ["load generator, cores", "generator", "cores_used"],
]
  .map(([label, finding, figure]) => [label, ...columns.map(({ outcome }) => outcome[finding]?.[figure])])
  .filter(([, ...values]) => values.some((value) => value !== undefined))
  .map(([label, ...values]) => [label, ...values.map((value) => (value === undefined ? "-" : number(value)))]);

if (columns.length > 0) {
  const [{ outcome }] = columns;
  const table = [[outcome.scenario, ...columns.map(({ name }) => name)], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table) {
    console.log(row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i] + 2))).join(""));
  }
} else {
  console.log("nothing could be run");
}
