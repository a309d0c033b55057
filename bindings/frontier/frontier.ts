import type { Conflict, Portfolio } from "../portfolio/portfolio.js";
import type { PortfolioProblem } from "../portfolio/problem.js";
import type { QPStatus } from "../qp/solution.js";

/** What `efficientFrontier` is given: as for `optimize`, without an objective. */
export interface FrontierProblem extends Omit<PortfolioProblem, "objective" | "uncertainty" | "ridge" | "warmStart"> {
  expectedReturns: NonNullable<PortfolioProblem["expectedReturns"]>;
}

/**
 * A portfolio at which the frontier turns: between two of them the weights are linear in λ. Where they change at one λ, among duplicate assets
 * for example, what they become is a corner at the next number above it.
 */
export interface Corner {
  /** The portfolio minimises ½wᵀΣw − lambda·(μᵀw − costs). */
  readonly lambda: number;
  /** μᵀw, of one period. */
  readonly expectedReturn: number;
  /** √(wᵀΣw), of one period. */
  readonly volatility: number;
  /** What the trades cost, where there are costs. */
  readonly cost?: number;
  /** One for each asset; made when it is first asked for. */
  readonly weights: Float64Array;
}

/** Which portfolio of the frontier is meant, by one of the three. */
export type FrontierPoint =
  | { readonly expectedReturn: number; readonly volatility?: undefined; readonly lambda?: undefined }
  | { readonly volatility: number; readonly expectedReturn?: undefined; readonly lambda?: undefined }
  | { readonly lambda: number; readonly expectedReturn?: undefined; readonly volatility?: undefined };

/** The efficient frontier: every portfolio of least variance for its return, after costs. */
export interface Frontier {
  /** `solved`; else there is no corner, and `minVariance` says why; or a limit of the settings ended it before the maximum return. */
  readonly status: QPStatus;
  readonly names?: readonly string[];
  /** From the highest λ, where the return is greatest, to 0, where the variance is least; no two of the same λ. */
  readonly corners: readonly Corner[];
  /** Whether the return has no upper bound: the frontier then goes on beyond the first corner, along a line that `at` and `maxSharpe` follow. */
  readonly isUnbounded: boolean;
  /** The portfolio of least variance, whatever it costs. */
  readonly minVariance: Portfolio;
  /** Where no portfolio satisfies the constraints. */
  readonly conflict?: Conflict;
  /**
   * The portfolio of the frontier with this return, volatility or λ: between the corners about it, certified from the data, and solved afresh from there where it is not proved. Its `objective` is wᵀΣw,
   * its multipliers are in the units of ½wᵀΣw. What the frontier does not reach is `primal_infeasible`, with the attainable range.
   */
  at(point: FrontierPoint): Portfolio;
  /** The portfolio with the most return above the risk-free one, after costs, for its volatility; see the objective `max-sharpe`. */
  maxSharpe(riskFree?: number): Portfolio;
}
