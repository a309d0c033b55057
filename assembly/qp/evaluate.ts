/** Everything that is a function of the point alone, computed afresh. */
import { accAdd, accAddDot, accReset, accValue } from "../blas/accumulate";
import { axpy } from "../blas/axpy";
import { gemv, gemvT } from "../blas/gemv";
import { at, get, getState, set } from "../memory/access";
import { INACTIVE, QP } from "./problem";
import { slack } from "./ratioTest";

/** The rows of `value`: Ax. */
export function refreshRows(qp: QP): void {
  gemv(qp.m, qp.n, qp.A, qp.n, qp.value, at(qp.value, qp.n));
}

/** `gradient` ← Px + q. */
export function refreshGradient(qp: QP): void {
  const n = qp.n;
  memory.copy(qp.gradient, qp.qs, n << 3);
  gemvT(n, n, qp.P, n, qp.value, qp.gradient);
}

/** Ax and Px + q, summed in twice the working precision. */
export function refreshAccurately(qp: QP): void {
  const n = qp.n;
  for (let i: usize = 0; i < qp.m; i++) {
    accReset();
    accAddDot(n, at(qp.A, i * n), qp.value);
    set(qp.value, n + i, accValue());
  }
  for (let j: usize = 0; j < n; j++) {
    accReset();
    accAdd(get(qp.qs, j));
    accAddDot(n, at(qp.P, j * n), qp.value);
    set(qp.gradient, j, accValue());
  }
}

/** How far constraint k is outside: negative below the lower side, positive above the upper, else 0. */
// @ts-ignore: decorator
@inline
export function violation(qp: QP, k: usize): f64 {
  const value = get(qp.value, k);
  const lower = get(qp.lower, k);
  const upper = get(qp.upper, k);
  if (value < lower - slack(qp, lower)) return value - lower;
  if (value > upper + slack(qp, upper)) return value - upper;
  return 0;
}

/**
 * The sum of infeasibilities over the constraints outside the working set, and its gradient, in
 * `phaseGradient`: the normal of each violated constraint, with the sign of the violation. Their
 * multipliers in a proof of infeasibility are these signs, and are left in `dual`.
 */
export function measureInfeasibility(qp: QP): void {
  const n = qp.n;
  const g = qp.phaseGradient;
  memory.fill(g, 0, n << 3);
  qp.infeasibility = 0;
  for (let k: usize = 0; k < n + qp.m; k++) {
    if (getState(qp.state, k) != INACTIVE) continue;
    const outside = violation(qp, k);
    if (outside == 0) continue;
    qp.infeasibility += abs(outside);
    const sign: f64 = outside < 0 ? -1 : 1;
    if (k < n) set(g, k, get(g, k) + sign);
    else axpy(n, sign, at(qp.A, (k - n) * n), g);
  }
}

/** Adds the signs of the violated constraints to `dual`: the multipliers of the sum of infeasibilities. */
export function addViolatedMultipliers(qp: QP): void {
  for (let k: usize = 0; k < qp.n + qp.m; k++) {
    if (getState(qp.state, k) != INACTIVE) continue;
    const outside = violation(qp, k);
    if (outside != 0) set(qp.dual, k, outside < 0 ? -1 : 1);
  }
}
