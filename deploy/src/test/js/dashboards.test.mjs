// The dashboards and alerts as they are shipped: Grafana can read them, nothing is forgotten, nothing is stale.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { dashboards, fileOf } from "../../../../grafana/src/generate.mjs";
import { alerts, catalogue, family, metricNames, shipped, shippedDashboards, targets } from "./lib/grafana.mjs";
import { GRAFANA } from "./lib/prometheus.mjs";

const COLUMNS = 24;
const DATASOURCE = { type: "prometheus", uid: "${datasource}" };
const KINDS = ["stat", "timeseries", "heatmap", "bargauge", "table"];
const all = shippedDashboards();

describe("the dashboards", () => {
  it("are what `node grafana/src/generate.mjs` makes", () => {
    const files = dashboards.map(fileOf);
    assert.deepEqual(readdirSync(join(GRAFANA, "dashboards")).sort(), files.map(({ path }) => path.split("/").at(-1)).sort());
    for (const { path, content } of files) {
      assert.equal(readFileSync(path, "utf8"), content, `${path} is stale`);
    }
  });

  it("have ids of their own, and lead to each other", () => {
    const uids = all.map(({ uid }) => uid);
    assert.equal(new Set(uids).size, all.length);
    for (const { uid, links } of all) {
      const others = links.map(({ url, keepTime }) => {
        assert.equal(keepTime, true);
        assert.match(url, /\$\{datasource:queryparam}&\$\{region:queryparam}/);
        return url.match(/^\/d\/([\w-]+)\?/)[1];
      });
      assert.deepEqual([...others, uid].sort(), [...uids].sort());
    }
  });

  for (const dashboard of all) {
    describe(dashboard.title, () => {
      const panels = dashboard.panels.filter(({ type }) => type !== "row");

      it("can be read by Grafana", () => {
        assert.ok(dashboard.schemaVersion >= 39 && dashboard.schemaVersion <= 41);
        assert.match(dashboard.uid, /^[\w-]{1,40}$/);
        assert.ok(dashboard.description && !("id" in dashboard));
        assert.deepEqual(dashboard.templating.list.map(({ name }) => name), ["datasource", "region", "instance"]);
        for (const { type, multi, includeAll, datasource } of dashboard.templating.list.slice(1)) {
          assert.deepEqual({ type, multi, includeAll, datasource }, { type: "query", multi: true, includeAll: true, datasource: DATASOURCE });
        }
      });

      it("has panels that do not lie upon each other", () => {
        assert.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length);
        const taken = new Map();
        for (const { title, gridPos: { x, y, w, h } } of dashboard.panels) {
          assert.ok(x >= 0 && w > 0 && h > 0 && x + w <= COLUMNS, title);
          for (let cell = 0; cell < w * h; cell++) {
            const at = `${x + (cell % w)},${y + Math.floor(cell / w)}`;
            assert.ok(!taken.has(at), `${title} lies upon ${taken.get(at)}`);
            taken.set(at, title);
          }
        }
      });

      it("has a unit, a description, thresholds and targets on every panel", () => {
        assert.equal(new Set(panels.map(({ title }) => title)).size, panels.length, "two panels with one title");
        for (const { type, title, description, datasource, fieldConfig, targets: some } of panels) {
          assert.ok(KINDS.includes(type), `${title}: ${type}`);
          assert.ok(description.length > 20, `${title} has no description`);
          assert.deepEqual(datasource, DATASOURCE, title);
          assert.ok(fieldConfig.defaults.unit, `${title} has no unit`);
          const steps = fieldConfig.defaults.thresholds.steps.map(({ value }) => value);
          assert.deepEqual(steps, [null, ...steps.slice(1).sort((a, b) => a - b)], title);
          assert.ok(some.length > 0 && new Set(some.map(({ refId }) => refId)).size === some.length, title);
          for (const target of some) {
            assert.deepEqual(target.datasource, DATASOURCE, title);
            assert.ok(target.instant !== target.range, title);
          }
        }
      });

      it("asks for nothing that the reader has not chosen", () => {
        for (const { panel, expr } of targets(dashboard)) {
          for (const [whole, name] of expr.matchAll(/(?<![\w:])((?:roomlog|jvm|kafka|process)_[a-z0-9_]+)(?!\{region=~"\$region")(?![\w:])/g)) {
            assert.fail(`${panel}: ${name} is not narrowed to the region (${whole})`);
          }
        }
      });
    });
  }

  it("show every metric of ours, and know no other", () => {
    const shown = new Set(all.flatMap(targets).flatMap(({ expr }) => metricNames(expr)).map(family));
    const known = catalogue();
    assert.deepEqual([...known].filter((name) => !shown.has(name)), [], "on no panel");
    assert.deepEqual([...shown].filter((name) => name.startsWith("roomlog_") && !known.has(name)), []);
  });
});

describe("the alerts", () => {
  it("ask for metrics of the catalogue", () => {
    const known = catalogue();
    const asked = new Set(shipped("prometheus/rules/roomlog.rules.yml").split("\n")
      .filter((line) => !/^\s*(#|- (record|alert|name):|runbook_url:)/.test(line)).flatMap(metricNames).map(family));
    assert.ok(asked.size > 20);
    assert.deepEqual([...asked].filter((name) => name.startsWith("roomlog_") && !known.has(name)), []);
  });

  it("have all that somebody who is woken up needs", () => {
    const runbook = shipped("RUNBOOK.md");
    for (const { name, text } of alerts()) {
      assert.match(text, /severity: (critical|warning)\n/, name);
      assert.match(text, /summary: ".{10,}"\n/, name);
      assert.match(text, /description: >-\n\s+\S.{10,}\n/, name);
      assert.match(text, new RegExp(`runbook_url: grafana/RUNBOOK.md#${name.toLowerCase()}\n`), name);
      assert.match(runbook, new RegExp(`^### ${name}\n\\S`, "m"), `${name} is not in the runbook`);
    }
    const names = alerts().map(({ name }) => name);
    assert.deepEqual([...runbook.matchAll(/^### (\w+)$/gm)].map(([, name]) => name).filter((name) => !names.includes(name)), []);
  });

  it("are each seen to fire and to be over in promtool's tests", () => {
    const folder = join(GRAFANA, "prometheus/tests");
    const tests = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), "utf8").split(/^ {2}- name: /m).slice(1));
    for (const { name } of alerts()) {
      const fires = tests.filter((test) => test.includes(`alertname="${name}"`));
      assert.ok(fires.length > 0, `${name} never fires`);
      assert.ok(fires.some((test) => test.lastIndexOf("exp_samples: []") > test.lastIndexOf(`alertname="${name}"`)), `${name} is never over`);
    }
  });
});
