import type { QPStatus } from "../qp/solution.js";
import type { WarmStart } from "../qp/warmStart.js";

/**
 * What one more unit of each constraint's side would be worth, with the signs of QPSolution: positive
 * where the upper side is active, negative where the lower is, 0 where neither is. The unit is that of the
 * objective that is minimised: ½wᵀΣw, ½·riskAversion·wᵀΣw − μᵀw, or ½(w − benchmark)ᵀΣ(w − benchmark).
 */
export interface Multipliers {
  readonly budget: number;
  readonly targetReturn?: number;
  /** What one more unit of volatility adds to the return, with the sign of an upper side: positive. */
  readonly targetVolatility?: number;
  /** Of the limits, where they were given; ≥ 0. */
  readonly maxTurnover?: number;
  readonly maxGross?: number;
  /** Of the tracking error, ≥ 0, and of the effective number of holdings, ≤ 0; where they were given. */
  readonly maxTrackingError?: number;
  readonly minEffectiveHoldings?: number;
  readonly netExposure?: number;
  /** By the names of the constraints. */
  readonly groups: Readonly<Record<string, number>>;
  readonly linear: Readonly<Record<string, number>>;
  /** By the names of the factors. */
  readonly factors: Readonly<Record<string, number>>;
  /** One for each asset, ≤ 0. */
  readonly minWeights: Float64Array;
  /** One for each asset, ≥ 0. */
  readonly maxWeights: Float64Array;
  /** One for each asset, where the limit was given: positive where it holds back a purchase, negative where a sale. */
  readonly maxTradeOfVolume?: Float64Array;
}

/** Why no portfolio satisfies the constraints. */
export interface Conflict {
  /**
   * A least set of constraints that cannot hold together: without any one of them the others can. Names of groups, linear constraints
   * and factors, and `budget`, `netExposure`, `targetReturn`, `minWeights`, `maxWeights`, `maxTradeOfVolume`, `maxTurnover`, `maxGross`,
   * `maxTrackingError`, `minEffectiveHoldings`, `targetVolatility`. Alone, what no portfolio reaches: `targetVolatility`, `riskFree`, for
   * `max-diversification` `objective`, and of a frontier `volatility`, `expectedReturn`.
   */
  readonly constraints: readonly string[];
  /** A sentence that says so. */
  readonly message: string;
  /** What one of them could be while all other constraints of the problem hold. */
  readonly attainable?: { readonly constraint: string; readonly range: readonly [number, number] };
}

/** The outcome of `optimize`: frozen, and every array is the caller's own. */
export interface Portfolio {
  readonly status: QPStatus;
  /** One for each asset. Where the status is not `solved`, the last point, which need not satisfy the constraints. */
  readonly weights: Float64Array;
  readonly names?: readonly string[];
  /** μᵀw, where expected returns were given. */
  readonly expectedReturn?: number;
  /** What is left of it where the returns are the worst of the `uncertainty` that was given. */
  readonly worstCaseReturn?: number;
  /** √(wᵀΣw), of one period. */
  readonly volatility: number;
  /**
   * wᵀΣw for `min-variance` and `target-return`, the utility (costs subtracted, of the worst returns where there is `uncertainty`), the tracking error √((w − b)ᵀΣ(w − b)),
   * μᵀw less costs for `target-volatility`, the ratio for `max-sharpe` and `max-diversification`, or for
   * `risk-parity` the largest relative difference between an asset's share of the risk and its budget: 0 but for rounding where no bound holds,
   * which beside a budget of 1e-8 of the risk may be more than the tolerance.
   */
  readonly objective: number;
  /** Σ|w − current|, where current was given. */
  readonly turnover?: number;
  /** What the trades cost, and borrowing what is below zero; where costs were given. Not part of `objective`, but for the utility. */
  readonly cost?: number;
  readonly multipliers: Multipliers;
  readonly iterations: number;
  /** Absolute, as in QPSolution, of the objective that is minimised (see Multipliers). */
  readonly residuals: { readonly primal: number; readonly dual: number; readonly gap: number };
  /** Where the status is `primal_infeasible`. */
  readonly conflict?: Conflict;
  /** Hand it to the next `optimize` with as many assets and constraints. */
  readonly warmStart: WarmStart;
}
