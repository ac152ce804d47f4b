// A dashboard: its variables, links and annotations, and rows in which panels flow.
import { DATASOURCE } from "./panels.mjs";

const COLUMNS = 24;

/** Instances of one tier, for a dashboard's variable `instance`; of both without one. */
export function instancesOf(tier) {
  return `label_values(roomlog_info{${tier ? `tier="${tier}",` : ""}region=~"$region"}, instance)`;
}

/** A dashboard: {json, quiet}; `quiet` tells by `title/refId` why a target may have no data in a healthy system. */
export function dashboard({ uid, title, says, instances, links, rows }) {
  const quiet = new Map();
  return {
    uid,
    quiet,
    json: {
      uid,
      title,
      description: says,
      tags: ["roomlog"],
      schemaVersion: 39,
      version: 1,
      editable: true,
      graphTooltip: 1,
      timezone: "browser",
      time: { from: "now-1h", to: "now" },
      refresh: "30s",
      fiscalYearStartMonth: 0,
      liveNow: false,
      annotations: { list: [firing()] },
      links: links.map(linkTo),
      templating: { list: variables(instances) },
      panels: placed(rows, quiet),
    },
  };
}

/** A link that keeps time, datasource and region, and the instance where the other dashboard knows it too. */
function linkTo({ uid, title, sameInstances }) {
  const kept = ["datasource", "region", ...(sameInstances ? ["instance"] : [])];
  return {
    type: "link",
    title,
    url: `/d/${uid}?${kept.map((name) => `\${${name}:queryparam}`).join("&")}`,
    icon: "dashboard",
    tooltip: "",
    tags: [],
    asDropdown: false,
    includeVars: false,
    keepTime: true,
    targetBlank: false,
  };
}

/** Shows in every panel when an alert was firing. */
function firing() {
  return {
    name: "Alerts",
    enable: true,
    hide: false,
    iconColor: "red",
    datasource: DATASOURCE,
    expr: 'ALERTS{alertname=~"Roomlog.+",alertstate="firing"}',
    step: "60s",
    titleFormat: "{{alertname}}",
    textFormat: "{{region}} {{instance}}",
    useValueForTime: false,
  };
}

function variables(instances) {
  return [
    {
      name: "datasource", label: "Prometheus", type: "datasource", query: "prometheus",
      current: {}, hide: 0, includeAll: false, multi: false, options: [], refresh: 1, regex: "", skipUrlSync: false,
    },
    choice("region", "Region", "label_values(roomlog_info, region)"),
    choice("instance", "Instance", instances),
  ];
}

function choice(name, label, query) {
  return {
    name,
    label,
    type: "query",
    datasource: DATASOURCE,
    definition: query,
    query: { qryType: 1, query, refId: `variable-${name}` },
    current: { selected: true, text: ["All"], value: ["$__all"] },
    includeAll: true,
    multi: true,
    options: [],
    hide: 0,
    refresh: 2,
    regex: "",
    skipUrlSync: false,
    sort: 1,
  };
}

/** A row: its title, and panels that flow from left to right. */
export function row(title, ...panels) {
  return { title, panels };
}

/** Gives panels their ids and places, rows first; a panel that does not fit begins a new line. */
function placed(rows, quiet) {
  const all = [];
  let y = 0;
  for (const { title, panels } of rows) {
    all.push({ id: all.length + 1, type: "row", title, collapsed: false, panels: [], gridPos: { x: 0, y, w: COLUMNS, h: 1 } });
    y++;
    let x = 0;
    let tallest = 0;
    for (const { width, height, ...panel } of panels) {
      if (x + width > COLUMNS) {
        [x, y, tallest] = [0, y + tallest, 0];
      }
      const targets = panel.targets.map(({ mayBeEmpty, ...target }) => {
        if (mayBeEmpty) {
          quiet.set(`${panel.title}/${target.refId}`, mayBeEmpty);
        }
        return target;
      });
      all.push({ id: all.length + 1, ...panel, targets, gridPos: { x, y, w: width, h: height } });
      x += width;
      tallest = Math.max(tallest, height);
    }
    y += tallest;
  }
  return all;
}
