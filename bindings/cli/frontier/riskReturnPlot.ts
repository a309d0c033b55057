import type { CurvePoint } from "./curve.js";
import { placeLabels, type Box } from "./labels.js";
import type { Plots } from "./plots.js";

/** A dot with a name; figures of a year, in per cent. */
export interface Dot {
  readonly name: string;
  readonly risk: number;
  readonly return: number;
}

export interface RiskReturn {
  readonly curve: readonly CurvePoint[];
  readonly corners: readonly Dot[];
  readonly assets: readonly Dot[];
  /** Names of the assets to be labelled first. */
  readonly labelled: readonly string[];
  /** Portfolios on the frontier, the chosen one first. */
  readonly portfolios: readonly Dot[];
  /** From the risk-free return through the portfolio of the best Sharpe ratio. */
  readonly tangency?: { readonly riskFree: number; readonly through: Dot };
}

const MARGINS = { left: 62, right: 24, top: 24, bottom: 50 };
const MOST_LABELS = 40;
const FRONTIER = "#2f6db5";
const CHOSEN = "#d9822b";

/** The share of the assets that is surely inside the picture: all of a few. */
const SHOWN = 0.95;
const FEW = 100;

/** Risk to the right and return upwards: the assets, the frontier with its corners, portfolios on it and the tangency line. */
export function riskReturnPlot(
  { Plot, document, style }: Plots,
  data: RiskReturn,
  width: number,
  height: number,
): { plot: Element; outside: number } {
  const { curve, corners, assets, portfolios, tangency } = data;
  const domains = domainsOf(data);
  const inside = assets.filter((dot) => contains(domains.x, dot.risk) && contains(domains.y, dot.return));
  const toPixels = (dot: Dot): { x: number; y: number } => ({
    x: MARGINS.left + ((dot.risk - domains.x[0]) / (domains.x[1] - domains.x[0])) * (width - MARGINS.left - MARGINS.right),
    y: MARGINS.top + ((domains.y[1] - dot.return) / (domains.y[1] - domains.y[0])) * (height - MARGINS.top - MARGINS.bottom),
  });
  const pixels = (dot: Dot) => ({ ...dot, ...toPixels(dot), label: dot.name });

  const marked = portfolios.map((dot, k) => ({ ...pixels(dot), fill: k === 0 ? CHOSEN : FRONTIER }));
  const curveBoxes = curve.map(({ volatility, expectedReturn }): Box => {
    const { x, y } = toPixels({ name: "", risk: volatility, return: expectedReturn });
    return [x - 4, y - 4, x + 4, y + 4];
  });
  const dotBoxes = marked.map(({ x, y }): Box => [x - 8, y - 8, x + 8, y + 8]);
  const named = placePortfolioLabels(marked, [...dotBoxes], width);
  const order = [...inside].sort((a, b) => rankOf(data, a) - rankOf(data, b)).slice(0, MOST_LABELS);
  const labels = placeLabels(order.map(pixels), inside.length > 500 ? [] : inside.map(toPixels), [
    ...curveBoxes,
    ...dotBoxes,
    ...named.map(({ box }) => box),
  ]);
  const at = { x: "risk", y: "return" };
  const dense = inside.length > 300;
  const plot = Plot.plot({
    document,
    style,
    width,
    height,
    marginLeft: MARGINS.left,
    marginRight: MARGINS.right,
    marginTop: MARGINS.top,
    marginBottom: MARGINS.bottom,
    x: { label: "Volatility (% a year)", labelAnchor: "center", labelArrow: "none", grid: true, domain: domains.x },
    y: { label: "Expected return (% a year)", labelAnchor: "center", labelArrow: "none", grid: true, domain: domains.y },
    marks: [
      ...(domains.y[0] < 0 ? [Plot.ruleY([0], { stroke: "#9ca3af" })] : []),
      Plot.dot(inside, { ...at, r: dense ? 1.6 : 3, fill: "#9ca3af", fillOpacity: dense ? 0.45 : 0.9, title: "name" }),
      ...(tangency === undefined
        ? []
        : [Plot.line(tangencyLine(tangency, domains), { ...at, stroke: CHOSEN, strokeDasharray: "5,4" })]),
      Plot.line(
        curve.map(({ volatility, expectedReturn }) => ({ risk: volatility, return: expectedReturn })),
        { ...at, stroke: FRONTIER, strokeWidth: 2.4 },
      ),
      Plot.dot(corners, {
        ...at,
        r: corners.length > 60 ? 1.6 : 3,
        fill: "#ffffff",
        stroke: FRONTIER,
        strokeWidth: 1.3,
        title: "name",
      }),
      ...labels.map(({ dx, dy, ...dot }) => Plot.text([dot], { ...at, text: "label", dx, dy, fontSize: 10.5, fill: "#6b7280" })),
      Plot.dot(marked, { ...at, r: 6.5, fill: "fill", stroke: "#ffffff", strokeWidth: 1.5, title: "name" }),
      ...named.map(({ dx, dy, anchor, dot }) =>
        Plot.text([dot], {
          ...at,
          text: "label",
          dx,
          dy,
          textAnchor: anchor,
          fontSize: 13,
          fontWeight: 600,
          fill: "fill",
          stroke: "#ffffff",
          strokeWidth: 4,
        }),
      ),
    ],
  });
  return { plot, outside: assets.length - inside.length };
}

type Marked = Dot & { x: number; y: number; label: string; fill: string };

/** The names of the portfolios, right or left of their dots, the ones after where they are free of those before. */
function placePortfolioLabels(marked: readonly Marked[], taken: Box[], width: number) {
  return marked.flatMap((dot, k) => {
    const long = 7.6 * dot.label.length;
    const places = [
      { dx: 11, dy: 3, anchor: "start" },
      { dx: 9, dy: 16, anchor: "start" },
      { dx: -11, dy: -9, anchor: "end" },
      { dx: -11, dy: 3, anchor: "end" },
    ] as const;
    for (const place of places) {
      const left = place.anchor === "start" ? dot.x + place.dx : dot.x + place.dx - long;
      const box: Box = [left, dot.y + place.dy - 8, left + long, dot.y + place.dy + 8];
      if (box[0] < MARGINS.left || box[2] > width) continue;
      if (taken.some((other, i) => i !== k && box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) {
        continue;
      }
      taken.push(box);
      return [{ ...place, box, dot }];
    }
    return [];
  });
}

/** Assets that are to be labelled first, then those of the best return. */
function rankOf({ labelled }: RiskReturn, dot: Dot): number {
  const at = labelled.indexOf(dot.name);
  return at >= 0 ? at - labelled.length : 1 / (1 + Math.exp(dot.return / 100));
}

/** The frontier whole, and nearly all of the assets: a few wild ones must not press the rest together. */
function domainsOf({ curve, assets, portfolios, tangency }: RiskReturn): { x: [number, number]; y: [number, number] } {
  const most = (values: number[]): number => values.reduce((all, one) => Math.max(all, one), -Infinity);
  const least = (values: number[]): number => values.reduce((all, one) => Math.min(all, one), Infinity);
  const sorted = (values: number[]): number[] => [...values].sort((a, b) => a - b);
  const risks = sorted(assets.map(({ risk }) => risk));
  const returns = sorted(assets.map((dot) => dot.return));
  const quantile = (values: number[], share: number): number => values[Math.round(share * (values.length - 1))];
  const share = assets.length < FEW ? 1 : SHOWN;
  const right = 1.06 * most([...curve.map(({ volatility }) => volatility), quantile(risks, share)]);
  const shown = [...curve.map(({ expectedReturn }) => expectedReturn), ...portfolios.map((dot) => dot.return)];
  const low = least([...shown, quantile(returns, 1 - share), tangency?.riskFree ?? Infinity, 0]);
  const high = most([...shown, quantile(returns, share)]);
  const room = 0.06 * (high - low || 1);
  return { x: [0, right || 1], y: [low < 0 ? low - room : low, high + room] };
}

function contains([low, high]: readonly [number, number], value: number): boolean {
  return value >= low && value <= high;
}

/** From the axis to where the line leaves the picture. */
function tangencyLine({ riskFree, through }: NonNullable<RiskReturn["tangency"]>, { x, y }: { x: number[]; y: number[] }): Dot[] {
  const slope = (through.return - riskFree) / through.risk;
  const end = slope > 0 ? Math.min(x[1], (y[1] - riskFree) / slope) : x[1];
  return [
    { name: "", risk: 0, return: riskFree },
    { name: "", risk: end, return: riskFree + slope * end },
  ];
}
