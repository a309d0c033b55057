import type { WarmStart } from "./warmStart.js";

/**
 * How a solve ended.
 *
 * - `solved`: the residuals are within tolerance.
 * - `primal_infeasible`: no point satisfies the rows and bounds; `certificate` proves it.
 * - `dual_infeasible`: the objective has no lower bound; `certificate` proves it.
 * - `non_convex`: P is not positive semidefinite where it matters.
 * - `max_iterations`, `time_limit`: the best point so far and its residuals.
 * - `numerical_error`: the residuals stayed above tolerance.
 */
export type QPStatus =
  "solved" | "primal_infeasible" | "dual_infeasible" | "non_convex" | "max_iterations" | "time_limit" | "numerical_error";

/**
 * Farkas multipliers: Aᵀy + z = 0, while the multipliers times their sides, upper ones where positive
 * and lower ones where negative, sum to less than 0. No x can satisfy them.
 */
export interface PrimalInfeasibility {
  readonly y: Float64Array;
  readonly z: Float64Array;
}

/** A ray: Px = 0, qᵀx < 0, and moving along x leaves no row and no bound. */
export interface DualInfeasibility {
  readonly x: Float64Array;
}

/** Which sides hold x at the end: −1 the lower, 1 the upper, 0 neither. An equality that is active is 1 or −1. */
export interface ActiveSet {
  /** n. */
  readonly bounds: Int8Array;
  /** m. */
  readonly rows: Int8Array;
}

/** The outcome of `solveQP`: frozen, and every array is the caller's own. */
export interface QPSolution {
  readonly status: QPStatus;
  /** n. The solution where the status is `solved`, else the last point. */
  readonly x: Float64Array;
  /** m multipliers of the rows: Px + q + Aᵀy + z = 0; positive where the upper side is active, negative where the lower is. */
  readonly y: Float64Array;
  /** n multipliers of the bounds, with the signs of y. */
  readonly z: Float64Array;
  /** ½xᵀPx + qᵀx. */
  readonly objective: number;
  readonly iterations: number;
  /** max(Ax − u, l − Ax, x − ub, lb − x, 0), absolute. */
  readonly primalResidual: number;
  /** ‖Px + q + Aᵀy + z‖∞, absolute. */
  readonly dualResidual: number;
  /** |xᵀPx + qᵀx + the multipliers times the sides they are active at|, absolute. */
  readonly dualityGap: number;
  /** The proof, where the status is `primal_infeasible` ({ y, z }) or `dual_infeasible` ({ x }). */
  readonly certificate?: PrimalInfeasibility | DualInfeasibility;
  readonly activeSet: ActiveSet;
  /** Hand it to `settings.warmStart` of the next problem of the same shape. */
  readonly warmStart: WarmStart;
}

/** What a solver found. */
export type Found = Omit<QPSolution, "certificate" | "activeSet" | "warmStart">;

/** The outcome as users get it, and what holds it. The solver leaves the proof of infeasibility where the solution would be. */
export function toSolution(found: Found, held: Pick<WarmStart, "activeSet" | "kinks">): QPSolution {
  const { status, x, y, z } = found;
  const [bounds, rows] = [held.activeSet.slice(0, x.length), held.activeSet.slice(x.length)];
  return Object.freeze({
    ...found,
    ...(status === "primal_infeasible" && { certificate: Object.freeze({ y: y.slice(), z: z.slice() }) }),
    ...(status === "dual_infeasible" && { certificate: Object.freeze({ x: x.slice() }) }),
    activeSet: Object.freeze({ bounds, rows }),
    warmStart: Object.freeze({ x: x.slice(), y: y.slice(), z: z.slice(), ...held }),
  });
}
