import { accAdd, accAddProduct, accReset, accValue } from "../blas/accumulate";
import { amax } from "../blas/amax";
import { dot } from "../blas/dot";
import { gemvT } from "../blas/gemv";
import { at, get, getIndex, getState, set } from "../memory/access";
import { gatherFree, solveTTransposed, yColumn } from "./nullspace";
import { AT_LOWER, AT_UPPER, FIXED, INACTIVE, QP } from "./problem";

/** Nothing left to remove: the working set is optimal. */
export const OPTIMAL: isize = -1;

/**
 * The multipliers of the working set for the gradient g of the phase, into `dual` (bounds, then rows;
 * zero outside the working set): Tᵀy = −Yᵀg, z = −(g + Aᵀy).
 * Those of artificial rows stay in `multiplier` only. Uses work.
 */
export function multipliers(qp: QP, g: usize): void {
  const y = qp.multiplier;
  gatherFree(qp, g, qp.work);
  for (let i: usize = 0; i < qp.mw; i++) set(y, i, -dot(qp.nf, yColumn(qp, i), qp.work));
  solveTTransposed(qp, y);
  spreadMultipliers(qp);
  boundMultipliers(qp, g);
}

/** The y part of `dual` from `multiplier`. */
export function spreadMultipliers(qp: QP): void {
  const y = at(qp.dual, qp.n);
  memory.fill(y, 0, qp.m << 3);
  for (let i: usize = 0; i < qp.mw; i++) {
    const row = getIndex(qp.rows, i);
    if (row >= 0) set(y, row, get(qp.multiplier, i));
  }
}

/** The z part of `dual` from its y part: z = −(g + Aᵀy) at the variables that are not free. */
function boundMultipliers(qp: QP, g: usize): void {
  const n = qp.n;
  const z = qp.dual;
  memory.copy(z, g, n << 3);
  gemvT(qp.m, n, qp.A, n, at(qp.dual, n), z);
  for (let j: usize = 0; j < n; j++) set(z, j, getState(qp.state, j) == INACTIVE ? 0 : -get(z, j));
}

/** z again, from refined y and a gradient computed afresh, summed in twice the working precision. */
export function repriceBounds(qp: QP): void {
  const n = qp.n;
  spreadMultipliers(qp);
  for (let j: usize = 0; j < n; j++) {
    set(qp.dual, j, 0);
    if (getState(qp.state, j) == INACTIVE) continue;
    accReset();
    accAdd(get(qp.gradient, j));
    for (let i: usize = 0; i < qp.mw; i++) {
      const row = getIndex(qp.rows, i);
      if (row >= 0) accAddProduct(get(at(qp.A, <usize>row * n), j), get(qp.multiplier, i));
    }
    set(qp.dual, j, -accValue());
  }
}

/** How much the multiplier of constraint k has the wrong sign: positive where removing k lowers the objective. */
// @ts-ignore: decorator
@inline
function wrongness(state: i32, multiplier: f64): f64 {
  if (state == AT_LOWER) return multiplier;
  if (state == AT_UPPER) return -multiplier;
  return -Infinity;
}

/**
 * The size of the terms that a multiplier is the difference of: what its rounding is relative to.
 * The gradient itself will not do, it vanishes where Px and q cancel. The normals have size 1.
 */
export function multiplierScale(qp: QP, g: usize): f64 {
  if (qp.phase == 1) return max(1.0, amax(qp.m, at(qp.dual, qp.n)));
  return max(max(amax(qp.n, qp.qs), amax(qp.n, g)), max(amax(qp.m, at(qp.dual, qp.n)), PRODUCTS * largestCurvatureTerm(qp)));
}

/** Share of the largest |Pⱼₖxₖ| that counts as a term of the gradient: where Px vanishes it is what is left. */
const PRODUCTS: f64 = 1e-3;

/** The largest |Pⱼₖxₖ|. */
function largestCurvatureTerm(qp: QP): f64 {
  let largest: f64 = 0;
  for (let k: usize = 0; k < qp.n; k++) largest = max(largest, get(qp.columnMax, k) * abs(get(qp.value, k)));
  return largest;
}

/** No larger share is rounding: what looks so is a factorization that has lost its digits. */
const MOST_ROUNDING: f64 = 1e-8;

/** From here on multipliers that are wrong by less than this share of their terms stay in the working set. */
export function letPass(qp: QP, wanted: f64): void {
  const share = min(wanted, MOST_ROUNDING);
  qp.rounding = max(qp.rounding, share);
  qp.optimality = max(qp.optimality, share);
}

/**
 * The constraint to remove: n + m + i for the artificial row i, else the one whose multiplier is
 * most wrong (Dantzig), or with `leastIndex` the first that is wrong at all. OPTIMAL where none is.
 */
export function constraintToRemove(qp: QP, g: usize): isize {
  const count = qp.n + qp.m;
  const threshold = qp.optimality * multiplierScale(qp, g);
  let worst = threshold;
  let chosen = OPTIMAL;
  for (let i: usize = 0; i < qp.mw; i++) {
    if (getIndex(qp.rows, i) >= 0 || abs(get(qp.multiplier, i)) <= worst) continue;
    worst = abs(get(qp.multiplier, i));
    chosen = count + i;
  }
  if (qp.leastIndex && chosen != OPTIMAL) return chosen;
  for (let k: usize = 0; k < count; k++) {
    const state = getState(qp.state, k);
    if (state == INACTIVE || state == FIXED) continue;
    const wrong = wrongness(state, get(qp.dual, k));
    if (wrong <= worst) continue;
    if (qp.leastIndex) return k;
    worst = wrong;
    chosen = k;
  }
  return chosen;
}
