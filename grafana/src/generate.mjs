// Writes the dashboards into `grafana/dashboards`: node grafana/src/generate.mjs. No dependencies.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { edge } from "./edge.mjs";
import { kafka } from "./kafka.mjs";
import { overview } from "./overview.mjs";
import { router } from "./router.mjs";

export const dashboards = [overview, edge, router, kafka];

/** The file of a dashboard, and what it must hold. */
export function fileOf(dashboard) {
  const name = dashboard.uid.replace("roomlog-", "");
  return {
    path: fileURLToPath(new URL(`../dashboards/${name}.json`, import.meta.url)),
    content: `${JSON.stringify(dashboard.json, null, 2)}\n`,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { path, content } of dashboards.map(fileOf)) {
    writeFileSync(path, content);
  }
}
