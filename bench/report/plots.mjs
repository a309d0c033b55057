import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

const { document } = parseHTML("<!doctype html><html><body></body></html>");
const STYLE = { fontFamily: "system-ui, sans-serif", fontSize: "12px", background: "transparent", overflow: "visible" };
const COLOURS = {
  quadfolio: "#c2410c",
  highs: "#2563eb",
  quadprog: "#15803d",
  "quadprog-js": "#65a30d",
  "portfolio-allocation": "#7c3aed",
  plain: "#475569",
  "ml-matrix": "#0891b2",
  "simple-statistics": "#be185d",
  "compute-covariance": "#a16207",
};
const colour = (names) => ({ domain: names, range: names.map((name) => COLOURS[name] ?? "#6b7280") });

/** A point for each contender and problem: those without an answer that counts are left out, except the ones cut off. */
function pointsOf(records, time) {
  return records.flatMap(({ family, n, contenders }) =>
    Object.entries(contenders).flatMap(([name, outcome]) => {
      if (outcome.status !== "solved" && outcome.status !== "cut off") return [];
      const cut = outcome.status === "cut off";
      return [{ family, n, name, cut, milliseconds: time(outcome), error: outcome.residual ?? outcome.error }];
    }),
  );
}

const namesOf = (points) => Object.keys(COLOURS).filter((name) => points.some((point) => point.name === name));
const logTicks = {
  type: "log",
  grid: true,
  tickFormat: (value) => (value >= 0.001 ? String(Number(value.toPrecision(3))) : value.toExponential(0)),
};
const whole = (value) => value.toLocaleString("en");
const decades = (value) => (Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9 ? logTicks.tickFormat(value) : "");

/** Time against n, both on log axes, one panel a family. */
export function timeAgainstSize(records, { time = ({ milliseconds }) => milliseconds, label = "Milliseconds", perRow = 3 } = {}) {
  const points = pointsOf(records, time);
  if (points.length === 0) return "";
  const families = [...new Set(points.map(({ family }) => family))];
  const columns = Math.min(perRow, families.length);
  const place = (family) => ({ fx: families.indexOf(family) % columns, fy: Math.floor(families.indexOf(family) / columns) });
  const placed = points.map((point) => ({ ...point, ...place(point.family) }));
  const names = namesOf(points);
  const facets = { fx: "fx", fy: "fy" };
  return Plot.plot({
    document,
    style: STYLE,
    width: 1120,
    height: 80 + 300 * Math.ceil(families.length / columns),
    marginLeft: 64,
    marginTop: 34,
    marginBottom: 44,
    x: { ...logTicks, label: "n →", tickFormat: whole, ticks: [...new Set(points.map(({ n }) => n))] },
    y: { ...logTicks, label: `↑ ${label}`, tickFormat: decades },
    fx: { axis: null, padding: 0.12 },
    fy: { axis: null, padding: 0.16 },
    color: colour(names),
    marks: [
      Plot.frame({ stroke: "#cbd5e1" }),
      Plot.text(
        families.map((family) => ({ family, ...place(family) })),
        { ...facets, text: "family", frameAnchor: "top", dy: -14, fontWeight: 600 },
      ),
      Plot.line(placed, { ...facets, x: "n", y: "milliseconds", stroke: "name", strokeWidth: 1.8, z: "name" }),
      Plot.dot(
        placed.filter(({ cut }) => !cut),
        { ...facets, x: "n", y: "milliseconds", fill: "name", r: 3 },
      ),
      Plot.dot(
        placed.filter(({ cut }) => cut),
        { ...facets, x: "n", y: "milliseconds", stroke: "name", symbol: "times", r: 5, strokeWidth: 2 },
      ),
    ],
  }).outerHTML;
}

/** The error of each answer against its time. */
export function accuracyAgainstTime(records) {
  const points = pointsOf(records, ({ milliseconds }) => milliseconds).filter(({ cut, error }) => !cut && error !== undefined);
  if (points.length === 0) return "";
  const least = 1e-18;
  const shown = points.map((point) => ({ ...point, error: Math.max(point.error, least) }));
  return Plot.plot({
    document,
    style: STYLE,
    width: 1120,
    height: 460,
    marginLeft: 64,
    marginTop: 24,
    marginBottom: 44,
    x: { ...logTicks, label: "Milliseconds →", tickFormat: decades },
    y: {
      ...logTicks,
      label: "↑ Error of the answer",
      tickFormat: (value) => (Math.round(Math.log10(value)) % 3 === 0 ? value.toExponential(0) : ""),
    },
    color: colour(namesOf(points)),
    marks: [
      Plot.frame({ stroke: "#cbd5e1" }),
      Plot.ruleY([1e-6], { stroke: "#94a3b8", strokeDasharray: "4,3" }),
      Plot.dot(shown, { x: "milliseconds", y: "error", fill: "name", fillOpacity: 0.75, r: 3.5 }),
    ],
  }).outerHTML;
}

/** The time of an incumbent against quadfolio's on the same problem: below the diagonal the incumbent is faster. */
export function oneAgainstOther(records) {
  const points = records.flatMap(({ family, contenders: { quadfolio, ...others } }) =>
    quadfolio.status !== "solved"
      ? []
      : Object.entries(others)
          .filter(([, { status }]) => status === "solved")
          .map(([name, { milliseconds }]) => ({ family, name, ours: quadfolio.milliseconds, theirs: milliseconds })),
  );
  if (points.length === 0) return "";
  const times = points.flatMap(({ ours, theirs }) => [ours, theirs]);
  const domain = [Math.min(...times) / 1.5, Math.max(...times) * 1.5];
  return Plot.plot({
    document,
    style: STYLE,
    width: 720,
    height: 560,
    marginLeft: 64,
    marginTop: 24,
    marginBottom: 44,
    x: { ...logTicks, domain, label: "quadfolio, milliseconds →", tickFormat: decades },
    y: { ...logTicks, domain, label: "↑ incumbent, milliseconds", tickFormat: decades },
    color: colour(namesOf(points)),
    marks: [
      Plot.frame({ stroke: "#cbd5e1" }),
      Plot.line(
        [domain, domain].map((ends, k) => [ends[k], ends[k]]),
        { stroke: "#94a3b8", strokeDasharray: "4,3" },
      ),
      Plot.dot(points, { x: "ours", y: "theirs", fill: "name", r: 4 }),
      Plot.text(points, { x: "ours", y: "theirs", text: "family", dy: -8, fontSize: 9, fill: "#64748b" }),
    ],
  }).outerHTML;
}

/** From returns to weights, beside the time in which our own kernel forms the matrix. */
export function returnsToWeights(records) {
  if (!records?.length) return "";
  const lines = records.flatMap(({ family, assets, milliseconds, forming }) => [
    { name: family, n: assets, milliseconds },
    ...(forming === undefined || family !== "A" ? [] : [{ name: "Σ formed alone", n: assets, milliseconds: forming }]),
  ]);
  const names = [...new Set(lines.map(({ name }) => name))];
  return Plot.plot({
    document,
    style: STYLE,
    width: 720,
    height: 420,
    marginLeft: 64,
    marginTop: 24,
    marginRight: 110,
    marginBottom: 44,
    x: { ...logTicks, label: "n →", tickFormat: whole, ticks: [...new Set(lines.map(({ n }) => n))] },
    y: { ...logTicks, label: "↑ Milliseconds", tickFormat: decades },
    color: {
      domain: names,
      range: names.map((name) => (name.length > 1 ? "#475569" : { A: "#c2410c", B: "#ea580c", C: "#fb923c" }[name])),
    },
    marks: [
      Plot.frame({ stroke: "#cbd5e1" }),
      Plot.line(lines, { x: "n", y: "milliseconds", stroke: "name", strokeWidth: 1.8 }),
      Plot.dot(lines, { x: "n", y: "milliseconds", fill: "name", r: 3 }),
      Plot.text(lines, Plot.selectLast({ x: "n", y: "milliseconds", z: "name", text: "name", textAnchor: "start", dx: 8 })),
    ],
  }).outerHTML;
}

/** Milliseconds of loading and of the first solve, one bar a package. */
export function coldStarts(records) {
  if (!records?.length) return "";
  const bars = records.flatMap(({ name, loading, solving }) => [
    { name, part: "load", milliseconds: loading },
    { name, part: "first solve", milliseconds: solving },
  ]);
  return Plot.plot({
    document,
    style: STYLE,
    width: 720,
    height: 60 + 34 * records.length,
    marginLeft: 150,
    marginBottom: 40,
    x: { label: "Milliseconds after node has started →", grid: true },
    y: { label: null, domain: records.map(({ name }) => name) },
    color: { domain: ["load", "first solve"], range: ["#94a3b8", "#c2410c"] },
    marks: [Plot.barX(bars, { x: "milliseconds", y: "name", fill: "part", insetTop: 3, insetBottom: 3 }), Plot.ruleX([0])],
  }).outerHTML;
}

/** A key of colours for the contenders of a plot. */
export function key(records) {
  const names = namesOf(pointsOf(records, ({ milliseconds }) => milliseconds));
  const entry = (name) => `<span><i style="background:${COLOURS[name]}"></i>${name}</span>`;
  return `<p class="key">${names.map(entry).join("")}</p>`;
}
