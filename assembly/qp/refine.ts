/**
 * The point and the multipliers that belong to the working set, to the last rounding: Newton's
 * method on the conditions of optimality, which are linear, so that only rounding is left to
 * correct. The residuals are summed in twice the working precision and the factorization only has
 * to be good enough to reduce them (iterative refinement: Wilkinson 1963; Higham 2002, §12.1).
 *
 *     [ P_FF  A_WFᵀ ] [ dx ]   [ −(P x + q + Aᵀy)_F ]
 *     [ A_WF    0   ] [ dy ] = [  b_W − A_W x        ]
 */
import { accAdd, accAddDot, accAddProduct, accReset, accValue } from "../blas/accumulate";
import { amax } from "../blas/amax";
import { axpy } from "../blas/axpy";
import { dot } from "../blas/dot";
import { at, get, getIndex, getState, set } from "../memory/access";
import { columnAt, solveT, solveTTransposed, yColumn } from "./nullspace";
import { spreadMultipliers } from "./pricing";
import { AT_LOWER, QP } from "./problem";
import { multiplyFree, multiplyY, multiplyZ, solveR, solveRTransposed } from "./reducedHessian";

/** Corrections at the most; two or three suffice unless the working set is nearly dependent. */
const MOST_CORRECTIONS = 8;

/** The side that a row of the working set is at. */
// @ts-ignore: decorator
@inline
function activeSide(qp: QP, k: usize): f64 {
  return get(getState(qp.state, k) == AT_LOWER ? qp.lower : qp.upper, k);
}

/** out ← b_W − A_W x, zero for artificial rows; returns its largest element relative to the terms. */
function rowResidual(qp: QP, out: usize): f64 {
  const n = qp.n;
  let largest: f64 = 0;
  for (let i: usize = 0; i < qp.mw; i++) {
    const row = getIndex(qp.rows, i);
    let residual: f64 = 0;
    if (row >= 0) {
      accReset();
      accAddDot(n, at(qp.A, <usize>row * n), qp.value);
      accAdd(-activeSide(qp, n + row));
      residual = -accValue();
    }
    set(out, i, residual);
    largest = max(largest, abs(residual));
  }
  return largest;
}

/** out ← −(P x + q + Aᵀy)_F with y from `multiplier`; returns its largest element. Uses work4. */
function gradientResidual(qp: QP, out: usize): f64 {
  const n = qp.n;
  let largest: f64 = 0;
  for (let r: usize = 0; r < qp.nf; r++) {
    const j = <usize>getIndex(qp.free, r);
    accReset();
    accAdd(get(qp.qs, j));
    accAddDot(n, at(qp.P, j * n), qp.value);
    for (let i: usize = 0; i < qp.mw; i++) {
      const row = getIndex(qp.rows, i);
      if (row >= 0) accAddProduct(get(at(qp.A, <usize>row * n), j), get(qp.multiplier, i));
    }
    set(out, r, -accValue());
    largest = max(largest, abs(get(out, r)));
  }
  return largest;
}

/** One correction from the residuals `r1` (nf, overwritten) and `r2` (mw, overwritten). */
function correct(qp: QP, r1: usize, r2: usize): void {
  const nf = qp.nf;
  const p = qp.cosines;
  const h = qp.sines;
  const v = qp.rowCosines;
  // dx_Y = Y T⁻¹ r₂
  solveT(qp, r2);
  multiplyY(qp, r2, p);
  // dx_Z = Z R⁻¹R⁻ᵀZᵀ (r₁ − P dx_Y)
  multiplyFree(qp, p, h);
  for (let k: usize = 0; k < qp.nz; k++) {
    const z = columnAt(qp, k);
    set(v, k, dot(nf, z, r1) - dot(nf, z, h));
  }
  solveRTransposed(qp, qp.nz, v);
  solveR(qp, qp.nz, v);
  multiplyZ(qp, v, h);
  axpy(nf, 1, h, p);
  // Tᵀdy = Yᵀ (r₁ − P dx)
  multiplyFree(qp, p, h);
  for (let i: usize = 0; i < qp.mw; i++) {
    const y = yColumn(qp, i);
    set(v, i, dot(nf, y, r1) - dot(nf, y, h));
  }
  solveTTransposed(qp, v);
  for (let r: usize = 0; r < nf; r++) {
    const j = getIndex(qp.free, r);
    set(qp.value, j, get(qp.value, j) + get(p, r));
  }
  for (let i: usize = 0; i < qp.mw; i++) {
    if (getIndex(qp.rows, i) >= 0) set(qp.multiplier, i, get(qp.multiplier, i) + get(v, i));
    else set(qp.multiplier, i, 0);
  }
}

/**
 * Moves x to the solution on the working set and y with it, until the residuals no longer shrink;
 * the best pair is kept. Needs R, not singular. The rows of `value`, the gradient and z are the
 * caller's to refresh. Uses every scratch vector.
 */
export function refine(qp: QP): void {
  const n = qp.n;
  const r1 = qp.work;
  const r2 = qp.work2;
  const bestX = qp.breakpoint;
  const bestY = qp.rowSines;
  let best = Infinity;
  for (let correction = 0; correction <= MOST_CORRECTIONS; correction++) {
    const primal = rowResidual(qp, r2);
    const dual = gradientResidual(qp, r1);
    const size = max(primal / max(1e-300, amax(n, qp.value)), dual / max(1e-300, amax(n, qp.gradient)));
    if (!(size < best)) break;
    memory.copy(bestX, qp.value, n << 3);
    memory.copy(bestY, qp.multiplier, qp.mw << 3);
    const progress = size < 0.5 * best;
    best = size;
    if (size == 0 || !progress || correction == MOST_CORRECTIONS) break;
    correct(qp, r1, r2);
  }
  memory.copy(qp.value, bestX, n << 3);
  memory.copy(qp.multiplier, bestY, qp.mw << 3);
  spreadMultipliers(qp);
}
