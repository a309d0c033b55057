/** Everything but the loading of the core, which differs from entry to entry: what only the full core has, and what it has more of. */
import type { Objective as CoreObjective, PortfolioProblem as CoreProblem, RiskParity } from "../portfolio/problem.js";

export * from "../api.js";
export type { FullCore as Core } from "./fullCore.js";
export type { FullLoadOptions as LoadOptions } from "./loadFullCore.js";
export type { RiskParity } from "../portfolio/problem.js";
/** What is sought. */
export type Objective = CoreObjective | RiskParity;
/** What `optimize` is given. */
export type PortfolioProblem = CoreProblem<Objective>;
export type {
  BayesSteinOptions,
  EwmaMeanOptions,
  ExpectedReturnsOptions,
  JamesSteinOptions,
  MeanOptions,
} from "../expected/expectedReturns.js";
export type { CapmOptions } from "../expected/capm.js";
export type { BlackLittermanOptions, BlackLittermanResult, View } from "../expected/blackLitterman.js";
export type { PrunedPortfolio, PruneOptions } from "../portfolio/prune.js";
export type { DiscretePortfolio, DiscretizeOptions, WantedWeights } from "../portfolio/discretize.js";
