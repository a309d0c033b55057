import type { Wasm } from "../wasm.js";
import { Covariance } from "../covariance/covariance.js";
import { checkProblem, type QPProblem } from "./problem.js";
import { checkSettings, type QPSettings } from "./settings.js";
import type { QPSolution } from "./solution.js";
import { solveDense } from "./solveDense.js";
import { solveOverUniverse } from "./solveOverUniverse.js";

/** Checks, and solves over the universe where P is a covariance, else over all of P; see `Core.solveQP`. */
export function solveQP(wasm: Wasm, problem: QPProblem, settings?: QPSettings): QPSolution {
  const checked = checkProblem(problem);
  const { P, n, m } = checked;
  const limits = checkSettings(settings, n, m);
  return P instanceof Covariance ? solveOverUniverse({ ...checked, P }, limits) : solveDense(wasm, { ...checked, P }, limits);
}
