/** What the benchmarks of large universes share: times, growth and the conditions that an answer has to meet before its time counts. */

import { DAYS } from "../families.mjs";

/** The largest residual that certifies an answer, absolute, in annualised units. */
const CERTIFIED = 1e-9;

/** The largest relative distance from the incumbent's objective; its own tolerance is 1e-7. */
const AGREES = 1e-6;

/** Several runs of less than a millisecond are over before the engine has compiled what they run: they go on for so long. */
const LEAST_MILLISECONDS = 250;

/** The result of the fastest of several runs, and its milliseconds; what each is prepared by is not timed. */
export function fastest(runs, run, prepare = () => {}) {
  let [milliseconds, result] = [Infinity];
  const until = performance.now() + (runs > 1 ? LEAST_MILLISECONDS : 0);
  for (let k = 0; k < runs || performance.now() < until; k++) {
    prepare();
    const began = performance.now();
    result = run();
    milliseconds = Math.min(milliseconds, performance.now() - began);
  }
  return { milliseconds, result };
}

/** Throws where an answer is not solved, a residual is too large, or the incumbent's objective is another. */
export function certify(label, { status }, { primal, dual, gap, objective }, incumbentObjective = objective) {
  const fault = (what) => new Error(`${label}: ${what}`);
  if (status !== "solved") throw fault(`status ${status}`);
  for (const [name, value] of Object.entries({ primal, dual, gap })) {
    if (!(value <= CERTIFIED)) throw fault(`${name} residual ${value}`);
  }
  const distance = Math.abs(incumbentObjective - objective) / Math.abs(objective);
  if (!(distance <= AGREES)) throw fault(`objective ${objective}, the incumbent's ${incumbentObjective}`);
  return { residual: Math.max(primal, dual, gap), distance };
}

/** Variables strictly between their bounds. */
export const freeOf = ({ activeSet }) => activeSet.bounds.reduce((count, side) => count + (side === 0 ? 1 : 0), 0);

/** The e of time ~ n^e between two sizes. */
export const growth = (from, to) => Math.log(to.milliseconds / from.milliseconds) / Math.log(to.assets / from.assets);

/** The problem as `solveQP` takes it. */
export const program = ({ q, A, l, u, lb, ub }, P) => ({ P, q, A, l, u, lb, ub });

/** The problem with its daily covariance for the annualised one. */
export const daily = (problem) => ({ ...problem, q: problem.q.map((one) => one / DAYS) });

/** Residuals of a daily problem, in annualised units. */
export function annualised({ primal, dual, gap, objective }) {
  return { primal, dual: DAYS * dual, gap: DAYS * gap, objective: DAYS * objective };
}
