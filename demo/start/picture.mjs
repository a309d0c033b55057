import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { placeLabels } from "./labels.mjs";

const { document } = parseHTML("<!doctype html><html><body></body></html>");
const FONT = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif";
const STYLE = { fontFamily: FONT, fontSize: "13px", background: "transparent" };
const COLOURS = ["#2f6db5", "#d9822b", "#6b7280"];

/**
 * A picture of portfolios as SVG text: on the left the weights, one column of bars a portfolio and a mark at the equal
 * weight; on the right the risk and return of every asset and portfolio.
 *
 * @param title, subtitle, note lines of text above and below
 * @param assets [{ name, volatility, expectedReturn }], in the order of the weights; figures of a year
 * @param portfolios [{ name, weights, volatility, expectedReturn }], the last of which is the one of equal weights
 */
export function picture({ title, subtitle, note, assets, portfolios }) {
  const optimal = portfolios.slice(0, -1);
  const order = assets.map((_, j) => j).sort((a, b) => optimal[0].weights[b] - optimal[0].weights[a] || total(b) - total(a));
  function total(j) {
    return optimal.reduce((sum, { weights }) => sum + weights[j], 0);
  }
  const held = order.filter((j) => total(j) > 1e-6);
  const left = weightsPlot(held, assets, optimal);
  const right = riskPlot(assets, portfolios, Number(left.getAttribute("height")));
  const height = 96 + Number(left.getAttribute("height")) + 40;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1240 ${height}" width="1240" height="${height}" font-family="${FONT}">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="28" y="40" font-size="23" font-weight="600" fill="#111827">${escape(title)}</text>`,
    `<text x="28" y="66" font-size="14" fill="#4b5563">${escape(subtitle)}</text>`,
    placed(left, 20, 88),
    placed(right, 690, 88),
    `<text x="28" y="${height - 16}" font-size="12" fill="#6b7280">${escape(note)}</text>`,
    "</svg>\n",
  ].join("\n");
}

function weightsPlot(held, assets, optimal) {
  const bars = optimal.flatMap(({ name, weights }) =>
    held.map((j) => ({ portfolio: name, asset: assets[j].name, weight: 100 * weights[j] })),
  );
  return Plot.plot({
    document,
    style: STYLE,
    width: 650,
    height: Math.max(520, 90 + 24 * held.length),
    marginLeft: 158,
    marginTop: 46,
    marginBottom: 44,
    marginRight: 8,
    x: {
      label: "Weight (%)",
      labelAnchor: "center",
      labelArrow: "none",
      grid: true,
      ticks: 4,
      domain: [0, 1.18 * Math.max(...bars.map((bar) => bar.weight))],
    },
    y: { label: null, domain: held.map((j) => assets[j].name), tickSize: 0 },
    fx: { label: null, tickFormat: (name) => name, domain: optimal.map(({ name }) => name), padding: 0.08 },
    color: { domain: optimal.map(({ name }) => name), range: COLOURS },
    marks: [
      Plot.barX(bars, { x: "weight", y: "asset", fx: "portfolio", fill: "portfolio", insetTop: 2.5, insetBottom: 2.5, rx: 1.5 }),
      Plot.text(bars, {
        filter: (bar) => bar.weight > 1e-4,
        x: "weight",
        y: "asset",
        fx: "portfolio",
        text: (bar) => (bar.weight < 0.05 ? "<0.1" : bar.weight.toFixed(1)),
        textAnchor: "start",
        dx: 5,
        fontSize: 11.5,
        fill: "#374151",
      }),
      Plot.ruleX([100 / assets.length], { stroke: "#6b7280", strokeDasharray: "3,3" }),
      Plot.ruleX([0], { stroke: "#111827" }),
    ],
  });
}

function riskPlot(assets, portfolios, height) {
  const width = 530;
  const margins = { marginTop: 46, marginLeft: 56, marginBottom: 44, marginRight: 24 };
  const scaled = ({ name, symbol, volatility, expectedReturn }) => ({
    name,
    label: symbol ?? name,
    risk: 100 * volatility,
    change: 100 * expectedReturn,
  });
  const points = assets.map(scaled);
  const chosen = portfolios.map(scaled);
  const changes = [...points, ...chosen].map(({ change }) => change);
  const riskDomain = [0, 1.08 * Math.max(...points.map(({ risk }) => risk))];
  const changeDomain = [2 * Math.floor(Math.min(...changes) / 2), 2 * Math.ceil(Math.max(...changes) / 2)];
  const inPixels = (point) => ({
    ...point,
    x: margins.marginLeft + ((width - margins.marginLeft - margins.marginRight) * point.risk) / riskDomain[1],
    y:
      margins.marginTop +
      ((height - margins.marginTop - margins.marginBottom) * (changeDomain[1] - point.change)) /
        (changeDomain[1] - changeDomain[0]),
  });
  const obstacles = chosen.map(inPixels).map(({ x, y, label }) => [x - 8, y - 9, x + 12 + 8.6 * label.length, y + 9]);
  const labels = placeLabels(points.map(inPixels), obstacles);
  const at = { x: "risk", y: "change" };
  return Plot.plot({
    document,
    style: STYLE,
    width,
    height,
    ...margins,
    x: { label: "Volatility (% a year)", labelAnchor: "center", labelArrow: "none", grid: true, domain: riskDomain },
    y: { label: "Mean change against the dollar (% a year)", labelArrow: "none", grid: true, ticks: 8, domain: changeDomain },
    color: { domain: portfolios.map(({ name }) => name), range: COLOURS },
    marks: [
      Plot.ruleY([0], { stroke: "#9ca3af" }),
      Plot.dot(points, { ...at, r: 3, fill: "#9ca3af" }),
      ...labels.map(({ dx, dy, ...point }) =>
        Plot.text([point], { ...at, text: "label", dx, dy, fontSize: 10.5, fill: "#6b7280" }),
      ),
      Plot.dot(chosen, { ...at, r: 7, fill: "name", stroke: "#ffffff", strokeWidth: 1.5 }),
      Plot.text(chosen, {
        ...at,
        text: "label",
        dx: 11,
        fontSize: 13.5,
        textAnchor: "start",
        fontWeight: 600,
        fill: "name",
        stroke: "#ffffff",
        strokeWidth: 4,
      }),
    ],
  });
}

/** A plot as a part of a larger picture, its corner at (x, y). */
function placed(plot, x, y) {
  plot.setAttribute("x", x);
  plot.setAttribute("y", y);
  return plot.outerHTML;
}

function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
