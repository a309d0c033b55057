import { fma } from "../blas/fma";
import { laneSum } from "../blas/laneSum";

/**
 * X ← X L⁻ᵀ by substitution, four rows of X at a time against one row of L: for so few rows that packing L would cost more.
 *
 * x: m × n, rows `ldx` bytes apart; l: n × n lower triangular with a nonzero diagonal, rows `ldl` bytes apart,
 * not overlapping x.
 */
export function solveRows(m: i32, n: i32, l: usize, ldl: usize, x: usize, ldx: usize): void {
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
