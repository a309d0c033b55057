import { rounded } from "../portfolio/conflict.js";
import { duration, exponent, integer, percent, plural, printable } from "./format.js";
import { INDENT, inputPart } from "./inputPart.js";
import type { Outcome } from "./optimizePanel.js";
import { summarize } from "./summary.js";

/** What a person reads: rounded and aligned, with the `top` largest weights. */
export function report(outcome: Outcome, top: number): string {
  const solved = outcome.portfolio.status === "solved";
  const shown = { ...outcome, ...outcome.inLots };
  const middle = solved ? weightsPart(shown, top) : `No solution: ${whyNot(outcome.portfolio)}`;
  const parts = [
    inputPart(outcome.data, outcome.leftOut),
    middle,
    ...(solved ? pricesPart(outcome) : []),
    figuresPart(shown, solved),
  ];
  return `${parts.join("\n\n")}\n`;
}

function weightsPart({ portfolio: { weights }, discrete, data: { names } }: Outcome, top: number): string {
  const held = names
    .map((name, j) => ({ name: printable(name), weight: weights[j], shares: discrete?.shares[j] }))
    .filter(({ weight }) => weight !== 0);
  held.sort((a, b) => b.weight - a.weight);
  const shown = held.slice(0, top);
  const rest = held.slice(top);
  const rows = shown.map(({ name, weight, shares }) => [
    name,
    percent(weight),
    ...(shares === undefined ? [] : [plural(shares, "share")]),
  ]);
  if (rest.length > 0) rows.push([`${integer(rest.length)} more`, percent(rest.reduce((sum, { weight }) => sum + weight, 0))]);
  const nameWidth = Math.max(...rows.map(([name]) => name.length), 0);
  const weightWidth = Math.max(...rows.map(([, weight]) => weight.length), 0);
  const sharesWidth = Math.max(...rows.map(([, , shares = ""]) => shares.length), 0);
  const head = `Weights  ${integer(held.length)} of ${plural(names.length, "asset")} held`;
  const line = ([name, weight, shares]: string[]): string =>
    `${INDENT}${name.padEnd(nameWidth)}  ${weight.padStart(weightWidth)}${shares === undefined ? "" : `  ${shares.padStart(sharesWidth)}`}`;
  return [head, ...rows.map(line)].join("\n");
}

const PRICES_SHOWN = 8;

/** What the dearest constraints cost, in sentences; none where only the budget is at work. */
function pricesPart(outcome: Outcome): string[] {
  const { prices } = summarize(outcome);
  if (prices.every(({ constraint }) => constraint === "budget" || constraint === "minWeights")) return [];
  const shown = prices.slice(0, PRICES_SHOWN).map(({ sentence }) => INDENT + printable(sentence));
  const rest = prices.length - shown.length;
  if (rest > 0) shown.push(`${INDENT}… and ${integer(rest)} more (all of them: --json)`);
  return [["Costs of constraints, in a year", ...shown].join("\n")];
}

/** Why a portfolio has no weights to show, in a sentence. */
export function whyNot(portfolio: Outcome["portfolio"]): string {
  const { conflict } = portfolio;
  if (conflict !== undefined) {
    const why = printable(conflict.message + possible(conflict));
    return conflict.constraints.length > 1 ? `the constraints contradict each other. ${why}` : why;
  }
  if (portfolio.status === "primal_infeasible") return "the constraints contradict each other.";
  if (portfolio.status === "dual_infeasible") return "the objective has no bound under these constraints.";
  return `the solver stopped with the status ${portfolio.status}.`;
}

/** What one constraint of a conflict could be, in a sentence. */
function possible({ attainable }: NonNullable<Outcome["portfolio"]["conflict"]>): string {
  if (attainable === undefined) return "";
  const [least, most] = attainable.range.map(rounded);
  const [hasLeast, hasMost] = attainable.range.map(Number.isFinite);
  if (!hasLeast && !hasMost) return "";
  const range = hasLeast && hasMost ? `from ${least} to ${most}` : hasLeast ? `at least ${least}` : `at most ${most}`;
  return ` Possible with all other constraints: ${attainable.constraint} ${range}.`;
}

function figuresPart(outcome: Outcome, solved: boolean): string {
  const { portfolio, request, data, stages } = outcome;
  const summary = summarize(outcome);
  const rows: [string, string][] = [];
  if (solved) rows.push(...portfolioRows(outcome));
  rows.push(["Covariance", request.covariance.estimator + shrinkageNote(data.shrinkage)]);
  const { primal, dual, gap } = portfolio.residuals;
  rows.push(["Solver", `${portfolio.status}, ${plural(portfolio.iterations, "iteration")}`]);
  rows.push(["Residuals", `primal ${exponent(primal)}, dual ${exponent(dual)}, gap ${exponent(gap)}`]);
  rows.push(["Time", times(stages, summary.total)]);
  return aligned(rows);
}

function portfolioRows(outcome: Outcome): [string, string][] {
  const { portfolio, analysis, discrete, request } = outcome;
  const { periodsPerYear } = request;
  const { annual } = summarize(outcome);
  const { turnover, cost } = portfolio;
  const rows: [string, string][] = [
    ["Expected return", `${percent(annual.expectedReturn)} a year (of one observation × ${periodsPerYear})`],
    ["Volatility", `${percent(annual.volatility)} a year (× √${periodsPerYear})`],
  ];
  if (annual.sharpeRatio !== undefined)
    rows.push(["Sharpe ratio", `${annual.sharpeRatio.toFixed(3)} a year (× √${periodsPerYear})`]);
  if (annual.trackingError !== undefined)
    rows.push(["Tracking error", `${percent(annual.trackingError)} a year (× √${periodsPerYear})`]);
  const { effectiveHoldings, diversificationRatio, beta, activeShare } = analysis!;
  if (beta !== undefined) rows.push(["Beta, active share", `${beta.toFixed(3)}, ${percent(activeShare!)}`]);
  rows.push(["Effective holdings", effectiveHoldings.toFixed(1)]);
  rows.push(["Diversification", `${diversificationRatio.toFixed(3)} (volatilities of the assets to that of the portfolio)`]);
  if ("pruned" in portfolio)
    rows.push(["Pruned", `${plural(portfolio.pruned.length, "asset")}, ${integer(portfolio.untraded.length)} left as they are`]);
  if (discrete !== undefined) {
    const drift = percent(discrete.trackingError * Math.sqrt(periodsPerYear), 4);
    rows.push(["Whole lots", `${integer(discrete.cost)} spent, ${discrete.cash.toFixed(2)} left`]);
    rows.push(["Drift", `${drift} a year from the optimum${discrete.isOptimal ? ", the least there is" : ""}`]);
  }
  if (turnover !== undefined) rows.push(["Turnover", `${percent(turnover)}, purchases and sales together`]);
  if (cost !== undefined)
    rows.push(["Cost", `${percent(cost, 4)} of the capital${discrete === undefined ? "" : ", before whole lots"}`]);
  return rows;
}

/** How long each stage took. */
export function times(stages: Readonly<Record<string, number>>, total: number): string {
  return Object.entries({ ...stages, total })
    .map(([name, ms]) => `${name} ${duration(ms)}`)
    .join(", ");
}

/** Names and values in two columns. */
export function aligned(rows: readonly [string, string][]): string {
  return rows.map(([name, value]) => `${name.padEnd(18)}  ${value}`).join("\n");
}

/** The intensity, and a word where it is close to 1. */
export function shrinkageNote(shrinkage: number | undefined): string {
  if (shrinkage === undefined) return "";
  return `, shrinkage ${shrinkage.toPrecision(4)}${shrinkage > 0.9 ? " (the sample counts for next to nothing: check the data)" : ""}`;
}
