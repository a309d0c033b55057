import { REASONS, type Dropped } from "./dropped.js";
import { duration, exponent, integer, percent, plural, printable, wrap } from "./format.js";
import type { Outcome } from "./optimizePanel.js";
import { summarize } from "./summary.js";

const NAMES_SHOWN = 24;
const INDENT = " ".repeat(9);

/** What a person reads: rounded and aligned. */
export function report(outcome: Outcome): string {
  const solved = outcome.portfolio.status === "solved";
  const parts = [inputPart(outcome), solved ? weightsPart(outcome) : noSolutionPart(outcome), figuresPart(outcome, solved)];
  return `${parts.join("\n\n")}\n`;
}

function inputPart({ file, kind, panel, window, observations, names, dropped, extremes }: Outcome): string {
  const { dates, emptyDates } = window;
  const lines = [
    `${file}: ${kind} of ${plural(panel.symbols.length, "asset")} on ${plural(panel.dates.length, "date")}`,
    `Used     ${plural(names.length, "asset")}, ${plural(observations, "observation")}, ${dates[0]} to ${dates[dates.length - 1]}`,
    ...droppedLines(dropped),
  ];
  if (panel.reversed) lines.push("Note     the rows were newest first and have been turned round");
  if (emptyDates.length > 0) lines.push(`Note     left out, no values on ${listed(emptyDates, NAMES_SHOWN)}`);
  if (extremes.length > 0) {
    const found = extremes.map(({ name, date, value }) => `${printable(name)} ${percent(value, 0)} on ${date}`);
    lines.push(
      `Warning  kept, but a return exceeds 100 % in ${plural(found.length, "asset")}; one wrong value can rule the covariance:`,
    );
    lines.push(wrap(listed(found, 6).split(/(?<=,) /), INDENT));
  }
  return lines.join("\n");
}

function droppedLines(dropped: Dropped[]): string[] {
  if (dropped.length === 0) return ["Dropped  none"];
  const groups = Object.values(REASONS)
    .map((reason) => dropped.filter((asset) => asset.reason === reason))
    .filter((group) => group.length > 0);
  return groups.flatMap((group, k) => {
    const head = `${k === 0 ? "Dropped" : "       "}  ${plural(group.length, "asset")}: ${group[0].reason}`;
    const names = group.map(({ name }) => printable(name));
    return [head, wrap(listed(names, NAMES_SHOWN).split(/(?<=,) /), INDENT)];
  });
}

/** A, B, C, … and 12 more. */
function listed(items: string[], most: number): string {
  if (items.length <= most) return items.join(", ");
  return `${items.slice(0, most).join(", ")}, … and ${integer(items.length - most)} more (all of them: --json)`;
}

function weightsPart({ portfolio, names, options }: Outcome): string {
  const { weights } = portfolio;
  const held = names.map((name, j) => ({ name: printable(name), weight: weights[j] })).filter(({ weight }) => weight !== 0);
  held.sort((a, b) => b.weight - a.weight);
  const shown = held.slice(0, options.top);
  const rest = held.slice(options.top);
  const rows = shown.map(({ name, weight }) => [name, percent(weight)]);
  if (rest.length > 0) rows.push([`${integer(rest.length)} more`, percent(rest.reduce((sum, { weight }) => sum + weight, 0))]);
  const nameWidth = Math.max(...rows.map(([name]) => name.length), 0);
  const weightWidth = Math.max(...rows.map(([, weight]) => weight.length), 0);
  const head = `Weights  ${integer(held.length)} of ${plural(names.length, "asset")} held`;
  return [head, ...rows.map(([name, weight]) => `${INDENT}${name.padEnd(nameWidth)}  ${weight.padStart(weightWidth)}`)].join(
    "\n",
  );
}

function noSolutionPart({ portfolio }: Outcome): string {
  return `No solution: ${whyNot(portfolio)}`;
}

/** Why a portfolio has no weights to show, in a sentence. */
export function whyNot(portfolio: Outcome["portfolio"]): string {
  const conflict = portfolio.conflict ? ` ${portfolio.conflict.message}` : "";
  if (portfolio.status === "primal_infeasible") return `the constraints contradict each other.${conflict}`;
  if (portfolio.status === "dual_infeasible") return "the objective has no bound under these constraints.";
  return `the solver stopped with the status ${portfolio.status}.`;
}

function figuresPart(outcome: Outcome, solved: boolean): string {
  const { portfolio, options, shrinkage, stages } = outcome;
  const summary = summarize(outcome);
  const rows: [string, string][] = [];
  if (solved) {
    const { annual } = summary;
    rows.push(["Expected return", `${percent(annual.expectedReturn)} a year (mean of the sample × ${options.periodsPerYear})`]);
    rows.push(["Volatility", `${percent(annual.volatility)} a year (× √${options.periodsPerYear})`]);
    rows.push(["Effective holdings", summary.effectiveHoldings.toFixed(1)]);
  }
  rows.push(["Covariance", options.estimator + shrinkageNote(shrinkage)]);
  const { primal, dual, gap } = portfolio.residuals;
  rows.push(["Solver", `${portfolio.status}, ${plural(portfolio.iterations, "iteration")}`]);
  rows.push(["Residuals", `primal ${exponent(primal)}, dual ${exponent(dual)}, gap ${exponent(gap)}`]);
  rows.push([
    "Time",
    Object.entries({ ...stages, total: summary.total })
      .map(([name, ms]) => `${name} ${duration(ms)}`)
      .join(", "),
  ]);
  return rows.map(([name, value]) => `${name.padEnd(18)}  ${value}`).join("\n");
}

function shrinkageNote(shrinkage: number | undefined): string {
  if (shrinkage === undefined) return "";
  return `, shrinkage ${shrinkage.toPrecision(4)}${shrinkage > 0.9 ? " (the sample counts for next to nothing: check the data)" : ""}`;
}
