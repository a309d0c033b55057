import { integer, percent, plural, printable } from "../format.js";
import { frontierCurve } from "./curve.js";
import type { FrontierOutcome } from "./frontierPanel.js";
import { loadPlots, type Plots } from "./plots.js";
import { riskReturnPlot, type Dot, type RiskReturn } from "./riskReturnPlot.js";
import { weightsPlot } from "./weightsPlot.js";

const WIDTH = 1240;
const HEIGHT = 640;
const TOP = 88;
const BARS = 380;

/** Points between two corners, and of the whole frontier at the least. */
const EACH = 8;
const LEAST_POINTS = 240;

/** A picture of the frontier, complete in itself: SVG, or a page with it where the file is called .html. */
export async function picture(outcome: FrontierOutcome, path: string): Promise<string> {
  const svg = drawn(await loadPlots(), outcome);
  if (!/\.html?$/i.test(path)) return `${svg}\n`;
  const title = escaped(titleOf(outcome));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>body { margin: 0; background: #ffffff } svg { display: block; margin: 0 auto; max-width: 100%; height: auto }</style>
${svg}
</html>
`;
}

function drawn(plots: Plots, outcome: FrontierOutcome): string {
  const { data, request, chosen } = outcome;
  const solved = chosen.portfolio.status === "solved";
  const width = solved ? WIDTH - BARS - 40 : WIDTH - 40;
  const { plot, outside } = riskReturnPlot(plots, riskReturn(outcome), width, HEIGHT);
  const bars = solved ? weightsPlot(plots, data.names.map(printable), chosen.portfolio.weights, BARS, HEIGHT) : undefined;
  const text = (x: number, y: number, size: number, fill: string, content: string, weight = 400): string =>
    `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}">${escaped(content)}</text>`;
  const full = TOP + HEIGHT + 36;
  const { dates } = data.window;
  const riskFree =
    request.riskFree === undefined ? "" : ` Dashed: with the risk-free return ${percent(annual(outcome, request.riskFree))}.`;
  const beyond = outside === 0 ? "" : ` ${plural(outside, "asset")} outside the picture.`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${full}" width="${WIDTH}" height="${full}" font-family="${plots.font}">`,
    `<title>${escaped(titleOf(outcome))}</title>`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    text(28, 40, 23, "#111827", titleOf(outcome), 600),
    text(
      28,
      66,
      14,
      "#4b5563",
      `${integer(data.observations)} observations, ${dates[0]} to ${dates[dates.length - 1]}; ${request.covariance.estimator} covariance`,
    ),
    placed(plot, 20, TOP),
    ...(bars === undefined
      ? []
      : [text(WIDTH - BARS + 14, 66, 14, "#b45f06", chosenTitle(outcome), 600), placed(bars, WIDTH - BARS - 10, TOP)]),
    text(
      28,
      full - 14,
      12,
      "#6b7280",
      `Line: the efficient frontier; circles: its corners; grey: the assets.${riskFree}${beyond}`,
    ),
    "</svg>",
  ].join("\n");
}

function titleOf({ data, corners }: FrontierOutcome): string {
  return `Efficient frontier of ${plural(data.names.length, "asset")}: ${plural(corners.length, "corner")}`;
}

function chosenTitle(outcome: FrontierOutcome): string {
  const { name, portfolio } = outcome.chosen;
  const volatility = Math.sqrt(outcome.request.periodsPerYear) * portfolio.volatility;
  return `${name}: ${percent(annual(outcome, portfolio.expectedReturn ?? NaN), 1)} at ${percent(volatility, 1)}`;
}

function annual({ request }: FrontierOutcome, value: number): number {
  return request.periodsPerYear * value;
}

/** Figures of a year, in per cent. */
function riskReturn(outcome: FrontierOutcome): RiskReturn {
  const { data, request, corners, expectedReturns, volatilities, minVariance, maxSharpe, chosen } = outcome;
  const [ofReturn, ofRisk] = [100 * request.periodsPerYear, 100 * Math.sqrt(request.periodsPerYear)];
  const dot = (name: string, point: { volatility: number; expectedReturn?: number }): Dot => ({
    name,
    risk: ofRisk * point.volatility,
    return: ofReturn * (point.expectedReturn ?? NaN),
  });
  const each = Math.max(EACH, Math.ceil(LEAST_POINTS / Math.max(corners.length - 1, 1)));
  const curve = frontierCurve(corners, each).map(({ volatility, expectedReturn }) => ({
    volatility: ofRisk * volatility,
    expectedReturn: ofReturn * expectedReturn,
  }));
  const others = [
    { name: "Minimum variance", portfolio: minVariance },
    { name: "Maximum Sharpe ratio", portfolio: maxSharpe },
  ];
  const portfolios = [chosen, ...others.filter(({ name }) => name !== chosen.name)].filter(
    ({ portfolio }) => portfolio.status === "solved",
  );
  const { weights } = chosen.portfolio;
  const held = Array.from(weights.keys()).filter((j) => weights[j] !== 0);
  held.sort((a, b) => Math.abs(weights[b]) - Math.abs(weights[a]));
  return {
    curve,
    corners: corners.map((corner, k) => dot(`Corner ${k + 1}, λ ${corner.lambda.toPrecision(4)}`, corner)),
    assets: data.names.map((name, j) =>
      dot(printable(name), { volatility: volatilities[j], expectedReturn: expectedReturns[j] }),
    ),
    labelled: held.map((j) => printable(data.names[j])),
    portfolios: portfolios.map(({ name, portfolio }) => dot(name, portfolio)),
    ...(request.riskFree !== undefined &&
      maxSharpe.status === "solved" && {
        tangency: { riskFree: ofReturn * request.riskFree, through: dot("", maxSharpe) },
      }),
  };
}

/** A plot as a part of a larger picture, its corner at (x, y). */
function placed(plot: Element, x: number, y: number): string {
  plot.setAttribute("x", String(x));
  plot.setAttribute("y", String(y));
  return plot.outerHTML;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
