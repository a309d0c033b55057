import { axpy } from "../blas/axpy";
import { EDGE, padded, TILE } from "../blas/blocking";
import { dot } from "../blas/dot";
import { plainOperand } from "../blas/operand";
import { pack } from "../blas/pack";
import { symv } from "../blas/symv";
import { syrkPacked } from "../blas/syrk";

/** Rows reduced between two updates of the matrix. */
export const PANEL: i32 = 32;

/** Bytes of scratch that `sytrd` of order n needs. */
export function sytrdScratch(n: i32): u64 {
  const packed = 2 * <u64>PANEL * <u64>padded(n, TILE);
  return 64 + <u64>EDGE + (2 * <u64>PANEL * <u64>n + packed) * 8;
}

/**
 * A = Q T Qᵀ with T tridiagonal, Q = H(n−1)···H(1), H(i) = I − tau[i] v vᵀ
 *
 * a: n × n symmetric, rows `lda` bytes apart, the lower triangle is read. On return row i holds v of
 * H(i) in columns 0 … i−1 (its last element is 1); d: n, the diagonal of T; e: n, e[i] = T[i, i−1] for
 * i ≥ 1; tau: n. scratch: `sytrdScratch(n)` bytes.
 *
 * Rows are eliminated from the last one up, so that all vectors lie along memory. The update
 * A ← A − V Wᵀ − W Vᵀ is put off until 32 rows are done and is then matrix–matrix; the other half of the
 * work is one `symv` a row (Dongarra, Sorensen & Hammarling 1989, Block reduction of matrices to
 * condensed forms).
 */
export function sytrd(n: i32, a: usize, lda: usize, d: usize, e: usize, tau: usize, scratch: usize): void {
  const v = scratch + 64 + EDGE;
  const w = v + <usize>PANEL * n * 8;
  const packed = w + <usize>PANEL * n * 8;
  let order = n;
  while (order > 0) {
    const rows = min(PANEL, order);
    for (let k = 0; k < rows; k++) reduceRow(order - 1 - k, k, n, a, lda, v, w, d, e, tau);
    order -= rows;
    if (order > 0) updateLeading(order, rows, n, a, lda, v, w, scratch, packed);
  }
}

// @ts-ignore: decorator
@inline
function item(x: usize, i: i32): f64 {
  return load<f64>(x + ((<usize>i) << 3));
}

// @ts-ignore: decorator
@inline
function put(x: usize, i: i32, value: f64): void {
  store<f64>(x + ((<usize>i) << 3), value);
}

/** Row i, the k-th of its panel: brings it up to date, finds its reflector v, and w with A − v wᵀ − w vᵀ the reduced matrix. */
function reduceRow(i: i32, k: i32, n: i32, a: usize, lda: usize, v: usize, w: usize, d: usize, e: usize, tau: usize): void {
  const row = a + <usize>i * lda;
  const ld = (<usize>n) << 3;
  for (let p = 0; p < k; p++) {
    const vp = v + <usize>p * ld;
    const wp = w + <usize>p * ld;
    axpy(i + 1, -item(vp, i), wp, row);
    axpy(i + 1, -item(wp, i), vp, row);
  }
  put(d, i, item(row, i));
  if (i == 0) return;
  const t = reflector(i, row, e + ((<usize>i) << 3));
  put(tau, i, t);
  const vk = v + <usize>k * ld;
  const wk = w + <usize>k * ld;
  memory.copy(vk, row, (<usize>i) << 3);
  put(vk, i, 0);
  if (t == 0) {
    memory.fill(wk, 0, (<usize>(i + 1)) << 3);
    return;
  }
  // w ← tau (A − V Wᵀ − W Vᵀ) v, of the matrix as the panel found it
  symv(i, a, lda, vk, wk);
  for (let p = 0; p < k; p++) {
    const vp = v + <usize>p * ld;
    const wp = w + <usize>p * ld;
    const alongW = dot(i, wp, vk);
    const alongV = dot(i, vp, vk);
    axpy(i, -alongW, vp, wk);
    axpy(i, -alongV, wp, wk);
  }
  for (let j = 0; j < i; j++) put(wk, j, t * item(wk, j));
  // w ← w − ½ tau (wᵀv) v
  axpy(i, -0.5 * t * dot(i, wk, vk), vk, wk);
  put(wk, i, 0);
}

/**
 * x ← v with v[length−1] = 1 and (I − tau v vᵀ)x = (0, …, 0, beta): beta is stored, tau returned, 0 where
 * x is of that form already (LAPACK's larfg; Householder 1958).
 */
function reflector(length: i32, x: usize, beta: usize): f64 {
  const last = length - 1;
  const alpha = item(x, last);
  const square = dot(last, x, x);
  if (square == 0) {
    store<f64>(beta, alpha);
    put(x, last, 1);
    return 0;
  }
  const norm = Math.sqrt(alpha * alpha + square);
  const b = alpha > 0 ? -norm : norm;
  const scale = 1 / (alpha - b);
  for (let j = 0; j < last; j++) put(x, j, item(x, j) * scale);
  put(x, last, 1);
  store<f64>(beta, b);
  return (b - alpha) / b;
}

/** A ← A − V Wᵀ − W Vᵀ on the lower triangle of the leading `order` rows, `rows` columns of V and W. */
function updateLeading(
  order: i32,
  rows: i32,
  n: i32,
  a: usize,
  lda: usize,
  v: usize,
  w: usize,
  scratch: usize,
  packed: usize,
): void {
  const ld = (<usize>n) << 3;
  const edge = scratch + 64;
  const second = packed + <usize>padded(order, TILE) * rows * 8;
  pack(plainOperand(scratch, v, ld, true), 0, order, 0, rows, packed);
  pack(plainOperand(scratch, w, ld, true), 0, order, 0, rows, second);
  syrkPacked(order, rows, -1, packed, second, a, lda, edge);
  syrkPacked(order, rows, -1, second, packed, a, lda, edge);
}
