import { Covariance } from "../covariance/covariance.js";
import type { Wasm } from "../wasm.js";
import { checkProblem, type QPProblem } from "./problem.js";
import { checkSettings, type QPSettings } from "./settings.js";
import type { QPSolution } from "./solution.js";
import { isWorthRows, solveByRows } from "./solveByRows.js";
import { solveDense } from "./solveDense.js";
import { solveOverUniverse } from "./solveOverUniverse.js";

/** Checks, and solves over the universe where P is a covariance or large, else over all of P; see `Core.solveQP`. */
export function solveQP(wasm: Wasm, problem: QPProblem, settings?: QPSettings): QPSolution {
  const checked = checkProblem(problem);
  const { P, n, m } = checked;
  const limits = checkSettings(settings, n, m);
  if (P instanceof Covariance) return solveOverUniverse({ ...checked, P }, limits);
  const dense = { ...checked, P };
  return isWorthRows(dense) ? solveByRows(wasm, dense, limits) : solveDense(wasm, dense, limits);
}
