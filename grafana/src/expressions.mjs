// Expressions that many panels need, as pairs of a legend and an expression.

/** Percentiles of a histogram: pairs for `of`. Labels in `by` keep lines apart. */
export function percentiles(metric, quantiles, { selector = "{@}", by = "", legend = "" } = {}) {
  const labels = by ? `le, ${by}` : "le";
  return quantiles.map((q) => [
    `p${String(q * 100).replace(".", "")}${legend ? ` ${legend}` : ""}`,
    `histogram_quantile(${q}, sum by (${labels}) (rate(${metric}_bucket${selector}[$__rate_interval])))`,
  ]);
}

/** The counter's rate each second, by a label: one pair for `of`. */
export function rateBy(label, counter, selector = "{@}") {
  return [`{{${label}}}`, `sum by (${label}) (rate(${counter}${selector}[$__rate_interval]))`];
}
