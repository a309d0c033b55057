import type { Covariance } from "../covariance/covariance.js";
import type { LazyCurvature } from "./lazyCurvature.js";
import { boundNodes, type Nodes } from "./nodes.js";
import type { CheckedProblem } from "./problem.js";
import type { CheckedSettings } from "./settings.js";
import { toSolution, type QPSolution, type QPStatus } from "./solution.js";
import { solveDense } from "./solveDense.js";
import { heldAt, startFrom, Universe, type UniverseSolution } from "./universe.js";

/** Assets up to which P is formed where the restricted problems did not come to an end. */
export const MOST_FORMED = 2000;

/** Assets up to which the dense solver decides where only rounding is left of the gradient. */
export const MOST_STRICT = 500;

/** A problem whose P is a covariance, and whose objective may have ½xᵀDx beside, D diagonal and at least 0. */
export interface UniverseQP extends CheckedProblem {
  readonly P: Covariance;
  readonly diagonal?: Float64Array | undefined;
}

/** How a solve over a universe may end that says nothing yet: the dense solver decides. */
export const UNDECIDED: readonly QPStatus[] = ["numerical_error", "dual_infeasible", "non_convex"];

/** Solves without forming P. */
export function solveOverUniverse(problem: UniverseQP, settings: CheckedSettings): QPSolution {
  const { P, n } = problem;
  const solution = solveRestricted(problem, settings);
  if (n > MOST_FORMED || !UNDECIDED.includes(solution.status)) return solution;
  return solveDense(P.wasm, { ...problem, P: formed(problem) }, settings);
}

/** Solves by restricted problems; the rows of P come from `lazy` where P is that of one. */
export function solveRestricted(problem: UniverseQP, { control, warmStart }: CheckedSettings, lazy?: LazyCurvature): QPSolution {
  const nodes = boundNodes(problem.lb, problem.ub);
  const universe = new Universe({ ...problem, lazy, nodes, isStrict: problem.n <= MOST_STRICT });
  try {
    return qpSolution(universe.solve(control, warmStart && startFrom(warmStart, nodes)), nodes);
  } finally {
    universe.dispose();
  }
}

/** P + D, n × n. */
function formed({ P, diagonal, n }: UniverseQP): Float64Array {
  const matrix = P.toMatrix();
  if (diagonal !== undefined) for (let j = 0; j < n; j++) matrix[j * n + j] += diagonal[j];
  return matrix;
}

/** The outcome of a universe as `solveQP` returns it. */
export function qpSolution(solution: UniverseSolution, nodes: Nodes): QPSolution {
  const { rows, ...found } = solution;
  return toSolution(found, heldAt(found, rows, nodes));
}
