/**
 * The Cholesky factor of the reduced Hessian, ZᵀPZ = RᵀR, and its updates. Removing a constraint
 * appends a column to Z and to R; adding one rotates Z and drops its last column.
 *
 * Constraints are removed only where ZᵀPZ is positive definite, so at most the last diagonal entry
 * of R can vanish: the *singular direction*. Adding the constraint that blocks it makes ZᵀPZ
 * positive definite again (inertia control: Gill, Murray, Saunders and Wright 1991, "Inertia-
 * controlling methods for general quadratic programming", §4; Fletcher 1971). A P that is only
 * semidefinite, or zero, therefore needs no ridge.
 */
import { amax } from "../blas/amax";
import { axpy, axpyLater, axpyRest } from "../blas/axpy";
import { dot } from "../blas/dot";
import { rot } from "../blas/rot";
import { rotC, rotg, rotS } from "../blas/rotg";
import { at, get, getIndex, set, setIndex } from "../memory/access";
import { addArtificialRow, columnAt, gatherFree, yColumn } from "./nullspace";
import { NON_CONVEX, QP } from "./problem";

/** A pivot below this share of the terms it was computed from is rounding: no curvature. */
const PIVOT: f64 = 1e-11;

/** Times PIVOT: the rounding of zᵀPz as a share of its terms, where these cancel. */
const EVALUATION: f64 = 1e-1;

/** A pivot below this share of its terms has lost digits enough to be computed again. */
const SUSPECT: f64 = 1e-6;

/** Rounding of pᵀPp, computed as it stands, as a share of its terms. */
const NOISE: f64 = 1e-14;

/** A pivot more negative than this share of its terms is negative curvature. */
const NEGATIVE_PIVOT: f64 = 1e-6;

/** Address of column k of R (k + 1 elements). */
// @ts-ignore: decorator
@inline
export function columnOfR(qp: QP, k: usize): usize {
  return at(qp.R, (k * (k + 1)) >> 1);
}

/** Address of the row of P of the r-th free variable; 0 where it is zero: of a variable of a linear program, of cash. */
function freeRow(qp: QP, r: usize): usize {
  const j = <usize>getIndex(qp.free, r);
  return get(qp.columnMax, j) > 0 ? at(qp.P, j * qp.n) : 0;
}

/** out ← P_FF v, both in the order of `free`; reads whole rows of P where most variables are free, none that are zero. Uses work4. */
export function multiplyFree(qp: QP, v: usize, out: usize): void {
  const nf = qp.nf;
  const full = qp.work4;
  const wide = nf >= qp.n / 3;
  if (wide) {
    memory.fill(full, 0, qp.n << 3);
    for (let r: usize = 0; r < nf; r++) set(full, getIndex(qp.free, r), get(v, r));
  }
  for (let r: usize = 0; r < nf; r++) {
    const row = freeRow(qp, r);
    let sum: f64 = 0;
    if (row != 0 && wide) sum = dot(qp.n, row, full);
    else if (row != 0) for (let k: usize = 0; k < nf; k++) sum += get(row, getIndex(qp.free, k)) * get(v, k);
    set(out, r, sum);
  }
}

/** v ← R⁻ᵀ v with the leading triangle of order k. */
export function solveRTransposed(qp: QP, k: usize, v: usize): void {
  for (let j: usize = 0; j < k; j++) {
    const r = columnOfR(qp, j);
    set(v, j, (get(v, j) - dot(j, r, v)) / get(r, j));
  }
}

/** v ← R⁻¹ v with the leading triangle of order k. */
export function solveR(qp: QP, k: usize, v: usize): void {
  for (let j = <isize>k - 1; j >= 0; j--) {
    const r = columnOfR(qp, j);
    const vj = get(v, j) / get(r, j);
    set(v, j, vj);
    axpy(j, -vj, r, v);
  }
}

/** Appends the last Z column z to R: Rᵀu = Z₁ᵀPz, ρ² = zᵀPz − uᵀu. Uses work3 and work4. */
export function appendToReducedHessian(qp: QP): void {
  const k = qp.nz - 1;
  const z = columnAt(qp, k);
  const h = qp.work3;
  multiplyFree(qp, z, h);
  const r = columnOfR(qp, k);
  for (let j: usize = 0; j < k; j++) set(r, j, dot(qp.nf, columnAt(qp, j), h));
  solveRTransposed(qp, k, r);
  const curvature = dot(qp.nf, z, h);
  const pivot = curvature - dot(k, r, r);
  acceptPivot(qp, r, k, pivot, max(abs(curvature) + abs(curvature - pivot), EVALUATION * largestTerms(qp, z)));
}

/**
 * The size of the terms of zᵀPz for a semidefinite P: |z|ᵀ|P||z| ≤ (Σ |zᵣ| √Pᵣᵣ)², and no less than what
 * elements of z that are rounding themselves may bring.
 */
function largestTerms(qp: QP, z: usize): f64 {
  const size = amax(qp.nf, z);
  let sum: f64 = 0;
  let most: f64 = 0;
  for (let r: usize = 0; r < qp.nf; r++) {
    const j = <usize>getIndex(qp.free, r);
    const diagonal = max(get(qp.P, j * qp.n + j), 0.0);
    sum += abs(get(z, r)) * sqrt(diagonal);
    most = max(most, diagonal);
  }
  return max(sum * sum, <f64>qp.nf * most * size * size);
}

/**
 * Writes ρ, or marks the singular direction; `terms` is the size of what ρ² is the difference of. Where most of it
 * cancels, R has amplified the rounding: ρ² is then computed again as the curvature dᵀPd of the direction it stands for,
 * whose own rounding is known. Uses work2, work3 and cosines.
 */
function acceptPivot(qp: QP, r: usize, k: usize, difference: f64, terms: f64): void {
  let pivot = difference;
  let noise = PIVOT * terms;
  if (difference < SUSPECT * terms) {
    const d = qp.work2;
    singularDirection(qp, d);
    multiplyFree(qp, d, qp.work3);
    pivot = dot(qp.nf, d, qp.work3);
    noise = max(noise, NOISE * <f64>qp.nf * curvatureTerms(qp, d));
    if (isNegativeCurvature(qp, d, qp.work3)) qp.status = NON_CONVEX;
  }
  qp.singular = !(pivot > noise);
  qp.pivotShare = pivot / terms;
  set(r, k, qp.singular ? 0 : sqrt(pivot));
}

/** p ← Z [−R₁⁻¹ u; 1], in the order of `free`: the direction that R says has no curvature. Uses cosines. */
export function singularDirection(qp: QP, p: usize): void {
  const k = qp.nz - 1;
  const v = qp.cosines;
  const r = columnOfR(qp, k);
  for (let j: usize = 0; j < k; j++) set(v, j, -get(r, j));
  solveR(qp, k, v);
  set(v, k, 1);
  multiplyZ(qp, v, p);
}

/** p ← Z v, in the order of `free`. */
export function multiplyZ(qp: QP, v: usize, p: usize): void {
  memory.fill(p, 0, qp.nf << 3);
  for (let k: usize = 0; k < qp.nz; k++) axpyLater(qp.nf, get(v, k), columnAt(qp, k), p);
  axpyRest(qp.nf, p);
}

/** p ← Y v, in the order of `free`. */
export function multiplyY(qp: QP, v: usize, p: usize): void {
  memory.fill(p, 0, qp.nf << 3);
  for (let i: usize = 0; i < qp.mw; i++) axpyLater(qp.nf, get(v, i), yColumn(qp, i), p);
  axpyRest(qp.nf, p);
}

/** |p|ᵀ|P||p|, the size of the terms of pᵀPp; p in the order of `free`. */
function curvatureTerms(qp: QP, p: usize): f64 {
  let terms: f64 = 0;
  for (let r: usize = 0; r < qp.nf; r++) {
    const row = freeRow(qp, r);
    if (row == 0) continue;
    let sum: f64 = 0;
    for (let k: usize = 0; k < qp.nf; k++) sum += abs(get(row, getIndex(qp.free, k)) * get(p, k));
    terms += sum * abs(get(p, r));
  }
  return terms;
}

/** Curvature along the p in `rate` that the rounding of P's own entries explains. Uses work. */
export function curvatureNoise(qp: QP): f64 {
  gatherFree(qp, qp.rate, qp.work);
  return NOISE * max(<f64>qp.nf * curvatureTerms(qp, qp.work), largestTerms(qp, qp.work));
}

/** Whether pᵀPp is negative beyond the rounding of P's entries, given Pp; both in the order of `free`. */
export function isNegativeCurvature(qp: QP, p: usize, Pp: usize): bool {
  const curvature = dot(qp.nf, p, Pp);
  return curvature < 0 && curvature < -NEGATIVE_PIVOT * curvatureTerms(qp, p);
}

/**
 * Follows the rotations of neighbouring Z columns in `cosines` and `sines`: R C is made triangular
 * again by rotations of its rows. Each column is read and written once; the last one, which
 * leaves Z, is not written. Uses work3 and work4.
 */
export function rotateReducedHessian(qp: QP): void {
  const nz = qp.nz;
  let current = qp.work3;
  let next = qp.work4;
  const rowC = qp.rowCosines;
  const rowS = qp.rowSines;
  if (nz > 0) set(current, 0, get(columnOfR(qp, 0), 0));
  for (let k: usize = 0; k + 1 < nz; k++) {
    const r = columnOfR(qp, k + 1);
    memory.copy(next, r, (k + 2) << 3);
    for (let i: usize = 0; i < k; i++) {
      const a = get(next, i);
      const b = get(next, i + 1);
      const c = get(rowC, i);
      const s = get(rowS, i);
      set(next, i, c * a + s * b);
      set(next, i + 1, c * b - s * a);
    }
    const s = get(qp.sines, k);
    set(current, k + 1, 0);
    if (s != 0) rot(k + 2, next, current, get(qp.cosines, k), s);
    set(current, k, rotg(get(current, k), get(current, k + 1)));
    const a = get(next, k);
    const b = get(next, k + 1);
    set(next, k, rotC * a + rotS * b);
    set(next, k + 1, rotC * b - rotS * a);
    set(rowC, k, rotC);
    set(rowS, k, rotS);
    memory.copy(columnOfR(qp, k), current, (k + 1) << 3);
    const swap = current;
    current = next;
    next = swap;
  }
}

/** A pivot below this share of its terms waits until the others are in: they may make it whole, or show it to be nothing. */
const SMALL_PIVOT: f64 = 1e-5;

/**
 * Factorizes ZᵀPZ from scratch, a Z column at a time, those with a large pivot first: a small pivot taken
 * early would amplify the rounding of all that follow. A column that adds no curvature to those before it is
 * held still by an artificial row.
 */
export function factorizeReducedHessian(qp: QP): void {
  const all = qp.nz;
  qp.hasR = true;
  qp.nz = 0;
  appendColumns(qp, all, SMALL_PIVOT);
  const end = appendColumns(qp, all, 0);
  qp.singular = false;
  qp.nz = all;
  while (qp.nz > end) addArtificialRow(qp);
}

/**
 * Appends the columns from nz to `end` whose pivot is at least `share` of its terms, and puts the others
 * behind them. Returns nz.
 */
function appendColumns(qp: QP, end: usize, share: f64): usize {
  while (qp.nz < end) {
    qp.nz++;
    appendToReducedHessian(qp);
    if (qp.singular || qp.pivotShare < share) exchangeColumns(qp, --qp.nz, --end);
  }
  return qp.nz;
}

function exchangeColumns(qp: QP, a: usize, b: usize): void {
  const slot = getIndex(qp.column, a);
  setIndex(qp.column, a, getIndex(qp.column, b));
  setIndex(qp.column, b, slot);
}
