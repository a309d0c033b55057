import { Core } from "../core.js";
import { blackLitterman, type BlackLittermanOptions, type BlackLittermanResult } from "../expected/blackLitterman.js";
import { capmReturns, type CapmOptions } from "../expected/capm.js";
import { expectedReturns, type ExpectedReturnsOptions } from "../expected/expectedReturns.js";
import { discretize, type DiscretePortfolio, type DiscretizeOptions, type WantedWeights } from "../portfolio/discretize.js";
import type { Portfolio } from "../portfolio/portfolio.js";
import type { Objective, PortfolioProblem, RiskParity } from "../portfolio/problem.js";
import { prune, type PrunedPortfolio, type PruneOptions } from "../portfolio/prune.js";
import { riskParity } from "../portfolio/riskParity.js";
import type { Returns } from "../returns/returns.js";
import { forgetAbout } from "../lifetime.js";
import type { HelpingThreads } from "../threads/helpingThreads.js";
import type { Wasm } from "../wasm.js";

/** The core of `quadfolio/full`: everything that the core of `quadfolio` has, and what not every page needs. */
export class FullCore extends Core {
  readonly #others: HelpingThreads | undefined;

  constructor(wasm: Wasm, others?: HelpingThreads) {
    super(wasm);
    this.#others = others;
  }

  /** Threads that share the large products, this one included: 1 where no others were asked for, or could be had. */
  get threads(): number {
    return this.#others?.threads ?? 1;
  }

  /** Ends the other threads, where there are any. What was made goes on, on this one. */
  override dispose(): void {
    forgetAbout(this.wasm);
    this.#others?.end();
  }

  /**
   * Finds the optimal portfolio under the constraints: as in the core of `quadfolio`, and by `{ kind: "risk-parity", budgets? }` the one
   * whose risk is shared out as its budgets say.
   *
   * @param problem as of the core of `quadfolio`; `risk-parity` takes a budget (a number other than 0) and bounds
   * @returns the weights (bounds hold exactly), and `conflict` where no portfolio satisfies the constraints
   * @throws DimensionError, ValueError where a shape, a value, a name or an option is wrong
   * @see Spinu 2013, "An algorithm for computing risk parity weights"; Richard & Roncalli 2019, arXiv:1902.05710 (with bounds)
   * @example
   * import { loadCore } from "quadfolio/full";
   * const core = await loadCore();
   * const covariance = core.denseCovariance([[0.04, 0.01], [0.01, 0.09]]);
   * console.log(core.optimize({ covariance, objective: { kind: "risk-parity" } }).weights); // [0.6, 0.4]
   * covariance.dispose();
   */
  override optimize(problem: PortfolioProblem<Objective | RiskParity>): Portfolio {
    if (problem?.objective?.kind === "risk-parity") return riskParity(problem as PortfolioProblem<RiskParity>);
    return super.optimize(problem as PortfolioProblem);
  }

  /**
   * Estimates the expected returns of the assets, per observation period: n numbers.
   *
   * Sample means are poor forecasts; shrink them, or start from `capmReturns` and views.
   *
   * @param returns what `returns` or `returnsFromPrices` returned, at least 2 observations, no missing values
   * @param options `estimator`: `"mean"`; `"geometric"`; `"ewma"` with `halfLife` or `span`; `"james-stein"`, towards the grand mean;
   * `"bayes-stein"`, towards the return of the minimum-variance portfolio of `covariance` (the sample covariance by default)
   * @throws ValueError where an option is wrong, the returns have missing values, or the covariance is singular
   * @throws MemoryError where the workspace does not fit a WebAssembly memory
   * @see Meucci 2005, "Risk and asset allocation", eq. 4.137 (James–Stein); Jorion 1986, "Bayes–Stein estimation for portfolio analysis"
   * @example
   * import { loadCore } from "quadfolio/full";
   * const core = await loadCore();
   * const returns = core.returns([[0.01, 0.02], [-0.01, 0.03], [0.02, -0.02]], { observations: 3, assets: 2 });
   * console.log(core.expectedReturns(returns, { estimator: "james-stein" }));
   * returns.dispose();
   */
  expectedReturns(returns: Returns, options: ExpectedReturnsOptions): Float64Array {
    return expectedReturns(this.wasm, returns, options);
  }

  /**
   * The expected returns at which the market portfolio is optimal: riskFree + βᵢ(marketReturn − riskFree), or
   * riskFree + riskAversion·Σw. n numbers, per period.
   *
   * @param options.covariance Σ of n assets
   * @param options.marketWeights n numbers, or numbers by name: by capitalisation, for instance
   * @param options.marketReturn the market's expected return, or
   * @param options.riskAversion the market's excess return over its variance
   * @param options.riskFree 0 by default
   * @throws DimensionError, ValueError where an argument is wrong
   * @see Sharpe 1964, "Capital asset prices"
   * @example
   * import { loadCore } from "quadfolio/full";
   * const core = await loadCore();
   * const covariance = core.denseCovariance([[0.04, 0.01], [0.01, 0.09]]);
   * console.log(core.capmReturns({ covariance, marketWeights: [0.6, 0.4], riskAversion: 2.5 })); // [0.07, 0.105]
   * covariance.dispose();
   */
  capmReturns(options: CapmOptions): Float64Array {
    return capmReturns(options);
  }

  /**
   * Blends prior expected returns with views, absolute and relative, each with its confidence.
   *
   * @param options.covariance of n assets
   * @param options.prior n expected returns before the views
   * @param options.views `{ asset, value }` or `{ coefficients, value }`, with `confidence` in (0, 1] or the `variance` of its error
   * @param options.tau the uncertainty of the prior is τ times the covariance; 0.05 by default
   * @returns the posterior means, and on demand the covariance about them
   * @throws DimensionError, ValueError where an argument is wrong, or certain views contradict each other or a prior without risk
   * @see Black & Litterman 1992, "Global portfolio optimization"; He & Litterman 1999; Idzorek 2005 (confidences)
   * @example
   * import { loadCore } from "quadfolio/full";
   * const core = await loadCore();
   * const covariance = core.denseCovariance([[0.04, 0.01], [0.01, 0.09]], { names: ["BOND", "STOCK"] });
   * const views = [{ coefficients: { STOCK: 1, BOND: -1 }, value: 0.03, confidence: 0.7 }];
   * console.log(core.blackLitterman({ covariance, prior: [0.02, 0.06], views }).expectedReturns);
   * covariance.dispose();
   */
  blackLitterman(options: BlackLittermanOptions): BlackLittermanResult {
    return blackLitterman(options);
  }

  /**
   * Finds the optimal portfolio without dust: solves, sets what is too small to 0 (or leaves it at `current`), solves again, until
   * nothing too small is left. An asset whose bounds do not allow it stays as it is. It is a heuristic for "none, or at least so much", which is not convex: another choice of assets may be better.
   *
   * @param problem as for `optimize`, with any objective but `risk-parity`
   * @param options.minWeight weights smaller than this in absolute value are dust
   * @param options.minTrade trades smaller than this are not worth it; needs `current`
   * @returns the portfolio of the last solve, with its residuals, and which assets were fixed; `primal_infeasible` where the constraints
   * cannot hold without the dust
   * @throws DimensionError, ValueError where an argument is wrong
   * @example
   * import { loadCore } from "quadfolio/full";
   * const core = await loadCore();
   * const covariance = core.denseCovariance([[0.04, 0, 0], [0, 0.09, 0], [0, 0, 4]]);
   * const problem = { covariance, objective: { kind: "min-variance" } };
   * console.log(core.prune(problem, { minWeight: 0.02 }).weights); // [0.692, 0.308, 0]
   * covariance.dispose();
   */
  prune(problem: PortfolioProblem<Objective | RiskParity>, options: PruneOptions): PrunedPortfolio {
    return prune(problem, options);
  }

  /**
   * Turns weights into whole shares, or lots of them: those that, for no more money, differ least from the weights in what they return (the
   * variance of the difference). Nothing is bought that has no weight. Bounds and groups may be missed by the part of a lot.
   *
   * @param portfolio what `optimize` returned, or `{ weights }`
   * @param options.covariance of the n assets
   * @param options.prices n, of a share
   * @param options.capital what the weights are fractions of, in the same currency
   * @param options.lots shares in a lot: 1 by default
   * @returns the shares, what they cost, the cash that is left, and the drift from the weights
   * @throws DimensionError, ValueError where an argument is wrong
   * @throws MemoryError where the covariance of what is held does not fit a WebAssembly memory
   * @see Agrell, Eriksson, Vardy & Zeger 2002, "Closest point search in lattices"
   * @example
   * import { loadCore } from "quadfolio/full";
   * const core = await loadCore();
   * const covariance = core.denseCovariance([[0.04, 0.01], [0.01, 0.09]]);
   * const { shares, cash } = core.discretize({ weights: [0.6, 0.4] }, { covariance, prices: [170, 90], capital: 10_000 });
   * console.log(shares, cash); // [35, 45] 0
   * covariance.dispose();
   */
  discretize(portfolio: WantedWeights, options: DiscretizeOptions): DiscretePortfolio {
    return discretize(portfolio, options);
  }
}
