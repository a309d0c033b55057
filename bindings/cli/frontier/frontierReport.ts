import { integer, percent, plural, printable } from "../format.js";
import { INDENT, inputPart } from "../inputPart.js";
import { aligned, shrinkageNote, times, whyNot } from "../report.js";
import { sharpeRatio } from "../summary.js";
import type { FrontierOutcome } from "./frontierPanel.js";

/** What a person reads: the corners, at most `top` of them evenly chosen, and the portfolio asked for. Figures of a year. */
export function frontierReport(outcome: FrontierOutcome, top: number): string {
  const { data, leftOut, request, corners, minVariance, chosen, stages } = outcome;
  const total = Object.values(stages).reduce((sum, ms) => sum + ms, 0);
  const figures = aligned([
    ["Covariance", request.covariance.estimator + shrinkageNote(data.shrinkage)],
    ["Time", times(stages, total)],
  ]);
  const middle =
    corners.length === 0 ? [`No solution: ${whyNot(minVariance)}`] : [cornersPart(outcome, top), chosenPart(outcome, top)];
  return `${[inputPart(data, leftOut), ...middle, figures].join("\n\n")}\n`;

  function chosenPart({ data: { names } }: FrontierOutcome, most: number): string {
    const { name, portfolio } = chosen;
    if (portfolio.status !== "solved") return `${name}: ${whyNot(portfolio)}`;
    const { expectedReturn = NaN, volatility, weights } = portfolio;
    const { periodsPerYear, riskFree = 0 } = request;
    const root = Math.sqrt(periodsPerYear);
    const ratio = sharpeRatio(portfolio, riskFree, request.objective.kind) * root;
    const held = Array.from(weights.keys()).filter((j) => weights[j] !== 0);
    held.sort((a, b) => weights[b] - weights[a]);
    const width = Math.max(...held.slice(0, most).map((j) => printable(names[j]).length), 0);
    return [
      `${name}  return ${percent(periodsPerYear * expectedReturn)}, volatility ${percent(root * volatility)}, ` +
        `${Number.isFinite(ratio) ? `Sharpe ratio ${ratio.toFixed(3)}, ` : ""}${integer(held.length)} held`,
      ...held.slice(0, most).map((j) => `${INDENT}${printable(names[j]).padEnd(width)}  ${percent(weights[j]).padStart(9)}`),
      ...(held.length > most ? [`${INDENT}${integer(held.length - most)} more`] : []),
    ].join("\n");
  }
}

function cornersPart({ corners, request: { periodsPerYear } }: FrontierOutcome, top: number): string {
  const last = corners.length - 1;
  const count = Math.min(Math.max(top, 2), corners.length);
  const shown = new Set(Array.from({ length: count }, (_, i) => Math.round((i * last) / Math.max(count - 1, 1))));
  const rows = [...shown].map((k) => {
    const { lambda, expectedReturn, volatility, weights } = corners[k];
    const held = weights.reduce((sum, one) => sum + (one === 0 ? 0 : 1), 0);
    return [
      integer(k + 1).padStart(8),
      lambda.toPrecision(6).padStart(13),
      percent(periodsPerYear * expectedReturn).padStart(11),
      percent(Math.sqrt(periodsPerYear) * volatility).padStart(11),
      integer(held).padStart(7),
    ].join(" ");
  });
  const head = `${"Corner".padStart(8)} ${"λ".padStart(13)} ${"return".padStart(11)} ${"volatility".padStart(11)} ${"held".padStart(7)}`;
  const rest = corners.length > count ? `, ${integer(count)} of them shown (all: --out, --json)` : "";
  return [`Frontier  ${plural(corners.length, "corner")}${rest}; figures of a year`, head, ...rows].join("\n");
}
