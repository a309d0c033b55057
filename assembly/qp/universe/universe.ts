import { get, getIndex } from "../../memory/access";
import { Arena, createArena, releaseArena, take, takeZeroed, vectorBytes } from "../../memory/arena";
import { release } from "../../memory/heap";
import { Covariance } from "../../covariance/covariance";
import { QP } from "../problem";

/** A row that is not in the working set, or at which side it is. */
export const ROW_FREE = 0;
export const ROW_LOWER = -1;
export const ROW_UPPER = 1;
/** Both sides equal. */
export const ROW_FIXED = 2;

/**
 * A problem over a universe of n assets whose P is a Covariance and is never formed:
 *
 *     minimise ½xᵀ(P + D)x + qᵀx + Σ φⱼ(xⱼ)   subject to  l ≤ Ax ≤ u,  lb ≤ x ≤ ub
 *
 * D is diagonal and nonnegative: quadratic costs and penalties. φⱼ is convex and piecewise linear. Its kinks and the bounds of xⱼ are the *nodes* of asset j, in
 * ascending order: node[nodeStart[j]] = lb … node[nodeStart[j + 1] − 1] = ub. `slope` at the place of
 * node k is φⱼ' on the segment from node k to node k + 1. Without kinks an asset has two nodes.
 *
 * An asset is either at a node or on a segment, where it is free:
 *
 *     state[j] = 2k: at node k         state[j] = 2k + 1: on the segment from node k to k + 1
 *
 * The *restricted problem* is over the assets seen so far, `members`; the others stay at their nodes.
 */
@unmanaged
export class Universe {
  n: i32;
  m: i32;
  /** The covariance that is worked with: `given`, or the factors of it that were found. */
  cov: Covariance;
  given: Covariance;
  arena: Arena;

  /** From here to `members` what the host reads and writes, in the order of UNIVERSE_FIELDS in bindings/abi.ts. The data. */
  q: usize;
  A: usize;
  l: usize;
  u: usize;
  nodeStart: usize;
  node: usize;
  slope: usize;
  /** The iterate (n). */
  x: usize;
  /** Multipliers of the rows (m). */
  y: usize;
  /** Multipliers of the nodes (n): −(gradient + slope of the segment to the node's right or left + Aᵀy). */
  z: usize;
  /** Sides of the rows (m i32). */
  rowState: usize;
  /** Objective, primal residual, dual residual, gap. */
  info: usize;
  /** D (n): zero unless it is written. */
  diagonal: usize;
  /** Scratch: an index list of n. */
  order: usize;
  /** Members: list of assets, and each asset's place in it (−1 where it is none). */
  members: usize;
  place: usize;
  count: i32;

  /** The gradient (P + D)x + q (n), states (n i32). */
  gradient: usize;
  state: usize;
  /** The x that `gradient` was computed at (n). */
  pricedX: usize;

  /** P + D over the members, `capacity` × `capacity`, row-major with stride `capacity`; 0 in the factor form. */
  H: usize;
  capacity: i32;
  /** Members whose rows of H are there. */
  gathered: i32;
  /** Whether the equality-constrained steps are solved in the space of the factors (factorStep.ts). */
  factorForm: bool;
  rank: i32;
  /** Whether the next round looks whether P, dense, is of few factors: all of its rows are to be there. */
  seeksFactors: bool;

  /** Over the members: gradient without the part of the members themselves, and with it (capacity each). */
  linear: usize;
  memberGradient: usize;
  /** Free members (i32), those that stayed free first and in their former order; how many; how many of the first the factor is of. */
  free: usize;
  nf: i32;
  kept: i32;
  /** The largest |element| of each row of A, 1 of a row of zeros, 0 until it is known (m). */
  rowSize: usize;
  /** Working rows (i32), how many; the right-hand sides of all rows without the free assets (m). */
  working: usize;
  mw: i32;
  target: usize;
  /** The multipliers of the working rows (m + 1). */
  multiplier: usize;

  /** Scratch of the step: factor, its rows `factorStride` elements apart, and right-hand sides, reallocated as the number of free assets grows. */
  factor: usize;
  factorBytes: u64;
  factorStride: i32;
  kernel: usize;
  kernelBytes: u64;

  /** Assets in the sample that the first members are chosen from; 0 where none are chosen. */
  sample: i32;
  /** Whether they are chosen by the multipliers of a former solution. */
  wavering: bool;
  /** Whether the next restricted problem goes to the active-set method at once. */
  stepwise: bool;
  /** Whether the active-set method has begun once more, where it or block pivoting ended unproved. */
  refined: bool;
  /** Whether the last restricted problem had no solution; whether it was asked if the whole problem has one (feasibility.ts). */
  infeasible: bool;
  hasAsked: bool;
  /** Whether others decide, to the last bit, where only rounding is left. */
  strict: bool;

  /** The proximal term ½ε‖x − centre‖² (proximal.ts): ε, its centre (n), how often there was one, in a row without a solution; the share of ε that is next, how far the solution moved last. */
  shift: f64;
  centre: usize;
  proximals: i32;
  unsolved: i32;
  pace: f64;
  moved: f64;

  /** Control. */
  status: i32;
  rounds: i32;
  pivots: i32;
  tolerance: f64;

  /** Scratch: two vectors of n, (m + 1)² + m. */
  work: usize;
  work2: usize;
  schur: usize;
  /** How promising each asset looked at the start (n): less is better. */
  score: usize;
  /** The restricted problem while the active-set method is at it. */
  exact: QP | null;
  /** The universe that is being asked whether all constraints can hold. */
  asked: Universe | null;
}

/** A universe over `cov` with m rows and `nodes` nodes in all; null where memory does not hold it. */
export function createUniverse(cov: Covariance, m: i32, nodes: i32): Universe | null {
  const n = cov.assets;
  const mm = <u64>(m + 1) * <u64>(m + 2);
  const bytes =
    vectorBytes(offsetof<Universe>(), 1) +
    12 * vectorBytes(n) +
    vectorBytes(<u64>m * <u64>n) +
    5 * vectorBytes(m) +
    vectorBytes(m + 1) +
    vectorBytes(m, 4) +
    2 * vectorBytes(nodes) +
    6 * vectorBytes(n + 1, 4) +
    vectorBytes(m + 1, 4) +
    vectorBytes(mm) +
    vectorBytes(8);
  const arena = createArena(bytes);
  if (arena == null) return null;
  const s = changetype<Universe>(takeZeroed(arena, offsetof<Universe>(), 1));
  s.arena = arena;
  s.cov = cov;
  s.given = cov;
  s.n = n;
  s.m = m;
  s.q = takeZeroed(arena, n);
  s.diagonal = takeZeroed(arena, n);
  s.A = take(arena, <usize>m * n);
  s.l = take(arena, m);
  s.u = take(arena, m);
  s.nodeStart = take(arena, n + 1, 4);
  s.node = take(arena, nodes);
  s.slope = takeZeroed(arena, nodes);
  s.x = takeZeroed(arena, n);
  s.gradient = take(arena, n);
  s.state = takeZeroed(arena, n, 4);
  s.y = takeZeroed(arena, m);
  s.rowState = takeZeroed(arena, m, 4);
  s.z = takeZeroed(arena, n);
  s.info = takeZeroed(arena, 8);
  s.members = take(arena, n, 4);
  s.place = take(arena, n, 4);
  s.linear = take(arena, n);
  s.memberGradient = take(arena, n);
  s.free = take(arena, n, 4);
  s.working = take(arena, m + 1, 4);
  s.target = take(arena, m);
  s.rowSize = takeZeroed(arena, m);
  s.multiplier = take(arena, m + 1);
  s.work = take(arena, n);
  s.work2 = take(arena, n);
  s.order = take(arena, n, 4);
  s.score = takeZeroed(arena, n);
  s.pricedX = takeZeroed(arena, n);
  s.centre = take(arena, n);
  s.schur = take(arena, <usize>mm);
  return s;
}

/** The side that row i is at. */
// @ts-ignore: decorator
@inline
export function rowSide(s: Universe, i: usize): f64 {
  return get(getIndex(s.rowState, i) == ROW_UPPER ? s.u : s.l, i);
}

/** Gives back the universe and its workspace; the covariance stays. */
export function releaseUniverse(s: Universe): void {
  release(s.H);
  release(s.factor);
  release(s.kernel);
  releaseArena(s.arena);
}
