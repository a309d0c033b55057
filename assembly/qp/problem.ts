import { Arena, createArena, releaseArena, take, takeZeroed, vectorBytes } from "../memory/arena";

/** What `advance` returns; the names are those of the public contract. */
export const RUNNING = 0;
export const SOLVED = 1;
export const PRIMAL_INFEASIBLE = 2;
export const DUAL_INFEASIBLE = 3;
export const NON_CONVEX = 4;
export const NUMERICAL_ERROR = 5;

/** State of a constraint that is not in the working set: a free variable, an inactive row. */
export const INACTIVE = 0;
/** In the working set at its lower side. */
export const AT_LOWER = -1;
/** In the working set at its upper side. */
export const AT_UPPER = 1;
/** In the working set with both sides equal: never leaves it. */
export const FIXED = 2;

/** An entry of `rows` that stands for no row: a direction of no curvature held still (see reducedHessian.ts). */
export const ARTIFICIAL = -1;

/**
 * One problem: minimise ½xᵀPx + qᵀx subject to l ≤ Ax ≤ u, lb ≤ x ≤ ub, with the whole workspace of
 * its solve. n variables, m rows.
 *
 * A *constraint* is an index k: variable k for k < n, row k − n beyond. `value`, `rate`, `lower`,
 * `upper` and `state` are indexed by it, so that bounds and rows share every loop.
 *
 * The iterations run on scaled data: x = ξ D x̂, rows times E, objective times c / ξ². All factors
 * are powers of two, so that scaling is exact in both directions and a residual of the scaled
 * problem is a residual of the user's.
 *
 * The factorization, with F the free variables, W the rows in the working set, nf = |F|, mw = |W|,
 * nz = nf − mw:
 *
 *     A_WF Q = [0  T]     Q = [Z Y] orthogonal, nf × nf, stored by columns (`column` says which slot)
 *     ZᵀPZ  = RᵀR         R upper triangular, packed by columns
 *
 * Row i of W owns the Y column at position nf − 1 − i; T is lower triangular in that order, packed by rows.
 */
@unmanaged
export class QP {
  n: usize;
  m: usize;
  arena: Arena;

  /** From here to `info` what the host reads and writes, in the order of QP_FIELDS in bindings/abi.ts. The data: P (n × n) and A (m × n) are scaled in place by `equilibrate`; the vectors stay the user's. */
  P: usize;
  A: usize;
  q: usize;
  l: usize;
  u: usize;
  lb: usize;
  ub: usize;

  /** Results in the user's units: x n, y m, z n; active set n + m bytes; objective and the three residuals. */
  x: usize;
  y: usize;
  z: usize;
  activeSet: usize;
  info: usize;

  /** What the rows are at the point that the variables count from, and their sides less (m); 0 where they count from zero. */
  offset: usize;

  /** Scaling: D (n), E (m), c and ξ. */
  d: usize;
  e: usize;
  c: f64;
  xi: f64;
  scaled: bool;
  /** The largest element of each column of P̂ (n). */
  columnMax: usize;
  /** Whether P is clearly indefinite. */
  indefinite: bool;

  /** The scaled problem: q̂ (n); sides as given and as perturbed against degeneracy (n + m each). */
  qs: usize;
  trueLower: usize;
  trueUpper: usize;
  lower: usize;
  upper: usize;

  /** The iterate: [x̂; Âx̂], and its rate of change [p; Âp] along the step. */
  value: usize;
  rate: usize;
  /** P̂x̂ + q̂ (n), the gradient of the phase (n), and P̂p (n). */
  gradient: usize;
  phaseGradient: usize;
  curvature: usize;

  /** The working set: state of every constraint (n + m bytes). */
  state: usize;
  /** F: `free` lists the variables, `position` is the inverse (−1 where not free). */
  free: usize;
  position: usize;
  nf: usize;
  /** W: `rows` lists the rows, `rowPosition` is the inverse (−1 where not in W). */
  rows: usize;
  rowPosition: usize;
  mw: usize;

  /** The factorization. */
  Q: usize;
  column: usize;
  T: usize;
  R: usize;
  nz: usize;
  /** Whether R belongs to the current Z: it is not kept up in phase 1. */
  hasR: bool;
  /** Whether the last diagonal entry of R is zero: the last Z column adds a direction of no curvature. */
  singular: bool;
  /** The last pivot of R as a share of the terms it came from. */
  pivotShare: f64;

  /** Multipliers: of W by position, of all constraints (n + m). */
  multiplier: usize;
  dual: usize;

  /** Scratch: eight vectors of n + m doubles, and the breakpoints of phase 1 (2(n + m) values, and as many indices). */
  work: usize;
  work2: usize;
  work3: usize;
  work4: usize;
  cosines: usize;
  sines: usize;
  rowCosines: usize;
  rowSines: usize;
  breakpoint: usize;
  breakpointOf: usize;

  /** Control. */
  phase: i32;
  iterations: u32;
  status: i32;
  /** What the user asked for; where a stationary point has just been reached; feasibility tolerance now. */
  tolerance: f64;
  stationary: bool;
  feasibility: f64;
  optimality: f64;
  /** The constraint removed last, and its multiplier as a share of its terms. */
  removed: isize;
  removedShare: f64;
  /** Multipliers with a smaller share of their terms have turned out to be rounding. */
  rounding: f64;
  /** Steps in a row that went nowhere, perturbations made, whether one is in force, whether least-index rules hold. */
  stalled: u32;
  perturbations: u32;
  perturbed: bool;
  leastIndex: bool;
  /** The last point of phase 2 before the sides were perturbed (n), and whether there is one. */
  feasibleX: usize;
  hasFeasible: bool;
  /** Times the end was reached and found wanting; updates since the last factorization. */
  attempts: u32;
  updates: u32;
  seed: u64;
  /** Whether the solve began warm, and how often it has begun anew. */
  warm: bool;
  restarts: i32;
  /** Whether the factorization is that of a solution, for a hot start. */
  reusable: bool;
  /** Σ of infeasibilities in phase 1. */
  infeasibility: f64;
}

/** Bytes of packed triangle of order n. */
function triangle(n: u64): u64 {
  return (n * (n + 1)) >> 1;
}

/** A problem of n variables and m rows with its workspace; null where memory does not hold it. */
export function createProblem(n: usize, m: usize): QP | null {
  const k: u64 = <u64>n + <u64>m;
  const nn: u64 = <u64>n * <u64>n;
  const bytes: u64 =
    vectorBytes(offsetof<QP>(), 1) +
    2 * vectorBytes(nn) +
    vectorBytes(<u64>m * <u64>n) +
    2 * vectorBytes(triangle(n + 1)) +
    12 * vectorBytes(n) +
    5 * vectorBytes(m) +
    16 * vectorBytes(k + 8) +
    4 * vectorBytes(n, 4) +
    vectorBytes(m, 4) +
    2 * vectorBytes(k, 1) +
    vectorBytes(8) +
    vectorBytes(2 * k) +
    vectorBytes(2 * k, 4);
  const arena = createArena(bytes);
  if (arena == null) return null;
  const qp = changetype<QP>(takeZeroed(arena, offsetof<QP>(), 1));
  qp.arena = arena;
  qp.n = n;
  qp.m = m;
  qp.P = take(arena, n * n);
  qp.A = take(arena, m * n);
  qp.q = takeZeroed(arena, n);
  qp.l = take(arena, m);
  qp.u = take(arena, m);
  qp.lb = take(arena, n);
  qp.ub = take(arena, n);
  qp.x = takeZeroed(arena, n);
  qp.y = takeZeroed(arena, m);
  qp.z = takeZeroed(arena, n);
  qp.activeSet = takeZeroed(arena, n + m, 1);
  qp.offset = takeZeroed(arena, m);
  qp.info = takeZeroed(arena, 8);
  qp.d = take(arena, n);
  qp.e = take(arena, m);
  qp.qs = take(arena, n);
  qp.columnMax = take(arena, n);
  qp.feasibleX = take(arena, n);
  const both = n + m + 8;
  qp.trueLower = take(arena, both);
  qp.trueUpper = take(arena, both);
  qp.lower = take(arena, both);
  qp.upper = take(arena, both);
  qp.value = takeZeroed(arena, both);
  qp.rate = takeZeroed(arena, both);
  qp.gradient = take(arena, n);
  qp.phaseGradient = take(arena, n);
  qp.curvature = take(arena, n);
  qp.state = takeZeroed(arena, n + m, 1);
  qp.free = take(arena, n, 4);
  qp.position = take(arena, n, 4);
  qp.rows = take(arena, n, 4);
  qp.rowPosition = take(arena, m, 4);
  qp.column = take(arena, n, 4);
  qp.Q = take(arena, n * n);
  qp.T = take(arena, <usize>triangle(n + 1));
  qp.R = take(arena, <usize>triangle(n + 1));
  qp.multiplier = take(arena, both);
  qp.dual = take(arena, both);
  qp.work = take(arena, both);
  qp.work2 = take(arena, both);
  qp.work3 = take(arena, both);
  qp.work4 = take(arena, both);
  qp.cosines = take(arena, both);
  qp.sines = take(arena, both);
  qp.rowCosines = take(arena, both);
  qp.rowSines = take(arena, both);
  qp.breakpoint = take(arena, 2 * (n + m));
  qp.breakpointOf = take(arena, 2 * (n + m), 4);
  return qp;
}

/** Gives back the problem and its workspace. */
export function releaseProblem(qp: QP): void {
  releaseArena(qp.arena);
}
