import { amax } from "../blas/amax";
import { log } from "../covariance/growth";
import { at, get, set } from "../memory/access";
import { isIndefinite } from "./convexity";
import { QP } from "./problem";

/** Sides at or beyond this are none, as in OSQP, HiGHS and the Maros–Mészáros files. */
export const NO_SIDE: f64 = 1e30;

/** Sweeps with sums, which have one limit whatever units the data came in, then sweeps with maxima. */
const SUM_SWEEPS = 10;
const MAX_SWEEPS = 5;

/** The power of two nearest to v > 0 in the exponent: multiplying by it changes no digit. */
function powerOfTwo(v: f64): f64 {
  const rounded = v * 1.4142135623730951;
  return twoTo(<i64>((reinterpret<u64>(rounded) >> 52) & 0x7ff) - 1023);
}

/** 2ᵏ, k between −600 and 600 or taken to be the nearer of them. */
function twoTo(k: i64): f64 {
  return reinterpret<f64>((min<i64>(max<i64>(k, -600), 600) + 1023) << 52);
}

/** M ← c·diag(r) M diag(s), M of m × n. */
function scaleMatrix(m: usize, n: usize, matrix: usize, c: f64, r: usize, s: usize): void {
  for (let i: usize = 0; i < m; i++) {
    const row = at(matrix, i * n);
    const factor = c * get(r, i);
    for (let j: usize = 0; j < n; j++) set(row, j, get(row, j) * factor * get(s, j));
  }
}

/** norm ← norm joined with the norms of the columns of diag(r) M: sums of |entries| or their maxima. */
function columnNorms(m: usize, n: usize, matrix: usize, r: usize, sums: bool, norm: usize): void {
  for (let i: usize = 0; i < m; i++) {
    const row = at(matrix, i * n);
    const weight = get(r, i);
    if (sums) for (let j: usize = 0; j < n; j++) set(norm, j, get(norm, j) + weight * abs(get(row, j)));
    else for (let j: usize = 0; j < n; j++) set(norm, j, max(get(norm, j), weight * abs(get(row, j))));
  }
}

/** The norm of a row of M diag(s). */
function rowNorm(n: usize, row: usize, s: usize, sums: bool): f64 {
  let norm: f64 = 0;
  if (sums) for (let j: usize = 0; j < n; j++) norm += abs(get(row, j)) * get(s, j);
  else for (let j: usize = 0; j < n; j++) norm = max(norm, abs(get(row, j)) * get(s, j));
  return norm;
}

/** The cost factor: brings the mean norm of the columns of DPD that are not zero (sums), or the largest, to 1. */
function costFactor(n: usize, norm: usize, d: usize, sums: bool): f64 {
  let total: f64 = 0;
  let columns: f64 = 0;
  for (let j: usize = 0; j < n; j++) {
    const size = get(norm, j) * get(d, j);
    if (size == 0) continue;
    total = sums ? total + size : max(total, size);
    columns = sums ? columns + 1 : 1;
  }
  return total > 0 ? columns / total : 1;
}

/** One sweep: every row and column of [cP Aᵀ; A 0] is divided by the square root of its norm. */
function sweep(qp: QP, sums: bool): void {
  const n = qp.n;
  const m = qp.m;
  const norm = qp.work;
  const normA = qp.work2;
  memory.fill(norm, 0, n << 3);
  memory.fill(normA, 0, n << 3);
  columnNorms(n, n, qp.P, qp.d, sums, norm);
  columnNorms(m, n, qp.A, qp.e, sums, normA);
  const c = costFactor(n, norm, qp.d, sums);
  for (let i: usize = 0; i < m; i++) {
    const r = get(qp.e, i) * rowNorm(n, at(qp.A, i * n), qp.d, sums);
    if (r > 0) set(qp.e, i, get(qp.e, i) / sqrt(r));
  }
  for (let j: usize = 0; j < n; j++) {
    const d = get(qp.d, j);
    const ofP = c * get(norm, j) * d;
    const ofA = get(normA, j) * d;
    const r = sums ? ofP + ofA : max(ofP, ofA);
    if (r > 0) set(qp.d, j, d / sqrt(r));
  }
}

/** The unit of a variable without an entry in P and A: its largest bound, or what makes its cost 1, or between the two where there are both. */
function unitOfEmptyColumn(qp: QP, j: usize): f64 {
  const lower = abs(get(qp.lb, j));
  const upper = abs(get(qp.ub, j));
  const bound = max(lower < NO_SIDE ? lower : 0, upper < NO_SIDE ? upper : 0);
  const cost = abs(get(qp.q, j));
  if (cost > 0) return bound > 0 ? sqrt(bound) / sqrt(cost) : 1 / cost;
  return bound > 0 ? bound : 1;
}

/**
 * Equilibrates P and A in place: D and E bring the norms of the rows and columns of [cP Aᵀ; A 0]
 * near 1. Sums first (Sinkhorn and Knopp 1967; Knight, Ruiz and Uçar 2014: their limit does not depend on
 * the units the data came in), then maxima (Ruiz 2001); the cost factor is that of Stellato et al. 2020, §5.1.
 */
export function equilibrate(qp: QP): void {
  const n = qp.n;
  const m = qp.m;
  for (let j: usize = 0; j < n; j++) set(qp.d, j, 1);
  for (let i: usize = 0; i < m; i++) set(qp.e, i, 1);
  for (let k = 0; k < SUM_SWEEPS; k++) sweep(qp, true);
  for (let k = 0; k < MAX_SWEEPS; k++) sweep(qp, false);
  for (let j: usize = 0; j < n; j++) {
    const empty = get(qp.work, j) == 0 && get(qp.work2, j) == 0;
    set(qp.d, j, powerOfTwo(empty ? unitOfEmptyColumn(qp, j) : get(qp.d, j)));
  }
  for (let i: usize = 0; i < m; i++) set(qp.e, i, powerOfTwo(get(qp.e, i)));
  scaleMatrix(m, n, qp.A, 1, qp.e, qp.d);
  scaleMatrix(n, n, qp.P, 1, qp.d, qp.d);
  const largest = amax(n * n, qp.P);
  qp.c = largest > 0 ? powerOfTwo(1 / largest) : 1;
  if (qp.c != 1) for (let k: usize = 0; k < n * n; k++) set(qp.P, k, get(qp.P, k) * qp.c);
  for (let j: usize = 0; j < n; j++) set(qp.columnMax, j, amax(n, at(qp.P, j * n)));
  qp.scaled = true;
  qp.reusable = false;
  qp.indefinite = isIndefinite(qp);
}

/** A side this much smaller than the largest one is rounding of zero. */
const ROUNDED_ZERO: f64 = 1e-8;

/** The size of a side of constraint k in units of the scaled rows and variables; 0 where there is none. */
function sideSize(qp: QP, k: usize, upper: bool): f64 {
  const n = qp.n;
  const side = k < n ? get(upper ? qp.ub : qp.lb, k) : get(upper ? qp.u : qp.l, k - n);
  if (abs(side) >= NO_SIDE) return 0;
  return k < n ? abs(side) / get(qp.d, k) : abs(side) * get(qp.e, k - n);
}

/**
 * ξ: the geometric mean of the sides that are neither none nor zero, nor rounding beside the largest, so that a typical side is 1; where two
 * beginnings with that came to no end the least of all, in case that the largest stand for none.
 */
function sideScale(qp: QP): f64 {
  const sides: usize = 2 * (qp.n + qp.m);
  let least = Infinity;
  let largest: f64 = 0;
  for (let k: usize = 0; k < sides; k++) {
    const size = sideSize(qp, k >> 1, (k & 1) != 0);
    if (size > 0) least = min(least, size);
    largest = max(largest, size);
  }
  if (qp.restarts > 1 && largest > 0) return powerOfTwo(least);
  let sum: f64 = 0;
  let count: f64 = 0;
  for (let k: usize = 0; k < sides; k++) {
    const size = sideSize(qp, k >> 1, (k & 1) != 0);
    if (size <= ROUNDED_ZERO * largest) continue;
    sum += log(size);
    count += 1;
  }
  return count > 0 ? twoTo(<i64>nearest(Math.LOG2E * (sum / count))) : 1;
}

/** A side in scaled units, none as ±∞. */
// @ts-ignore: decorator
@inline
function scaledSide(side: f64, factor: f64): f64 {
  if (side >= NO_SIDE) return Infinity;
  if (side <= -NO_SIDE) return -Infinity;
  return side * factor;
}

/** Writes q̂ and the scaled sides. */
export function scaleVectors(qp: QP): void {
  const n = qp.n;
  qp.xi = sideScale(qp);
  for (let j: usize = 0; j < n; j++) {
    const d = get(qp.d, j);
    set(qp.qs, j, get(qp.q, j) * ((qp.c / qp.xi) * d));
    set(qp.trueLower, j, scaledSide(get(qp.lb, j), 1 / (qp.xi * d)));
    set(qp.trueUpper, j, scaledSide(get(qp.ub, j), 1 / (qp.xi * d)));
  }
  for (let i: usize = 0; i < qp.m; i++) {
    const e = get(qp.e, i) / qp.xi;
    set(qp.trueLower, n + i, scaledSide(get(qp.l, i), e));
    set(qp.trueUpper, n + i, scaledSide(get(qp.u, i), e));
  }
  memory.copy(qp.lower, qp.trueLower, (n + qp.m) << 3);
  memory.copy(qp.upper, qp.trueUpper, (n + qp.m) << 3);
}
