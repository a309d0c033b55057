/**
 * The orthogonal factorization A_WF Q = [0 T] and its updates (Gill, Golub, Murray and Saunders
 * 1974; Gill, Murray, Saunders and Wright 1984, "Procedures for optimization problems with a mixture
 * of bounds and general linear constraints", §3): plane rotations only, so that Q stays orthogonal
 * to rounding over any number of changes of the working set.
 *
 * Rotations of T run along its rows, one row after the other, so that memory is read in order.
 */
import { dot } from "../blas/dot";
import { rot } from "../blas/rot";
import { rotC, rotg, rotS } from "../blas/rotg";
import { at, get, getIndex, set, setIndex } from "../memory/access";
import { ARTIFICIAL, QP } from "./problem";
import { appendToReducedHessian, rotateReducedHessian } from "./reducedHessian";

/** Address of the column of Q at a position: Z at 0 … nz − 1, Y beyond. */
// @ts-ignore: decorator
@inline
export function columnAt(qp: QP, position: usize): usize {
  return at(qp.Q, <usize>getIndex(qp.column, position) * qp.n);
}

/** Address of the Y column of row i of the working set. */
// @ts-ignore: decorator
@inline
export function yColumn(qp: QP, i: usize): usize {
  return columnAt(qp, qp.nf - 1 - i);
}

/** Address of row i of T (i + 1 elements). */
// @ts-ignore: decorator
@inline
export function rowOfT(qp: QP, i: usize): usize {
  return at(qp.T, (i * (i + 1)) >> 1);
}

/** out ← v_F: the free elements of a vector of n, in the order of `free`. */
export function gatherFree(qp: QP, vector: usize, out: usize): void {
  for (let r: usize = 0; r < qp.nf; r++) set(out, r, get(vector, getIndex(qp.free, r)));
}

/** Empties the working set of rows and makes no variable free. */
export function clearFactors(qp: QP): void {
  qp.nf = 0;
  qp.mw = 0;
  qp.nz = 0;
  qp.hasR = false;
  qp.singular = false;
  qp.updates = 0;
  for (let j: usize = 0; j < qp.n; j++) {
    setIndex(qp.column, j, <i32>j);
    setIndex(qp.position, j, -1);
  }
  for (let i: usize = 0; i < qp.m; i++) setIndex(qp.rowPosition, i, -1);
}

/**
 * Rotates Z so that wᵀ = vᵀZ has its only nonzero in the last column, and R with it. On return
 * w[nz − 1] is that element.
 */
function rotateIntoLast(qp: QP, w: usize): void {
  const nz = qp.nz;
  for (let k: usize = 0; k + 1 < nz; k++) {
    set(w, k + 1, rotg(get(w, k + 1), get(w, k)));
    set(qp.cosines, k, rotC);
    set(qp.sines, k, rotS);
    if (rotS != 0) rot(qp.nf, columnAt(qp, k + 1), columnAt(qp, k), rotC, rotS);
  }
  if (qp.hasR) rotateReducedHessian(qp);
}

/** Adds row i of A to the working set: its normal leaves Z, whose last column becomes a column of Y. */
export function addRow(qp: QP, i: usize): void {
  const nf = qp.nf;
  const mw = qp.mw;
  const a = qp.work;
  const w = qp.work2;
  gatherFree(qp, at(qp.A, i * qp.n), a);
  for (let k: usize = 0; k < qp.nz; k++) set(w, k, dot(nf, columnAt(qp, k), a));
  const t = rowOfT(qp, mw);
  for (let k: usize = 0; k < mw; k++) set(t, k, dot(nf, yColumn(qp, k), a));
  rotateIntoLast(qp, w);
  set(t, mw, get(w, qp.nz - 1));
  setIndex(qp.rows, mw, <i32>i);
  setIndex(qp.rowPosition, i, <i32>mw);
  qp.mw = mw + 1;
  qp.nz--;
  qp.singular = false;
  qp.updates++;
}

/** Holds the direction of the last Z column still, as a row of its own that belongs to no constraint. */
export function addArtificialRow(qp: QP): void {
  const t = rowOfT(qp, qp.mw);
  memory.fill(t, 0, qp.mw << 3);
  set(t, qp.mw, 1);
  setIndex(qp.rows, qp.mw, ARTIFICIAL);
  qp.mw++;
  qp.nz--;
}

/**
 * Row k of T has `carried` in the column of `carrier`, whose first `rows` elements are those of Q: the rotations of columns `from` to k − 1 with it go on
 * along the row, and that of column k takes it off.
 */
function takeOff(qp: QP, k: usize, from: usize, carried: f64, rows: usize, carrier: usize): void {
  const t = rowOfT(qp, k);
  for (let j = from; j < k; j++) {
    const c = get(qp.cosines, j);
    const s = get(qp.sines, j);
    const old = get(t, j);
    set(t, j, c * old + s * carried);
    carried = c * carried - s * old;
  }
  set(t, k, rotg(get(t, k), carried));
  set(qp.cosines, k, rotC);
  set(qp.sines, k, rotS);
  if (rotS != 0) rot(rows, yColumn(qp, k), carrier, rotC, rotS);
}

/** Removes the row at position i of the working set: its Y column, made orthogonal to the rows left, joins Z. */
export function dropRow(qp: QP, i: usize): void {
  const nf = qp.nf;
  const mw = qp.mw;
  const row = getIndex(qp.rows, i);
  const slot = getIndex(qp.column, nf - 1 - i);
  const carrier = yColumn(qp, i);
  for (let k = i + 1; k < mw; k++) {
    const t = rowOfT(qp, k);
    takeOff(qp, k, i + 1, get(t, i), nf, carrier);
    const shifted = rowOfT(qp, k - 1);
    memory.copy(shifted, t, i << 3);
    memory.copy(at(shifted, i), at(t, i + 1), (k - i) << 3);
  }
  for (let k = i + 1; k < mw; k++) {
    const r = getIndex(qp.rows, k);
    setIndex(qp.rows, k - 1, r);
    if (r >= 0) setIndex(qp.rowPosition, r, <i32>(k - 1));
  }
  if (row >= 0) setIndex(qp.rowPosition, row, -1);
  for (let p = nf - 1 - i; p > qp.nz; p--) setIndex(qp.column, p, getIndex(qp.column, p - 1));
  setIndex(qp.column, qp.nz, slot);
  qp.mw = mw - 1;
  qp.nz++;
  qp.updates++;
  if (qp.hasR) appendToReducedHessian(qp);
}

/** Takes variable j out of F: its coordinate direction leaves Z. */
export function fixVariable(qp: QP, j: usize): void {
  const nf = qp.nf;
  const mw = qp.mw;
  const r = <usize>getIndex(qp.position, j);
  const w = qp.work2;
  for (let k: usize = 0; k < qp.nz; k++) set(w, k, get(columnAt(qp, k), r));
  rotateIntoLast(qp, w);
  const last = qp.nz - 1;
  const slot = getIndex(qp.column, last);
  const carrier = columnAt(qp, last);
  for (let i = <isize>mw - 1; i >= 0; i--) {
    const y = yColumn(qp, i);
    rotg(get(carrier, r), get(y, r));
    set(qp.cosines, i, rotC);
    set(qp.sines, i, rotS);
    if (rotS != 0) rot(nf, carrier, y, rotC, rotS);
  }
  for (let k: usize = 0; k < mw; k++) {
    const t = rowOfT(qp, k);
    let carried: f64 = 0;
    for (let i = <isize>k; i >= 0; i--) {
      const c = get(qp.cosines, i);
      const s = get(qp.sines, i);
      const old = get(t, i);
      set(t, i, c * old - s * carried);
      carried = c * carried + s * old;
    }
  }
  for (let p = last; p + 1 < nf; p++) setIndex(qp.column, p, getIndex(qp.column, p + 1));
  setIndex(qp.column, nf - 1, slot);
  const moved = getIndex(qp.free, nf - 1);
  for (let p: usize = 0; p + 1 < nf; p++) {
    const column = columnAt(qp, p);
    set(column, r, get(column, nf - 1));
  }
  setIndex(qp.free, r, moved);
  setIndex(qp.position, moved, <i32>r);
  setIndex(qp.position, j, -1);
  qp.nf = nf - 1;
  qp.nz--;
  qp.singular = false;
  qp.updates++;
}

/** Adds variable j to F: Q gains its coordinate direction, which, made orthogonal to W, joins Z. */
export function freeVariable(qp: QP, j: usize): void {
  const nf = qp.nf;
  const mw = qp.mw;
  for (let p: usize = 0; p < nf; p++) set(columnAt(qp, p), nf, 0);
  const slot = getIndex(qp.column, nf);
  const carrier = columnAt(qp, nf);
  memory.fill(carrier, 0, nf << 3);
  set(carrier, nf, 1);
  for (let k: usize = 0; k < mw; k++) {
    const row = getIndex(qp.rows, k);
    takeOff(qp, k, 0, row >= 0 ? get(at(qp.A, <usize>row * qp.n), j) : 0, nf + 1, carrier);
  }
  for (let p = nf; p > qp.nz; p--) setIndex(qp.column, p, getIndex(qp.column, p - 1));
  setIndex(qp.column, qp.nz, slot);
  setIndex(qp.free, nf, <i32>j);
  setIndex(qp.position, j, <i32>nf);
  qp.nf = nf + 1;
  qp.nz++;
  qp.updates++;
  if (qp.hasR) appendToReducedHessian(qp);
}

/** v ← T⁻¹ v. */
export function solveT(qp: QP, v: usize): void {
  for (let i: usize = 0; i < qp.mw; i++) {
    const t = rowOfT(qp, i);
    set(v, i, (get(v, i) - dot(i, t, v)) / get(t, i));
  }
}

/** v ← T⁻ᵀ v. */
export function solveTTransposed(qp: QP, v: usize): void {
  for (let i = <isize>qp.mw - 1; i >= 0; i--) {
    const t = rowOfT(qp, i);
    const vi = get(v, i) / get(t, i);
    set(v, i, vi);
    for (let k: isize = 0; k < i; k++) set(v, k, get(v, k) - vi * get(t, k));
  }
}
