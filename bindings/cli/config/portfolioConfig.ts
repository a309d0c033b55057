import type {
  Constraints,
  Costs,
  EstimatorOptions,
  ExpectedReturnsOptions,
  FactorConstraint,
  Objective,
  PortfolioSettings,
  PruneOptions,
  Uncertainty,
} from "../../files/index.js";
import type { ByName, InFile } from "./inFile.js";

export type ConstraintsInFile = Omit<InFile<Constraints>, "factors"> & { factors?: FactorsInFile };

export type FactorsInFile = Omit<InFile<FactorConstraint>, "loadings"> & {
  /** By asset, one number for each factor. */
  loadings: Readonly<Record<string, readonly number[]>>;
};

/** How a portfolio is bought; the prices are the last ones in the data by default. */
export interface Discretize {
  prices?: ByName;
  /** Shares in a lot, 1 by default. */
  lots?: number | ByName;
}

/**
 * A problem as `--config` reads it: the terms of `core.optimize`, and what the command line needs beside them.
 * schema/portfolio.schema.json describes it to editors and to the check; test/cli/schema.test.ts compares the two.
 */
export interface PortfolioConfig {
  $schema?: string;
  /** Whether the data are returns of one period, not prices. */
  returns?: boolean;
  /** The last so many observations are used. */
  lookback?: number;
  /** For display; 252 by default. */
  periodsPerYear?: number;
  /** `{ "estimator": "ledoit-wolf" }` by default. */
  covariance?: InFile<EstimatorOptions>;
  /** How they are estimated, or one number for each asset; the means of the sample by default. */
  expectedReturns?: InFile<ExpectedReturnsOptions> | ByName;
  /** Of one period: for the Sharpe ratio, and the tangency line of the frontier. */
  riskFree?: number;
  objective?: InFile<Objective>;
  constraints?: ConstraintsInFile;
  costs?: InFile<Costs>;
  uncertainty?: InFile<Uncertainty>;
  /** ½·ridge·Σw² is added to the objective. */
  ridge?: number;
  current?: ByName;
  /** The average value of each asset traded in one rebalancing. */
  volumes?: number | ByName;
  /** In the currency of the volumes, and of the prices that whole shares are bought at. */
  capital?: number;
  /** Solves again without weights and trades that are too small. */
  prune?: InFile<PruneOptions>;
  /** Whole lots for the capital. */
  discretize?: Discretize;
  settings?: InFile<PortfolioSettings>;
}
