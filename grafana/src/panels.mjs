// Kinds of panels: a few words for Grafana's many.
//
// What they take: `says` is the description, `of` [legend, expression] pairs, `unit` Grafana's name of one; `bad` are the
// values from which on it is orange and red, `low` those below which it is red and orange (one alone: red). In
// expressions, `{@}` stands for what the reader has chosen, region and instance, `{@region}` for the region alone;
// `{@,reason="reset"}` adds to it. `mayBeEmpty` tells why there may be no data in a healthy system, of the whole panel
// or, as a third part of a pair, of one line.

export const DATASOURCE = { type: "prometheus", uid: "${datasource}" };
const COLOURS = { fine: "green", warning: "orange", critical: "red" };

/** One number, and its colour. */
export function stat(title, { width = 4, height = 4, decimals, ...rest }) {
  return {
    ...panel("stat", title, rest, { instant: true }),
    width,
    height,
    options: {
      colorMode: "background",
      graphMode: "none",
      justifyMode: "auto",
      orientation: "auto",
      textMode: "auto",
      wideLayout: true,
      reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
    },
    fieldConfig: fieldConfig(rest, { decimals, color: { mode: "thresholds" } }),
  };
}

/** Lines over time; `stacked` where their sum says something. */
export function graph(title, { width = 8, height = 8, stacked = false, ...rest }) {
  return {
    ...panel("timeseries", title, rest, { range: true }),
    width,
    height,
    options: {
      legend: { showLegend: true, displayMode: "table", placement: "bottom", calcs: ["lastNotNull", "max"] },
      tooltip: { mode: "multi", sort: "desc" },
    },
    fieldConfig: fieldConfig(rest, {
      min: 0,
      color: { mode: "palette-classic" },
      custom: {
        drawStyle: "line",
        lineWidth: 1,
        fillOpacity: stacked ? 30 : 5,
        showPoints: "never",
        spanNulls: false,
        stacking: { mode: stacked ? "normal" : "none", group: "A" },
        thresholdsStyle: { mode: rest.bad || rest.low ? "dashed" : "off" },
      },
    }),
  };
}

/** How the values of a histogram are spread, over time. */
export function heatmap(title, { width = 12, height = 8, ...rest }) {
  return {
    ...panel("heatmap", title, rest, { range: true, format: "heatmap" }),
    width,
    height,
    options: {
      calculate: false,
      cellGap: 1,
      color: { mode: "scheme", scheme: "Turbo", scale: "exponential", exponent: 0.5, steps: 64, reverse: false },
      exemplars: { color: "rgba(255,0,255,0.7)" },
      filterValues: { le: 1e-9 },
      legend: { show: true },
      rowsFrame: { layout: "auto" },
      tooltip: { mode: "single", showColorScale: false, yHistogram: true },
      yAxis: { axisPlacement: "left", reverse: false, unit: rest.unit },
    },
    fieldConfig: fieldConfig(rest, { custom: { hideFrom: { legend: false, tooltip: false, viz: false } } }),
  };
}

/** A bar for each class, as things are at the moment. */
export function bars(title, { width = 8, height = 8, ...rest }) {
  return {
    ...panel("bargauge", title, rest, { instant: true, format: "heatmap" }),
    width,
    height,
    options: {
      displayMode: "basic",
      orientation: "horizontal",
      showUnfilled: true,
      valueMode: "color",
      namePlacement: "auto",
      sizing: "auto",
      minVizHeight: 16,
      minVizWidth: 8,
      reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
    },
    fieldConfig: fieldConfig(rest, { min: 0, color: { mode: "thresholds" } }),
  };
}

/** What a query answers, a line for each series. */
export function table(title, { width = 8, height = 8, hidden = [], ...rest }) {
  const excludeByName = Object.fromEntries(["Time", "__name__", ...hidden].map((name) => [name, true]));
  return {
    ...panel("table", title, rest, { instant: true, format: "table" }),
    width,
    height,
    options: { showHeader: true, cellHeight: "sm", footer: { show: false, reducer: ["sum"], countRows: false, fields: "" } },
    transformations: [{ id: "organize", options: { excludeByName, indexByName: {}, renameByName: {} } }],
    fieldConfig: fieldConfig(rest, { custom: { align: "auto", inspect: false } }),
  };
}

function panel(type, title, { says, of, mayBeEmpty }, { instant = false, range = false, format = "time_series" }) {
  return {
    type,
    title,
    description: says,
    datasource: DATASOURCE,
    targets: of.map(([legend, expression, whyEmpty = mayBeEmpty], i) => ({
      refId: String.fromCharCode("A".charCodeAt(0) + i),
      datasource: DATASOURCE,
      editorMode: "code",
      expr: chosen(expression),
      legendFormat: legend,
      instant,
      range,
      format,
      mayBeEmpty: whyEmpty,
    })),
  };
}

function chosen(expression) {
  return expression
    .replaceAll("{@region", '{region=~"$region"')
    .replaceAll("{@", '{region=~"$region",instance=~"$instance"')
    .replaceAll(/\s+/g, " ")
    .trim();
}

function fieldConfig({ unit, bad, low }, defaults) {
  return { defaults: { unit, ...defaults, thresholds: { mode: "absolute", steps: steps(bad, low) } }, overrides: [] };
}

function steps(bad, low) {
  const limits = low ?? bad ?? [];
  const rising = limits.length === 1 ? ["fine", "critical"] : ["fine", "warning", "critical"];
  const names = low ? rising.reverse() : rising;
  return [null, ...limits].map((value, i) => ({ color: COLOURS[names[i]], value }));
}
