import type { QPSolution } from "../qp/solution.js";
import { qpSolution, solveOverUniverse, type UniverseQP } from "../qp/solveOverUniverse.js";
import { startFrom, Universe, type UniverseSolution } from "../qp/universe.js";
import type { CheckedPortfolio } from "./checkPortfolio.js";
import { haveKinks } from "./costs.js";
import { kinksOf, slopesAt, type Kinks } from "./kinks.js";
import { isHeld, limitsOf, type Limit } from "./limits.js";
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
  const { sides, costs, settings } = portfolio;
  const { problem, limits, current, kinked } = programOf(portfolio);
  if ((costs === undefined || !haveKinks(costs)) && portfolio.objective.box === undefined && limits.length === 0) {
    return { solution: solveOverUniverse(problem, settings), prices: [] };
  }
  const kinks = kinked();
  const { control, warmStart } = settings;
  const before = control.iterations;
  const start = warmStart === undefined ? { x: current, rows: new Int8Array(sides.m) } : startFrom(warmStart, kinks);
  const { solution, ...rest } = solveLimited({ ...problem, kinks, limits }, control, start);
  return { solution: qpSolution({ ...withLimits(solution, limits), iterations: control.iterations - before }, kinks), ...rest };
}

/** Weights, multipliers of the rows and prices of the limits that are claimed to be the solution. */
export interface Claim {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly prices: readonly number[];
}

/** A claim as a solution, if it is one: what is said of it is from the data. */
export function certifyPortfolio(portfolio: CheckedPortfolio, { x, y, prices }: Claim): QPSolution {
  const { problem, limits, kinked } = programOf(portfolio);
  const kinks = kinked();
  const nodes = { ...kinks, slope: slopesAt(kinks, prices) };
  const universe = new Universe({ ...problem, nodes });
  try {
    const { tolerance } = portfolio.settings.control;
    const solution = withLimits(universe.certify({ x, y }, tolerance), limits);
    const areHeld = limits.every((limit, i) => isHeld(limit, solution.x, prices[i], tolerance));
    return qpSolution(areHeld ? solution : { ...solution, status: "numerical_error" }, kinks);
  } finally {
    universe.dispose();
  }
}

/** The portfolio as solvers take it: its smooth part, its limits, and on demand its kinks. */
function programOf(portfolio: CheckedPortfolio): {
  problem: UniverseQP;
  limits: readonly Limit[];
  current: Float64Array;
  kinked: () => Kinks;
} {
  const { covariance: P, objective, sides, costs, current = new Float64Array(sides.n) } = portfolio;
  const limits = limitsOf(portfolio);
  const problem = { ...sides, P, ...smoothObjective(portfolio, current) };
  const { box, scale } = objective;
  return { problem, limits, current, kinked: () => kinksOf({ ...sides, limits, current, costs, box, scale }) };
}

/** How far the solution is beyond limits is part of its primal residual. */
function withLimits(solution: UniverseSolution, limits: readonly Limit[]): UniverseSolution {
  const beyond = limits.map(({ centre, max }) => distance(solution.x, centre) - max);
  return { ...solution, primalResidual: Math.max(solution.primalResidual, ...beyond) };
}

/**
 * The objective's linear part, and the diagonal that it has beside the covariance: both with quadratic costs, ½(w − current)ᵀD(w − current)
 * but for the constant ½·currentᵀD·current.
 */
function smoothObjective(
  { objective: { q, diagonal, scale }, costs }: CheckedPortfolio,
  current: Float64Array,
): { q: Float64Array; diagonal?: Float64Array | undefined } {
  if (costs === undefined) return { q, diagonal };
  const D = costs.quadratic.map((one) => one / scale);
  return {
    q: q.map((one, j) => one - D[j] * current[j]),
    diagonal: D.map((one, j) => one + (diagonal?.[j] ?? 0)),
  };
}
