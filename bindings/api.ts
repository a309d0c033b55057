/** Everything of the entry `quadfolio` but the loading of the core. */
export type { SimdBuild } from "./abi.js";
export type { Core } from "./core.js";
export type { CoreMemory } from "./instance.js";
export type { LoadOptions, SyncLoadOptions } from "./wasm.js";
export { Returns, type DroppedAsset, type DroppedObservation } from "./returns/returns.js";
export type { MissingPolicy, PanelOptions } from "./returns/panelInput.js";
export type { PriceOptions } from "./returns/load.js";
export { Covariance } from "./covariance/covariance.js";
export type { DenseOptions } from "./covariance/dense.js";
export type { FactorModel } from "./covariance/factor.js";
export type {
  ClippingOptions,
  Divisor,
  EstimatorOptions,
  EwmaOptions,
  LedoitWolfOptions,
  NonlinearOptions,
  OASOptions,
  PairwiseOptions,
  PCAOptions,
  SampleOptions,
  SemiOptions,
  ShrinkageTarget,
} from "./covariance/options.js";
export type { QPProblem } from "./qp/problem.js";
export { QPSolver, type QPShape, type QPUpdate } from "./qp/qpSolver.js";
export type { QPSettings } from "./qp/settings.js";
export type { ActiveSet, DualInfeasibility, PrimalInfeasibility, QPSolution, QPStatus } from "./qp/solution.js";
export type { WarmStart } from "./qp/warmStart.js";
export type {
  Constraints,
  FactorConstraint,
  GroupConstraint,
  LinearConstraint,
  Objective,
  PortfolioProblem,
  PortfolioSettings,
} from "./portfolio/problem.js";
export type { Costs, CostSlice } from "./portfolio/costs.js";
export type { Uncertainty } from "./portfolio/uncertainty.js";
export type { OnProgress, Progress } from "./qp/control.js";
export type { Corner, Frontier, FrontierPoint, FrontierProblem } from "./frontier/frontier.js";
export type { Conflict, Multipliers, Portfolio } from "./portfolio/portfolio.js";
export type { Analysis, AnalysisOptions } from "./portfolio/analyze.js";
export { shadowPrices, type ShadowPrice, type ShadowPriceOptions } from "./portfolio/shadowPrices.js";
export type { VectorInput } from "./errors/vector.js";
export type { MatrixInput } from "./errors/matrix.js";
export { DimensionError, DisposedError, LoadError, MemoryError, QuadfolioError, ValueError } from "./errors/errors.js";
