import { fma } from "../blas/fma";
import { gemm } from "../blas/gemm";
import { laneSum } from "../blas/laneSum";
import { plainOperand } from "../blas/operand";

/** Order up to which rows are solved directly; above it the work is halved into products. */
const DIRECT: i32 = 24;

/** Bytes of the operands that `trsm` and `potrf` keep at the start of their scratch. */
export const OPERANDS: usize = 128;

/**
 * X ← X L⁻ᵀ
 *
 * x: m × n, rows `ldx` bytes apart; l: n × n lower triangular with a nonzero diagonal, rows `ldl` bytes
 * apart, not overlapping x; scratch: `gemmScratch(m, n, n) + OPERANDS` bytes. Halved recursively, at whole tiles of both builds, so that all
 * but the last 24 columns' worth is matrix–matrix (Gustavson 1997, Recursion leads to automatic
 * variable blocking).
 */
export function trsm(m: i32, n: i32, l: usize, ldl: usize, x: usize, ldx: usize, scratch: usize): void {
  if (n <= DIRECT) {
    const eights = m & ~7;
    for (let i = 0; i < eights; i += 8) solveEight(n, l, ldl, x + <usize>i * ldx, ldx, scratch);
    solveRows(m - eights, n, l, ldl, x + <usize>eights * ldx, ldx);
    return;
  }
  const half = (((n >> 1) + 11) / 12) * 12;
  const right = x + ((<usize>half) << 3);
  trsm(m, half, l, ldl, x, ldx, scratch);
  // X₂ ← X₂ − X₁ L₂₁ᵀ
  const a = plainOperand(scratch, x, ldx, false);
  const b = plainOperand(scratch + (OPERANDS >> 1), l + <usize>half * ldl, ldl, false);
  gemm(m, n - half, half, -1, a, 0, 0, b, 0, 0, right, ldx, scratch + OPERANDS);
  trsm(m, n - half, l + <usize>half * (ldl + 8), ldl, right, ldx, scratch);
}

/**
 * `trsm` of eight rows by substitution, a column of them at a time in four registers: x_j ← (x_j − Σ_{p<j} l_jp x_p)/l_jj.
 * scratch: 8n doubles, column j of the rows at [8j].
 */
function solveEight(n: i32, l: usize, ldl: usize, x: usize, ldx: usize, scratch: usize): void {
  for (let r = 0; r < 8; r += 2) turnPair(n, x + <usize>r * ldx, ldx, scratch + ((<usize>r) << 3));
  let at = scratch;
  for (let j = 0; j < n; j++) {
    const row = l + <usize>j * ldl;
    let x0 = v128.load(at);
    let x1 = v128.load(at, 16);
    let x2 = v128.load(at, 32);
    let x3 = v128.load(at, 48);
    let from = scratch;
    for (let p = row; from < at; p += 8) {
      const e = f64x2.splat(-load<f64>(p));
      x0 = fma(e, v128.load(from), x0);
      x1 = fma(e, v128.load(from, 16), x1);
      x2 = fma(e, v128.load(from, 32), x2);
      x3 = fma(e, v128.load(from, 48), x3);
      from += 64;
    }
    const d = v128.load64_splat(row + ((<usize>j) << 3));
    v128.store(at, f64x2.div(x0, d));
    v128.store(at, f64x2.div(x1, d), 16);
    v128.store(at, f64x2.div(x2, d), 32);
    v128.store(at, f64x2.div(x3, d), 48);
    at += 64;
  }
  for (let r = 0; r < 8; r += 2) turnPairBack(n, x + <usize>r * ldx, ldx, scratch + ((<usize>r) << 3));
}

/** Two rows of n to two neighbours of the columns of eight. */
function turnPair(n: i32, x: usize, ldx: usize, to: usize): void {
  const end = x + (((<usize>n) & ~1) << 3);
  for (; x < end; x += 16) {
    const a = v128.load(x);
    const b = v128.load(x + ldx);
    v128.store(to, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(to, v128.shuffle<f64>(a, b, 1, 3), 64);
    to += 128;
  }
  if (n & 1) {
    store<f64>(to, load<f64>(x));
    store<f64>(to, load<f64>(x + ldx), 8);
  }
}

/** The columns of eight back to two rows. */
function turnPairBack(n: i32, x: usize, ldx: usize, from: usize): void {
  const end = x + (((<usize>n) & ~1) << 3);
  for (; x < end; x += 16) {
    const a = v128.load(from);
    const b = v128.load(from, 64);
    v128.store(x, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(x + ldx, v128.shuffle<f64>(a, b, 1, 3));
    from += 128;
  }
  if (n & 1) {
    store<f64>(x, load<f64>(from));
    store<f64>(x + ldx, load<f64>(from, 8));
  }
}

/** `trsm` by substitution, four rows of X at a time against one row of L. */
function solveRows(m: i32, n: i32, l: usize, ldl: usize, x: usize, ldx: usize): void {
  for (let i = 0; i < m; i += 4) {
    const p0 = x + <usize>i * ldx;
    const p1 = i + 1 < m ? p0 + ldx : p0;
    const p2 = i + 2 < m ? p1 + ldx : p1;
    const p3 = i + 3 < m ? p2 + ldx : p2;
    for (let j = 0; j < n; j++) solveFour(j, l + <usize>j * ldl, p0, p1, p2, p3);
  }
}

/** x[j] ← (x[j] − Σ_{p<j} x[p]·l[p]) / l[j] in four rows (the last ones the same where there are fewer). */
// @ts-ignore: decorator
@inline
function solveFour(j: i32, l: usize, p0: usize, p1: usize, p2: usize, p3: usize): void {
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  const end = (<usize>j) << 3;
  const pairs = ((<usize>j) & ~1) << 3;
  let t: usize = 0;
  for (; t < pairs; t += 16) {
    const v = v128.load(l + t);
    a0 = fma(v128.load(p0 + t), v, a0);
    a1 = fma(v128.load(p1 + t), v, a1);
    a2 = fma(v128.load(p2 + t), v, a2);
    a3 = fma(v128.load(p3 + t), v, a3);
  }
  if (j & 1) {
    const v = v128.load64_zero(l + t);
    a0 = fma(v128.load64_zero(p0 + t), v, a0);
    a1 = fma(v128.load64_zero(p1 + t), v, a1);
    a2 = fma(v128.load64_zero(p2 + t), v, a2);
    a3 = fma(v128.load64_zero(p3 + t), v, a3);
  }
  const d = load<f64>(l + end);
  const x0 = (load<f64>(p0 + end) - laneSum(a0)) / d;
  const x1 = (load<f64>(p1 + end) - laneSum(a1)) / d;
  const x2 = (load<f64>(p2 + end) - laneSum(a2)) / d;
  const x3 = (load<f64>(p3 + end) - laneSum(a3)) / d;
  store<f64>(p0 + end, x0);
  store<f64>(p1 + end, x1);
  store<f64>(p2 + end, x2);
  store<f64>(p3 + end, x3);
}
