/** Putting a working set and its point in order: after a warm start, a perturbation, or many updates. */
import { accAdd, accAddDot, accReset, accValue } from "../blas/accumulate";
import { amax } from "../blas/amax";
import { dot } from "../blas/dot";
import { at, get, getIndex, getState, set, setState } from "../memory/access";
import { addRow, clearFactors, columnAt, freeVariable, gatherFree, solveT } from "./nullspace";
import { AT_UPPER, INACTIVE, QP } from "./problem";
import { multiplyY } from "./reducedHessian";

/** A row with a smaller share of its normal left in Z depends on the working set. */
const DEPENDENT: f64 = 1e-9;

/** Whether the normal of row i has a part in Z: whether it may join the working set. */
export function isIndependent(qp: QP, i: usize): bool {
  if (qp.nz == 0) return false;
  const a = qp.work;
  gatherFree(qp, at(qp.A, i * qp.n), a);
  let left: f64 = 0;
  for (let k: usize = 0; k < qp.nz; k++) {
    const w = dot(qp.nf, columnAt(qp, k), a);
    left += w * w;
  }
  return sqrt(left) > DEPENDENT * amax(qp.nf, a);
}

/** The side that constraint k of the working set is at. */
// @ts-ignore: decorator
@inline
function workingSide(qp: QP, k: usize): f64 {
  return get(getState(qp.state, k) == AT_UPPER ? qp.upper : qp.lower, k);
}

/** Moves the variables of the working set to their sides exactly. */
export function placeAtSides(qp: QP): void {
  for (let j: usize = 0; j < qp.n; j++) {
    const state = getState(qp.state, j);
    if (state != INACTIVE) set(qp.value, j, workingSide(qp, j));
  }
}

/** x_F ← x_F + Y T⁻¹ (b_W − A_W x): the nearest point that satisfies the rows of the working set. */
export function satisfyWorkingRows(qp: QP): void {
  for (let pass = 0; pass < 2 && qp.mw > 0; pass++) {
    const r = qp.work2;
    const p = qp.work3;
    for (let i: usize = 0; i < qp.mw; i++) {
      const row = getIndex(qp.rows, i);
      set(r, i, 0);
      if (row < 0) continue;
      accReset();
      accAddDot(qp.n, at(qp.A, <usize>row * qp.n), qp.value);
      accAdd(-workingSide(qp, qp.n + row));
      set(r, i, -accValue());
    }
    solveT(qp, r);
    multiplyY(qp, r, p);
    for (let k: usize = 0; k < qp.nf; k++) {
      const j = getIndex(qp.free, k);
      set(qp.value, j, get(qp.value, j) + get(p, k));
    }
  }
}

/** Factorizes the working set afresh; rows that turn out dependent leave it. R is not built. */
export function refactorize(qp: QP): void {
  const n = qp.n;
  clearFactors(qp);
  for (let j: usize = 0; j < n; j++) if (getState(qp.state, j) == INACTIVE) freeVariable(qp, j);
  for (let i: usize = 0; i < qp.m; i++) {
    if (getState(qp.state, n + i) == INACTIVE) continue;
    if (isIndependent(qp, i)) addRow(qp, i);
    else setState(qp.state, n + i, INACTIVE);
  }
}
