// What is shipped for Prometheus and Grafana, read for tests: dashboards, expressions, rules, the catalogue of metrics.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GRAFANA } from "./prometheus.mjs";

const CATALOGUE = new URL("../../../../../common/src/main/java/io/roomlog/common/metrics/Metric.java", import.meta.url);
const SUFFIXES = /_(bucket|sum|count|gcount|gsum)$/;

/** The dashboards as they are shipped. */
export function shippedDashboards() {
  const folder = join(GRAFANA, "dashboards");
  return readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
}

/** All targets of a dashboard: {panel, refId, expr}. */
export function targets(dashboard) {
  return dashboard.panels.flatMap((panel) => (panel.targets ?? []).map(({ refId, expr }) => ({ panel: panel.title, refId, expr })));
}

/** A file of the folder. */
export function shipped(path) {
  return readFileSync(join(GRAFANA, path), "utf8");
}

/** The names of all metrics of our own. */
export function catalogue() {
  return new Set(readFileSync(fileURLToPath(CATALOGUE), "utf8").match(/"roomlog_[a-z_]+"/g).map((name) => name.slice(1, -1)));
}

/** The names of metrics in an expression, but those that rules record. */
export function metricNames(expression) {
  return expression.match(/(?<![\w:])(roomlog|jvm|kafka|process)_[a-z0-9_]+(?![\w:])/g) ?? [];
}

/** A metric's name without what a histogram puts behind it. */
export function family(name) {
  return name.replace(SUFFIXES, "");
}

/** The alerts of the rules: {name, text}, text being all lines of it. */
export function alerts() {
  return shipped("prometheus/rules/roomlog.rules.yml")
    .split(/^ {6}- (?=alert:|record:)/m)
    .filter((text) => text.startsWith("alert:"))
    .map((text) => ({ name: text.match(/^alert: (\w+)/)[1], text }));
}
