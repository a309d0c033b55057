import { Control } from "../qp/control.js";
import type { QPSolution } from "../qp/solution.js";
import { qpSolution, solveOverUniverse } from "../qp/solveOverUniverse.js";
import { startFrom, Universe } from "../qp/universe.js";
import type { CheckedPortfolio } from "./checkPortfolio.js";
import { haveKinks, quadraticPart } from "./costs.js";
import { kinksOf, slopesAt } from "./kinks.js";
import { limitsOf } from "./limits.js";
import { distance } from "./points.js";
import { solveLimited, type LimitRefuted } from "./solveLimited.js";

/** The outcome, and what the limits are worth; all in the units of the objective divided by its scale. */
export interface PortfolioSolution {
  readonly solution: QPSolution;
  /** The multipliers of the limits, in their order. */
  readonly prices: readonly number[];
  /** Why the status is `primal_infeasible`, where it is a limit that cannot be met. */
  readonly refuted?: LimitRefuted;
}

/** Solves over the universe; where there are costs and limits, as kinks and prices. */
export function solvePortfolio(portfolio: CheckedPortfolio): PortfolioSolution {
  const { covariance, objective, sides, costs, settings, onProgress } = portfolio;
  const current = portfolio.current ?? new Float64Array(sides.n);
  const problem = { ...sides, P: covariance, ...smoothObjective(portfolio, current) };
  const limits = limitsOf(portfolio);
  const { box, scale } = objective;
  if ((costs === undefined || !haveKinks(costs)) && box === undefined && limits.length === 0) {
    return { solution: solveOverUniverse(problem, settings, onProgress), prices: [] };
  }
  const kinks = kinksOf({ ...sides, limits, current, costs, box, scale });
  const control = new Control(settings, onProgress);
  const { warmStart } = settings;
  const start = warmStart === undefined ? { x: current, rows: new Int8Array(sides.m) } : startFrom(warmStart, kinks);
  const { solution, ...rest } = solveLimited({ ...problem, kinks, limits }, control, start);
  const beyond = limits.map(({ centre, max }) => distance(solution.x, centre) - max);
  const outcome = { ...solution, iterations: control.iterations, primalResidual: Math.max(solution.primalResidual, ...beyond) };
  return { solution: qpSolution(outcome, kinks), ...rest };
}

/** Weights and multipliers of the rows in place of those of an outcome, at its prices: what is claimed of them is from the data. */
export function certifyPortfolio<T extends PortfolioSolution>(portfolio: CheckedPortfolio, outcome: T, x: Float64Array): T {
  const { covariance, objective, sides, costs, settings } = portfolio;
  const { solution, prices } = outcome;
  const current = portfolio.current ?? new Float64Array(sides.n);
  const { box, scale } = objective;
  const limits = limitsOf(portfolio).filter((_, i) => prices[i] > 0);
  const kinks = kinksOf({ ...sides, limits, current, costs, box, scale });
  const nodes = {
    ...kinks,
    slope: slopesAt(
      kinks,
      prices.filter((one) => one > 0),
    ),
  };
  const universe = new Universe({ ...sides, covariance, ...smoothObjective(portfolio, current), nodes });
  try {
    const { y, iterations } = solution;
    return { ...outcome, solution: qpSolution({ ...universe.certify({ x, y }, settings.tolerance), iterations }, kinks) };
  } finally {
    universe.dispose();
  }
}

/** The objective's linear part, and the diagonal that it has beside the covariance: both with quadratic costs. */
function smoothObjective(
  { objective: { q, diagonal, scale }, costs }: CheckedPortfolio,
  current: Float64Array,
): { q: Float64Array; diagonal?: Float64Array | undefined } {
  if (costs === undefined) return { q, diagonal };
  const ofCosts = quadraticPart(costs, current, scale);
  return {
    q: q.map((one, j) => one + ofCosts.linear[j]),
    diagonal: ofCosts.diagonal.map((one, j) => one + (diagonal?.[j] ?? 0)),
  };
}
