/** Which of the two builds: `relaxed` uses fused multiply–add where the host has relaxed SIMD. */
export type SimdBuild = "relaxed" | "baseline";

/**
 * The exports of every module of the core, as `assembly/index.ts` declares them. Pointers are byte addresses: make
 * them unsigned with `>>> 0` before arithmetic. A pointer of 0 means that the memory is full.
 */
export interface Exports {
  memory: { readonly buffer: ArrayBufferLike };
  /** For engines in whose registers the larger tile of the relaxed build has no room: see assembly/blas/blocking.ts. */
  setShortTiles(on: boolean): void;

  allocate(bytes: bigint): number;
  release(pointer: number): void;
  heapUsed(): number;

  /** n × T returns, asset-major, with one reference: see assembly/covariance/panel.ts. 0 where they do not fit. */
  panelCreate(assets: number, observations: number): number;
  panelRetain(panel: number): void;
  panelRelease(panel: number): void;
  /** The address of the values, and the bytes from one asset to the next. */
  panelValues(panel: number): number;
  panelStride(panel: number): number;
  /** Writes `count` observations from `first` on, from rows of n doubles. */
  writeObservations(panel: number, first: number, count: number, rows: number): void;
  /** Means and squares of the next `count` assets; 0 where a value is not finite. */
  panelSummarize(panel: number, count: number): number;
  /** Prices to returns in place, one observation fewer; 0 where one is infinite. */
  toSimpleReturns(panel: number): number;
  toLogReturns(panel: number): number;

  /** Covariances: see assembly/covariance/covariance.ts. 0 where they do not fit. */
  covCreateGram(panel: number, first: number, observations: number): number;
  covCreateDense(assets: number): number;
  /** A dense one whose rows come one by one; the address of row j to write its n doubles to. */
  covCreateRows(assets: number): number;
  covAddRow(cov: number, j: number): number;
  covRelease(cov: number): void;
  /** The n × n matrix of a dense one, and the n means. */
  covMatrix(cov: number): number;
  covMeans(cov: number): number;
  /** The observations a Gram covariance is of. */
  covDepth(cov: number): number;
  /** Subtracts the means from a Gram covariance. */
  covCentre(cov: number): void;
  covSample(cov: number, ddof: number): void;
  /** Shrinks towards COV_TARGETS[target]; `fixed` NaN for the optimal intensity, which is returned; −1 where memory is full. */
  covShrink(cov: number, target: number, ddof: number, fixed: number): number;
  /** Replaces the oldest observations by `count` rows; the estimator then shapes it again. 0 where memory is full. */
  covRoll(cov: number, rows: number, count: number): number;
  covExponential(cov: number, decay: number, unbiased: number): void;
  /** These read a covariance and return a new one, or the number of one of CovFailure. */
  covClip(cov: number, ddof: number, detone: number): number;
  covPrincipalFactors(cov: number, ddof: number, count: number): number;
  covNonlinear(cov: number, ddof: number): number;
  /** `threshold` NaN for each asset's mean. */
  covDownside(cov: number, ddof: number, threshold: number): number;
  covPairwise(cov: number, ddof: number): number;
  /** The first pair of assets with fewer than two observations in common, as i·n + j. */
  covShortPair(cov: number): number;
  /** n × k loadings, k × k factor covariance (destroyed), n specific variances. */
  covFactorModel(n: number, k: number, loadings: number, factors: number, specific: number): number;
  covColumn(cov: number, j: number, out: number): void;
  covDiagonal(cov: number, out: number): void;
  covMultiply(cov: number, x: number, out: number): void;
  /** `scratch`: n doubles. */
  covVariance(cov: number, x: number, scratch: number): number;
  covGatherScratch(cov: number, count: number): bigint;
  covToMatrix(cov: number, out: number, scratch: number): void;

  /** The n × m problem: see assembly/qp/problem.ts. 0 where it does not fit. */
  qpCreate(n: number, m: number): number;
  qpRelease(qp: number): void;
  /** The address of one of QP_FIELDS, by its number. */
  qpField(qp: number, field: number): number;
  /** Equilibrates P and A in place; qpStart does it where it has not been done. Call it again after writing both anew. */
  qpSetup(qp: number): void;
  /**
   * Prepares a solve of the data written. Mode 0: cold. 1: warm, from x and activeSet. 2: hot, with the factorization of
   * the last solve, where only q, l, u, lb and ub changed; warm where that cannot be.
   */
  qpStart(qp: number, tolerance: number, mode: number): void;
  /** Runs for a few milliseconds, up to `most` iterations more, and returns the status, 0 while it is unfinished. */
  qpAdvance(qp: number, most: number): number;
  /** Ends an unfinished solve: best point and its residuals are written; returns nothing. */
  qpStop(qp: number): void;
  /** Iterations done since qpStart. */
  qpIterations(qp: number): number;

  /** A problem over a covariance that is never formed: see assembly/qp/universe/universe.ts. 0 where it does not fit. */
  universeCreate(cov: number, rows: number, nodes: number): number;
  universeRelease(universe: number): void;
  /** The address of one of UNIVERSE_FIELDS, by its number. */
  universeField(universe: number, field: number): number;
  /** Prepares a solve of the data written; by one of UniverseMode: from `x` and `rowState`, and from `y` where it is warm; a strict one (1) is undecided where only rounding is left. universeBegin follows. */
  universeStart(universe: number, tolerance: number, mode: number, strict: number): void;
  /** Before universeBegin, each round and universeStop: the rows of P to be there first, listed in `order`; how many. */
  universeMissingRows(universe: number): number;
  /** Chooses the assets of the first round. */
  universeBegin(universe: number): void;
  /** One round, or a part of a long one: the restricted problem and a pass over all assets. Returns the status, 0 while it is unfinished. */
  universeRound(universe: number): number;
  /** Ends an unfinished solve, or judges what universeStart placed: the residuals of the point are written. Returns the status that they prove. */
  universeStop(universe: number): number;
  /** One of UniverseCount, by its number. */
  universeCount(universe: number, which: number): number;

  /** The solutions of a universe along a parameter: see assembly/qp/universe/parametric/trace.ts. 0 where they do not fit. */
  traceCreate(universe: number, kinkRows: number): number;
  traceRelease(trace: number): void;
  /** The address of one of TraceField, by its number. */
  traceField(trace: number, field: number): number;
  /** Begins at t with the universe as it was solved there; at −t, and first down to 0, where t is below 0. Returns the number of one of TRACE_STATUS. */
  traceBegin(trace: number, t: number): number;
  /** Goes on to the next event. Returns the number of one of TRACE_STATUS. */
  traceEvent(trace: number): number;
}

/** What only the modules of `quadfolio/full` export beside: see assembly/full.ts. */
export interface FullExports extends Exports {
  /** Its element 0 is the host's function that has jobs done by several threads: see assembly/memory/fork.ts. */
  table: unknown;
  setThreads(count: number): void;
  runPart(kernel: number, part: number, thread: number): void;

  /** Expected returns, n each; those that can fail return a `SolveOutcome`: 2 where P is singular. */
  geometricMeans(cov: number, means: number): void;
  jamesStein(cov: number, ddof: number, means: number): number;
  bayesStein(cov: number, observations: number, means: number): number;
  /** Views k × n, values k (destroyed), variances k (NaN: by confidence), confidences k, prior n. */
  posteriorMean(
    cov: number,
    k: number,
    views: number,
    values: number,
    variances: number,
    confidences: number,
    tau: number,
    prior: number,
    out: number,
  ): number;
  posteriorCovariance(cov: number, k: number, views: number, variances: number, confidences: number, tau: number): number;

  /** A risk budgeting problem over a covariance: see assembly/risk/riskBudget.ts. 0 where it does not fit. */
  riskBudgetCreate(cov: number): number;
  riskBudgetRelease(problem: number): void;
  /** The address of one of RISK_BUDGET_FIELDS, by its number. */
  riskBudgetField(problem: number, field: number): number;
  /** Prepares a solve at λ = `level` of the data written: from `x`, or where `warm` = 0 from its signs alone. */
  riskBudgetStart(problem: number, level: number, warm: number): void;
  /** One Newton step. Returns the number of one of RISK_BUDGET_STATUS. */
  riskBudgetStep(problem: number): number;
  /** The largest relative deviation of a risk contribution that no bound holds. */
  riskBudgetDeviation(problem: number): number;
  /** Newton steps since the start. */
  riskBudgetSteps(problem: number): number;
  /** dΣxᵢ/d log √λ at a solution. */
  riskBudgetGrowth(problem: number): number;

  /** z ← m whole numbers of lots, see assembly/lots/index.ts. Returns the number of one of LotsOutcome. */
  lotsSolve(cov: number, m: number, indices: number, t: number, v: number, c: number, budget: number, z: number): number;
}

/** What `qpAdvance` and `universeRound` return. */
export const QP_STATUS = ["running", "solved", "primal_infeasible", "dual_infeasible", "non_convex", "numerical_error"] as const;

/**
 * Data and results of a problem, in the user's units: P n·n, A m·n, q n, l m, u m, lb n, ub n; x n, y m and z n, which are the start of a
 * warm start too; states of the n bounds, then the m rows (i8: −1 at lower, 1 at upper, 0 free or inactive), in and out; objective,
 * primal residual, dual residual, duality gap.
 */
export const QP_FIELDS = ["P", "A", "q", "l", "u", "lb", "ub", "x", "y", "z", "activeSet", "info"] as const;

/** How `qpStart` begins. */
export const enum QPMode {
  cold,
  warm,
  hot,
}

/** How `universeStart` begins. */
export const enum UniverseMode {
  cold,
  point,
  warm,
}

/** What `universeRound` returns beside: the restricted problem does not fit the memory. */
export const UNIVERSE_OUT_OF_MEMORY = 6;

/** Data and results of a universe: doubles, but `nodeStart`, `rowState`, `order` and `members`, which are i32. */
export const UNIVERSE_FIELDS = [
  "q",
  "A",
  "l",
  "u",
  "nodeStart",
  "node",
  "slope",
  "x",
  "y",
  "z",
  "rowState",
  "info",
  "diagonal",
  "order",
  "members",
] as const;

export const enum UniverseCount {
  rounds,
  pivots,
  members,
}

/**
 * Data and results of a trace: n rates of q, rates of the slopes by nodes, then by rows (the kink rows last) sides, multipliers, states (i32)
 * and activities; the slopes of the kink rows by nodes.
 */
export const enum TraceField {
  rate,
  slopeRate,
  lower,
  upper,
  y,
  rowState,
  activity,
  record,
  sign0,
  sign1,
}

/** What `traceBegin` and `traceEvent` return: t goes on; nothing changes any more; too many steps did not move; memory is full. */
export const TRACE_STATUS = ["moved", "ended", "lost", "memory"] as const;

/** The numbers of the record of a trace, and how many they are. */
export const enum TraceNumber {
  t,
  variance,
  jumped,
  members,
  events,
  held,
  moving,
  reward,
  cancelled,
  nothing,
  count,
}

/** Data and results of a risk budgeting problem: n doubles each. */
export const RISK_BUDGET_FIELDS = ["budget", "lb", "ub", "x", "marginal", "residual"] as const;

/** What `riskBudgetStep` returns: `solved` to rounding, `dual_infeasible` where there is no risk, `numerical_error` where rounding is not all that is left. */
export const RISK_BUDGET_STATUS = ["running", "solved", "dual_infeasible", "non_convex", "numerical_error"] as const;

/** What `covShrink` shrinks towards, by its number. */
export const COV_TARGETS = ["identity", "diagonal", "constant-correlation", "single-factor", "two-parameter", "oas"] as const;

/** What the estimators that return a new covariance return instead of its address. */
export const enum CovFailure {
  memory,
  convergence,
  rank,
}

/** What `lotsSolve` returns. */
export const enum LotsOutcome {
  memory,
  local,
  proven,
}

/** What functions that solve with P return. */
export const enum SolveOutcome {
  solved,
  memory,
  singular,
}

/** The exports of assembly/packing/unpack.ts. */
export interface Unpacker {
  memory: { readonly buffer: ArrayBuffer };
  /** Where it reads and writes. */
  packed: { readonly value: number };
  output: { readonly value: number };
  /** Begins with a module whose bodies begin and end there. */
  open(firstBody: number, pastBodies: number): void;
  /** Goes on to `length` bytes. */
  unpack(length: number): void;
}
