import type { Covariance } from "../covariance/covariance.js";
import type { MatrixInput } from "../errors/matrix.js";
import type { VectorInput } from "../errors/vector.js";
import type { OnProgress } from "../qp/control.js";
import type { QPSettings } from "../qp/settings.js";
import type { WarmStart } from "../qp/warmStart.js";
import type { Costs } from "./costs.js";
import type { Uncertainty } from "./uncertainty.js";

/**
 * What is sought.
 *
 * - `min-variance`: the least wᵀΣw.
 * - `utility`: the most μᵀw − ½·riskAversion·wᵀΣw.
 * - `target-return`: the least wᵀΣw among portfolios whose expected return μᵀw is exactly `value`.
 * - `tracking-error`: the least (w − benchmark)ᵀΣ(w − benchmark).
 * - `target-volatility`: the most μᵀw, less costs, among portfolios whose volatility √(wᵀΣw) is `value`.
 * - `max-sharpe`: the most (Σ(μᵢ − riskFree)wᵢ − costs) / √(wᵀΣw); `riskFree`, of one period, is 0 by default. What is not invested earns it, what
 *   is borrowed costs it: with a budget of 1 the ratio is (μᵀw − riskFree − costs) / √(wᵀΣw).
 * - `max-diversification`: the most Σσᵢwᵢ / √(wᵀΣw), σᵢ = √Σᵢᵢ.
 */
export type Objective =
  | { kind: "min-variance" }
  | { kind: "utility"; riskAversion: number }
  | { kind: "target-return"; value: number }
  | { kind: "tracking-error"; benchmark: VectorInput }
  | { kind: "target-volatility"; value: number }
  | { kind: "max-sharpe"; riskFree?: number | undefined }
  | { kind: "max-diversification" };

/**
 * Risk contributions wᵢ(Σw)ᵢ in the proportions of `budgets`, all above 0 and equal by default: an objective of `quadfolio/full`. An asset
 * whose maxWeights is 0 or less is held short, the others long. Of the constraints it takes a budget (a number other than 0) and bounds;
 * where bounds hold some assets, the contributions of the others are in proportion.
 */
export interface RiskParity {
  kind: "risk-parity";
  budgets?: VectorInput | undefined;
}

/** The sum of some assets' weights. */
export interface GroupConstraint {
  /** `groups[i]` by default. */
  name?: string | undefined;
  /** Names or positions of assets, each at most once. */
  members: readonly (string | number)[];
  min?: number | undefined;
  max?: number | undefined;
}

/** A weighted sum of the weights. */
export interface LinearConstraint {
  /** `linear[i]` by default. */
  name?: string | undefined;
  /** One for each asset; by name, those left out are 0. */
  coefficients: VectorInput;
  min?: number | undefined;
  max?: number | undefined;
}

/**
 * Ranges of the exposures to k factors: min ≤ loadingsᵀ(w − benchmark) ≤ max. Neutral to a factor is 0 for both.
 */
export interface FactorConstraint {
  /** n × k, row-major or an array of rows; those of the factor covariance by default. */
  loadings?: MatrixInput | undefined;
  /** k, the names of the rows; `factors[j]` by default. */
  names?: readonly string[] | undefined;
  /** k, one number for all, or by the factors' names; none by default. */
  min?: VectorInput | undefined;
  /** k, one number for all, or by the factors' names; none by default. */
  max?: VectorInput | undefined;
  /** The weights that exposures are measured from; 0 by default; by name, those left out are 0. */
  benchmark?: VectorInput | undefined;
}

export interface Constraints {
  /** The sum of the weights, or the range it may lie in; 1 by default, and open where there is a `netExposure`. 0 is allowed. */
  budget?: number | readonly [number, number] | undefined;
  /** The range of Σw, what is held less what is sold short, for portfolios that are not bound to a budget. */
  netExposure?: readonly [number, number] | undefined;
  /** 0 by default; by name, those left out are 0. −Infinity is allowed. */
  minWeights?: VectorInput | undefined;
  /** 1 by default; by name, those left out are 1. Infinity is allowed. */
  maxWeights?: VectorInput | undefined;
  groups?: readonly GroupConstraint[] | undefined;
  linear?: readonly LinearConstraint[] | undefined;
  factors?: FactorConstraint | undefined;
  /** The most of Σ|w − current|, which counts what is bought and what is sold; needs `current`. */
  maxTurnover?: number | undefined;
  /** The most of Σ|w|. */
  maxGross?: number | undefined;
  /**
   * The most of an asset's average value traded that its own trade may be: |w − current|·capital ≤ maxTradeOfVolume·volumes;
   * needs `current`, `capital` and `volumes`.
   */
  maxTradeOfVolume?: number | undefined;
  /** The tracking error √((w − benchmark)ᵀΣ(w − benchmark)) may be `value` at the most: met exactly, or not at work. */
  maxTrackingError?: { benchmark: VectorInput; value: number } | undefined;
  /** The effective number of holdings 1/Σw² must be at least so many: met exactly, through a ridge, or not at work. */
  minEffectiveHoldings?: number | undefined;
}

export interface PortfolioSettings extends Omit<QPSettings, "warmStart"> {
  /** Called after each round, which solves over the assets seen so far and prices all; false ends the solve as a time limit does. */
  onProgress?: OnProgress | undefined;
}

/** What `optimize` is given. Weights are fractions of the capital; returns and risks are those of one period. */
export interface PortfolioProblem<Sought = Objective> {
  covariance: Covariance;
  /** One for each asset. `utility`, `target-return`, `target-volatility` and `max-sharpe` need it. */
  expectedReturns?: VectorInput | undefined;
  objective: Sought;
  constraints?: Constraints | undefined;
  /**
   * What trading away from `current`, which is needed for it, adds to the objective that is minimised: ½wᵀΣw, ½·riskAversion·wᵀΣw − μᵀw
   * or ½(w − benchmark)ᵀΣ(w − benchmark). The weights of the result sum to the budget: costs are not paid out of it.
   */
  costs?: Costs | undefined;
  /** How far the expected returns may be off, for `utility`: the worst case is what counts. */
  uncertainty?: Uncertainty | undefined;
  /** ½·ridge·Σw² is added to the objective that is minimised, in its units; 0 by default. */
  ridge?: number | undefined;
  /** The weights held today; by name, those left out are 0. The turnover is reported against them. */
  current?: VectorInput | undefined;
  /** The average value of each asset traded in one rebalancing, a day for instance, in the currency of `capital`. */
  volumes?: VectorInput | undefined;
  /** What the weights are fractions of, in the currency of `volumes`. */
  capital?: number | undefined;
  /** The `warmStart` of a portfolio with as many assets and constraints. */
  warmStart?: WarmStart | undefined;
  settings?: PortfolioSettings | undefined;
}
