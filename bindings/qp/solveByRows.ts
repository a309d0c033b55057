import type { Wasm } from "../wasm.js";
import { LazyCurvature } from "./lazyCurvature.js";
import type { DenseProblem } from "./problem.js";
import type { CheckedSettings } from "./settings.js";
import type { QPSolution } from "./solution.js";
import { solveDense } from "./solveDense.js";
import { solveRestricted, UNDECIDED } from "./solveOverUniverse.js";

/** A P of so many variables and more is not copied whole, if there are few rows for them: so many variables to a row. */
const LEAST_VARIABLES = 200;
const VARIABLES_TO_A_ROW = 8;

/** Whether P is large, there are few rows, and every variable has a variance: a P that is singular by itself is for the dense solver. */
export function isWorthRows({ P, n, m }: DenseProblem): boolean {
  if (n < LEAST_VARIABLES || VARIABLES_TO_A_ROW * m > n) return false;
  for (let j = 0; j < n; j++) if (!(P[j * n + j] > 0)) return false;
  return true;
}

/** Solves over a universe into which the rows of P cross as they are needed; the dense solver decides what that leaves open. */
export function solveByRows(wasm: Wasm, problem: DenseProblem, settings: CheckedSettings): QPSolution {
  const { P, n } = problem;
  const lazy = new LazyCurvature(wasm, P, n);
  let solution: QPSolution;
  try {
    solution = solveRestricted({ ...problem, P: lazy.covariance }, settings, lazy);
  } finally {
    lazy.dispose();
  }
  return UNDECIDED.includes(solution.status) ? solveDense(wasm, problem, settings) : solution;
}
