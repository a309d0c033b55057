import { Covariance } from "./covariance/covariance.js";
import { denseCovariance, type DenseOptions } from "./covariance/dense.js";
import { estimateCovariance } from "./covariance/estimate.js";
import { factorCovariance, type FactorModel } from "./covariance/factor.js";
import type { EstimatorOptions } from "./covariance/options.js";
import type { MatrixInput } from "./errors/matrix.js";
import { Instance } from "./instance.js";
import { analyze, type Analysis, type AnalysisOptions } from "./portfolio/analyze.js";
import { efficientFrontier } from "./frontier/efficientFrontier.js";
import type { Frontier, FrontierProblem } from "./frontier/frontier.js";
import { optimize } from "./portfolio/optimize.js";
import type { Portfolio } from "./portfolio/portfolio.js";
import type { PortfolioProblem } from "./portfolio/problem.js";
import { loadPrices, loadReturns, type PriceOptions } from "./returns/load.js";
import type { PanelOptions } from "./returns/panelInput.js";
import type { Returns } from "./returns/returns.js";
import type { QPProblem } from "./qp/problem.js";
import type { QPSettings } from "./qp/settings.js";
import type { QPSolution } from "./qp/solution.js";
import { solveQP } from "./qp/solveQP.js";
import { qpSolver, type QPShape, type QPSolver } from "./qp/qpSolver.js";

/**
 * The compute core: one instance of the WebAssembly module and the functions that run on it. Calls are
 * synchronous; two cores share nothing. The core of `quadfolio/full` has more of them.
 */
export class Core extends Instance {
  /**
   * Puts the returns of n assets over T observations into the core, once, for covariances to be made from.
   *
   * @param values T × n numbers, flat row-major or an array of rows; `layout: "assets"` for n × T. NaN is a missing value
   * @param options.observations T
   * @param options.assets n
   * @param options.names n names, all different
   * @param options.dates T strings
   * @param options.layout `"observations"` (default) or `"assets"`
   * @param options.missing `"error"` (default), `"drop-assets"`, `"drop-observations"` or `"keep"`; what is dropped is listed in the result
   * @returns the panel; dispose of it when nothing more is estimated from it
   * @throws DimensionError, ValueError where a shape is wrong, a value is NaN or infinite, naming the asset and the row; where a name or an option is wrong
   * @throws MemoryError where the panel does not fit a WebAssembly memory
   * @example
   * import { loadCore } from "quadfolio";
   * const core = await loadCore();
   * const returns = core.returns([[0.01, 0.02], [-0.01, 0.03], [0.02, -0.02]], { observations: 3, assets: 2, names: ["A", "B"] });
   * console.log(returns.assets, returns.observations); // 2 3
   * returns.dispose();
   */
  returns(values: MatrixInput, options: PanelOptions): Returns {
    return loadReturns(this.wasm, values, options);
  }

  /**
   * Puts the returns of n assets into the core, from their prices: one observation fewer.
   *
   * @param prices as the values of `returns`; all positive
   * @param options.kind `"simple"` (default): p[t+1]/p[t] − 1; `"log"`: ln(p[t+1]/p[t]); the others as for `returns`.
   * `missing: "drop-assets"` leaves out assets with non-positive prices and with a price that never moves too
   * @returns the panel of returns; its dates are the later one of each pair
   * @throws DimensionError, ValueError where a shape is wrong, a price is missing or not positive, naming the asset and the row; where a name or an option is wrong
   * @throws MemoryError where the panel does not fit a WebAssembly memory
   * @example
   * import { loadCore } from "quadfolio";
   * const core = await loadCore();
   * const returns = core.returnsFromPrices([[100, 50], [110, 45], [99, 54]], { observations: 3, assets: 2, names: ["A", "B"] });
   * console.log(returns.toArray()); // [0.1, -0.1, -0.1, 0.2]
   * returns.dispose();
   */
  returnsFromPrices(prices: MatrixInput, options: PriceOptions): Returns {
    return loadPrices(this.wasm, prices, options);
  }

  /**
   * Estimates the covariance matrix of the returns, per observation period.
   *
   * `ledoit-wolf` is the one to start with. `sample` is singular where there are more assets than observations.
   *
   * @param returns what `returns` or `returnsFromPrices` returned, at least 2 observations
   * @param options `estimator`: `"sample"`; `"ewma"` with `halfLife` or `span` in observations; `"ledoit-wolf"` with `target`
   * (`"identity"`, `"diagonal"`, `"constant-correlation"`, `"single-factor"`, `"two-parameter"`) and perhaps a fixed `shrinkage` in [0, 1];
   * `"oas"`; `"nonlinear-shrinkage"`; `"eigenvalue-clipping"`, perhaps with `detone`; `"pca"` with `factors`;
   * `"semi"` with `threshold` (a return, 0 by default, or `"mean"`); `"pairwise"`, which takes missing values.
   * `divisor`: `"T-1"` (default; `"T"` for `semi`) or `"T"`
   * @returns the covariance, which refers to the returns: they may be disposed of before it
   * @throws ValueError where an option is wrong or the returns have missing values
   * @throws MemoryError where the workspace does not fit a WebAssembly memory
   * @see Ledoit & Wolf 2004, "A well-conditioned estimator for large-dimensional covariance matrices"; Chen, Wiesel, Eldar & Hero 2010, "Shrinkage algorithms for MMSE covariance estimation" (OAS); assembly/README.md for the source and the convention of each estimator
   * @example
   * import { loadCore } from "quadfolio";
   * const core = await loadCore();
   * const returns = core.returns([[0.01, 0.02], [-0.01, 0.03], [0.02, -0.02]], { observations: 3, assets: 2 });
   * const covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
   * console.log(covariance.shrinkage, covariance.variance([0.5, 0.5]));
   * covariance.dispose();
   * returns.dispose();
   */
  covariance(returns: Returns, options: EstimatorOptions): Covariance {
    return estimateCovariance(this.wasm, returns, options);
  }

  /**
   * Takes a covariance matrix as it is given.
   *
   * @param matrix n × n, symmetric: row-major array or an array of rows
   * @param options.names n names, all different
   * @throws DimensionError, ValueError where the matrix is not square, a value is NaN or infinite, a variance is negative, or the matrix is not symmetric
   * @throws MemoryError where the matrix does not fit a WebAssembly memory
   * @example
   * import { loadCore } from "quadfolio";
   * const core = await loadCore();
   * const covariance = core.denseCovariance([[0.04, 0.01], [0.01, 0.09]], { names: ["BOND", "STOCK"] });
   * console.log(covariance.variance({ BOND: 1 })); // 0.04
   * covariance.dispose();
   */
  denseCovariance(matrix: MatrixInput, options?: DenseOptions): Covariance {
    return denseCovariance(this.wasm, matrix, options);
  }

  /**
   * Takes a factor model, P = B F Bᵀ + diag(d), without multiplying it out.
   *
   * @param model.loadings B, n assets × k factors: row-major array or an array of rows
   * @param model.factorCovariance F, k × k, symmetric positive semidefinite
   * @param model.specificVariances d, n numbers of at least 0, or one for all
   * @param model.names n names, all different
   * @throws DimensionError, ValueError where a shape is wrong, a value is NaN or infinite, a variance is negative, or F is not symmetric or not semidefinite
   * @throws MemoryError where the model does not fit a WebAssembly memory
   * @example
   * import { loadCore } from "quadfolio";
   * const core = await loadCore();
   * const covariance = core.factorCovariance({ loadings: [[1], [0.5]], factorCovariance: [[0.04]], specificVariances: [0.01, 0.02] });
   * console.log(covariance.toMatrix()); // [0.05, 0.02, 0.02, 0.03]
   * covariance.dispose();
   */
  factorCovariance(model: FactorModel): Covariance {
    return factorCovariance(this.wasm, model);
  }

  /**
   * Solves a convex quadratic program: minimise ½xᵀPx + qᵀx subject to l ≤ Ax ≤ u, lb ≤ x ≤ ub.
   *
   * For portfolios, `optimize` is shorter; it is not for many thousand rows. A P of 200 variables and more with few rows is read only as
   * far as the solution needs it, once it has been checked: that it is semidefinite elsewhere is taken from the caller.
   *
   * @param problem.P n × n, symmetric positive semidefinite: row-major array, array of rows, or a Covariance
   * @param problem.q n, or one number; 0 by default
   * @param problem.A m × n, row-major or an array of rows; none by default
   * @param problem.l m, or one number; −Infinity (or −1e30 and less) for none, which is the default
   * @param problem.u m, or one number; Infinity (or 1e30 and more) for none, which is the default
   * @param problem.lb n, or one number; none by default
   * @param problem.ub n, or one number; none by default
   * @param settings tolerance (1e-9), maxIterations (50·(n + m) + 1000), timeLimit in seconds (none), warmStart
   * @returns the status, x, the multipliers y and z, the residuals computed afresh from the data, and the proof of infeasibility where there is one
   * @throws DimensionError, ValueError where a shape is wrong, a value is NaN or infinite, P is not symmetric, or a lower side is above its upper one
   * @throws MemoryError where the problem does not fit a WebAssembly memory
   * @see Gill & Murray 1978, "Numerically stable methods for quadratic programming": the active-set method
   * @example
   * import { loadCore } from "quadfolio";
   * const core = await loadCore();
   * const { status, x, y } = core.solveQP({ P: [[4, 1], [1, 2]], q: [1, 1], A: [[1, 1]], l: 1, u: 1, lb: 0, ub: 0.7 });
   * console.log(status, x, y); // solved [0.3, 0.7] [-2.9]
   */
  solveQP(problem: QPProblem, settings?: QPSettings): QPSolution {
    return solveQP(this.wasm, problem, settings);
  }

  /**
   * A solver for quadratic programs of one shape whose data change from solve to solve: it keeps its memory, the working set and,
   * where only q, l, u, lb and ub changed, the factorization.
   *
   * For a single problem, `solveQP` is shorter. Beside the core's memory it holds copies of P and A in JavaScript, 8·n·(n + m) bytes.
   *
   * @param shape.variables n
   * @param shape.rows m; 0 by default
   * @returns the solver, with `update`, `solve` and `dispose`
   * @throws ValueError where n is not a positive integer or m not an integer of at least 0
   * @throws MemoryError where the workspace does not fit a WebAssembly memory
   * @see Ferreau, Bock & Diehl 2008, "An online active set strategy to overcome the limitations of explicit MPC": hot starts
   * @example
   * import { loadCore } from "quadfolio";
   * const core = await loadCore();
   * const solver = core.qpSolver({ variables: 2, rows: 1 });
   * solver.update({ P: [[4, 1], [1, 2]], q: [1, 1], A: [[1, 1]], l: 1, u: 1, lb: 0, ub: 0.7 });
   * console.log(solver.solve().x); // [0.3, 0.7]
   * solver.update({ ub: 0.6 });
   * console.log(solver.solve().x); // [0.4, 0.6]
   * solver.dispose();
   */
  qpSolver(shape: QPShape): QPSolver {
    return qpSolver(this.wasm, shape);
  }

  /**
   * Finds the optimal portfolio under the constraints.
   *
   * @param problem.covariance of n assets: what `covariance`, `denseCovariance` or `factorCovariance` returned
   * @param problem.expectedReturns n, of one period; needed by `utility`, `target-return`, `target-volatility` and `max-sharpe`
   * @param problem.objective `{ kind: "min-variance" }`, `{ kind: "utility", riskAversion }`, `{ kind: "target-return", value }`, `{ kind: "target-volatility", value }`, `{ kind: "max-sharpe", riskFree? }`, `{ kind: "max-diversification" }` or `{ kind: "tracking-error", benchmark }`
   * @param problem.constraints budget (1), netExposure, minWeights (0), maxWeights (1), groups, linear, factors, maxTurnover, maxGross, maxTradeOfVolume, maxTrackingError, minEffectiveHoldings
   * @param problem.costs of trading away from `current`: buy, sell, slices, quadratic; borrow, of weights below 0
   * @param problem.uncertainty of the expected returns, for `utility`: `box` or `ellipsoid`; and `problem.ridge`, ½·ridge·‖w‖² beside the objective
   * @param problem.current the n weights held today; adds `turnover` to the result
   * @param problem.volumes the value traded of each asset, and `problem.capital` what the weights are fractions of: for maxTradeOfVolume
   * @param problem.warmStart the `warmStart` of a portfolio with as many assets and constraints
   * @param problem.settings tolerance, maxIterations, timeLimit, as for `solveQP`, for the whole of the call but for maxIterations; `onProgress`, which ends it by false
   * @returns the weights (bounds hold exactly), the multipliers by the constraints' names, and `conflict` where no portfolio satisfies the constraints
   * @throws DimensionError, ValueError where a shape, a value, a name or an option is wrong
   * @see Markowitz 1952, "Portfolio selection"
   * @example
   * import { loadCore } from "quadfolio";
   * const core = await loadCore();
   * const covariance = core.denseCovariance([[0.04, 0.01], [0.01, 0.09]], { names: ["BOND", "STOCK"] });
   * const { status, weights } = core.optimize({ covariance, objective: { kind: "min-variance" }, constraints: { maxWeights: { BOND: 0.6 } } });
   * console.log(status, weights); // solved [0.6, 0.4]
   * covariance.dispose();
   */
  optimize(problem: PortfolioProblem): Portfolio {
    return optimize(problem);
  }

  /**
   * The whole efficient frontier: every portfolio of least variance for its return, as the corners between which weights are linear.
   *
   * @param problem as for `optimize`, without `objective`, `uncertainty`, `ridge` and `warmStart`; `expectedReturns` is needed. Costs are subtracted from the return
   * @returns `corners` from most return to least variance, `at`, `minVariance`, `maxSharpe`; dispose of the covariance last
   * @throws DimensionError, ValueError where an argument is wrong, or `maxTrackingError`, `minEffectiveHoldings` or quadratic costs make the frontier curved
   * @see Markowitz 1956, "The optimization of a quadratic function subject to linear constraints": the critical line
   * @example
   * import { loadCore } from "quadfolio";
   * const core = await loadCore();
   * const covariance = core.denseCovariance([[0.04, 0.01], [0.01, 0.09]]);
   * console.log(core.efficientFrontier({ covariance, expectedReturns: [0.02, 0.06] }).at({ expectedReturn: 0.04 }).weights); // [0.5, 0.5]
   * covariance.dispose();
   */
  efficientFrontier(problem: FrontierProblem): Frontier {
    return efficientFrontier(problem);
  }

  /**
   * What the risk of a portfolio is made of, and beside a benchmark.
   *
   * @param options.covariance of n assets
   * @param options.weights n
   * @param options.benchmark n weights of a benchmark, or of the market
   * @returns risk contributions, diversification ratio, effective number of holdings; beside a benchmark beta, active risk and share
   * @throws DimensionError, ValueError where an argument is wrong
   * @example
   * import { loadCore } from "quadfolio";
   * const core = await loadCore();
   * const covariance = core.denseCovariance([[0.04, 0.01], [0.01, 0.09]]);
   * const { riskShares, beta } = core.analyze({ covariance, weights: [0.7, 0.3], benchmark: [0.5, 0.5] });
   * console.log(riskShares, beta); // [0.680, 0.320] 0.867
   * covariance.dispose();
   */
  analyze(options: AnalysisOptions): Analysis {
    return analyze(options);
  }
}
