import type { Covariance } from "../covariance/covariance.js";
import type { CheckedSettings } from "../qp/settings.js";
import type { QPStatus } from "../qp/solution.js";
import { kinksOf } from "./kinks.js";
import type { Limit } from "./limits.js";
import { clamped } from "./points.js";
import { solveLimited, type LimitedProblem } from "./solveLimited.js";

/** minimise qᵀw, and what `counted` counts, over rows, bounds and limits. */
export interface LimitedProgram extends Omit<LimitedProblem, "P" | "kinks"> {
  readonly counted?: Limit | undefined;
  readonly current: Float64Array;
}

export interface LimitedPoint {
  readonly status: QPStatus;
  readonly x: Float64Array;
}

/** Solves the linear program; `flat` is a covariance of zeros. */
export function solveLimitedProgram(program: LimitedProgram, flat: Covariance, settings: CheckedSettings): LimitedPoint {
  const { m, current, lb, ub, counted, limits } = program;
  const counts = counted === undefined ? limits : [...limits, counted];
  const kinks = kinksOf({ lb, ub, current, limits: counts });
  const signs = kinks.signs.slice(0, limits.length);
  const slope = kinks.signs[limits.length] ?? kinks.slope;
  const start = { x: clamped(current, lb, ub), rows: new Int8Array(m) };
  return solveLimited({ ...program, P: flat, kinks: { ...kinks, slope, signs } }, settings.control, start).solution;
}
