import { Control, type OnProgress } from "./control.js";
import { boundNodes, type Nodes } from "./nodes.js";
import type { CheckedProblem } from "./problem.js";
import type { CheckedSettings } from "./settings.js";
import type { QPSolution } from "./solution.js";
import { solveDense } from "./solveDense.js";
import { startFrom, Universe, warmStartOf, type UniverseSolution } from "./universe.js";
import type { Covariance } from "../covariance/covariance.js";

/** Assets up to which P is formed where the restricted problems did not come to an end. */
export const MOST_FORMED = 2000;

/** A problem whose P is a covariance, and whose objective may have ½xᵀDx beside, D diagonal and at least 0. */
export interface UniverseQP extends CheckedProblem {
  readonly P: Covariance;
  readonly diagonal?: Float64Array | undefined;
}

/** Solves without forming P. */
export function solveOverUniverse(problem: UniverseQP, settings: CheckedSettings, onProgress?: OnProgress): QPSolution {
  const { P, diagonal, n, m, q, A, l, u, lb, ub } = problem;
  const { warmStart } = settings;
  const nodes = boundNodes(lb, ub);
  const control = new Control(settings, onProgress);
  const universe = new Universe({ covariance: P, diagonal, m, q, A, l, u, nodes });
  let solution: UniverseSolution;
  try {
    solution = universe.solve(control, warmStart && startFrom(warmStart, nodes));
  } finally {
    universe.dispose();
  }
  const { status } = solution;
  if (n <= MOST_FORMED && ["numerical_error", "dual_infeasible", "non_convex"].includes(status)) {
    return solveDense(P.wasm, { ...problem, P: formed(problem) }, { ...control.rest(), warmStart });
  }
  return qpSolution(solution, nodes);
}

/** P + D, n × n. */
function formed({ P, diagonal, n }: UniverseQP): Float64Array {
  const matrix = P.toMatrix();
  if (diagonal !== undefined) for (let j = 0; j < n; j++) matrix[j * n + j] += diagonal[j];
  return matrix;
}

/** The outcome of a universe as `solveQP` returns it. */
export function qpSolution(solution: UniverseSolution, nodes: Nodes): QPSolution {
  const { status, x, y, z, rows, objective, primalResidual, dualResidual, dualityGap, iterations } = solution;
  const next = warmStartOf(solution, nodes);
  const activeSet = Object.freeze({ bounds: next.activeSet.slice(0, x.length), rows });
  const residuals = { objective, iterations, primalResidual, dualResidual, dualityGap };
  const proof =
    status === "primal_infeasible" ? { y: y.slice(), z: z.slice() } : status === "dual_infeasible" && { x: x.slice() };
  const certificate = proof && { certificate: Object.freeze(proof) };
  return Object.freeze({ status, x, y, z, ...residuals, ...certificate, activeSet, warmStart: next });
}
