import type { Covariance } from "../covariance/covariance.js";
import { Control } from "../qp/control.js";
import type { CheckedSettings } from "../qp/settings.js";
import type { QPStatus } from "../qp/solution.js";
import { kinksOf } from "./kinks.js";
import { clamped } from "./points.js";
import { solveLimited, type LimitedProblem, type LimitName } from "./solveLimited.js";

/** minimise qᵀw, and what `counted` counts, over rows, bounds and limits. */
export interface LimitedProgram extends Omit<LimitedProblem, "P" | "kinks"> {
  readonly counted?: LimitName | undefined;
}

export interface LimitedPoint {
  readonly status: QPStatus;
  readonly x: Float64Array;
}

/** Solves the linear program; `flat` is a covariance of zeros. */
export function solveLimitedProgram(program: LimitedProgram, flat: Covariance, settings: CheckedSettings): LimitedPoint {
  const { m, current, lb, ub, counted, maxTurnover, maxGross } = program;
  const [turnover, gross] = [maxTurnover < Infinity || counted === "maxTurnover", maxGross < Infinity || counted === "maxGross"];
  const kinks = kinksOf({ lb, ub, current, costs: undefined, box: undefined, scale: 1, turnover, gross });
  const sloped =
    counted === undefined ? kinks : { ...kinks, slope: counted === "maxGross" ? kinks.grossSign : kinks.turnoverSign };
  const start = { x: clamped(current, lb, ub), rows: new Int8Array(m) };
  return solveLimited({ ...program, P: flat, kinks: sloped }, new Control(settings), start).solution;
}
