import type { Objective } from "../files/index.js";

/** Estimators of the covariance that can be asked for without a file. */
export const ESTIMATORS = ["sample", "ledoit-wolf", "oas", "ewma", "nonlinear-shrinkage", "eigenvalue-clipping", "semi"] as const;

/** What the command line was given, and nothing else: defaults come after the configuration file. */
export interface ProblemFlags {
  config?: string;
  returns?: boolean;
  lookback?: number;
  periodsPerYear?: number;
  estimator?: (typeof ESTIMATORS)[number];
  shrinkageTarget?: "identity" | "diagonal" | "constant-correlation" | "single-factor" | "two-parameter";
  halfLife?: number;
  /** The name of an estimator or the path of a file. */
  expectedReturns?: string;
  objective?: Objective["kind"];
  riskAversion?: number;
  targetReturn?: number;
  targetVolatility?: number;
  riskFree?: number;
  /** A path. */
  benchmark?: string;
  /** A path. */
  riskBudgets?: string;
  budget?: number | [number, number];
  minWeight?: number;
  maxWeight?: number;
  /** A path. */
  groups?: string;
  /** Limits by the name of the group; "" for all of them. */
  groupMin?: Map<string, number>;
  groupMax?: Map<string, number>;
  netExposure?: [number, number];
  maxTrackingError?: number;
  minEffectiveHoldings?: number;
  maxTurnover?: number;
  maxGross?: number;
  /** A path. */
  current?: string;
  maxTradeOfVolume?: number;
  /** A path. */
  volumes?: string;
  capital?: number;
  buyCost?: number;
  sellCost?: number;
  borrowCost?: number;
  quadraticCost?: number;
  ridge?: number;
  minHolding?: number;
  minTrade?: number;
  /** Shares in a lot, or a path. */
  lots?: string;
  timeLimit?: number;
}

/** What `quadfolio frontier` was given. */
export interface FrontierFlags extends ProblemFlags {
  top: number;
  json?: boolean;
  out?: string;
  picture?: string;
}

/** What `quadfolio optimize` was given. */
export interface OptimizeFlags extends ProblemFlags {
  top: number;
  json?: boolean;
  out?: string;
}
