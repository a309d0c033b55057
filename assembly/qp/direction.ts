import { amax } from "../blas/amax";
import { axpyLater, axpyRest } from "../blas/axpy";
import { dot } from "../blas/dot";
import { scal } from "../blas/scal";
import { at, get, getIndex, set } from "../memory/access";
import { columnAt, gatherFree } from "./nullspace";
import { QP } from "./problem";
import { isNegativeCurvature, multiplyZ, singularDirection, solveR, solveRTransposed } from "./reducedHessian";

/** The step has a length of its own: x + p minimises the objective on the working set. */
export const NEWTON = 0;
/** No length of its own: the objective falls along p for as long as nothing blocks it. */
export const RAY = 1;
/** p = 0: the gradient vanishes on the working set. */
export const STATIONARY = 2;
/** The objective is concave along p. */
export const CONCAVE = 3;

/** A reduced gradient below this share of the gradient is rounding. */
const ROUNDING: f64 = 1e-14;

/**
 * The search direction on the working set, into `rate` (p for the variables, Ap for the rows), with
 * Pp in `curvature` in phase 2.
 *
 *     phase 1:               p = −Z Zᵀg            steepest descent of the sum of infeasibilities
 *     phase 2:               p = −Z R⁻¹ R⁻ᵀ Zᵀg    Newton
 *     phase 2, singular:     p = ±Z [−R₁⁻¹u; 1]    no curvature, downhill
 */
export function searchDirection(qp: QP): i32 {
  const nz = qp.nz;
  const nf = qp.nf;
  if (nz == 0) return STATIONARY;
  const g = qp.work;
  const gz = qp.work2;
  const p = qp.work3;
  gatherFree(qp, qp.phase == 1 ? qp.phaseGradient : qp.gradient, g);
  for (let k: usize = 0; k < nz; k++) set(gz, k, dot(nf, columnAt(qp, k), g));
  if (amax(nz, gz) <= ROUNDING * amax(nf, g)) return STATIONARY;
  let kind = RAY;
  if (qp.phase == 1) {
    scal(nz, -1, gz);
    multiplyZ(qp, gz, p);
  } else if (qp.singular) {
    singularDirection(qp, p);
    if (dot(nf, g, p) > 0) scal(nf, -1, p);
  } else {
    kind = NEWTON;
    scal(nz, -1, gz);
    solveRTransposed(qp, nz, gz);
    solveR(qp, nz, gz);
    multiplyZ(qp, gz, p);
  }
  spread(qp, p);
  if (qp.phase == 2) {
    multiplyP(qp, qp.curvature);
    gatherFree(qp, qp.curvature, g);
    if (kind == RAY && isNegativeCurvature(qp, p, g)) return CONCAVE;
  }
  return kind;
}

/** Spreads p from the order of `free` to `rate`, and computes Ap. */
function spread(qp: QP, p: usize): void {
  const n = qp.n;
  memory.fill(qp.rate, 0, n << 3);
  for (let r: usize = 0; r < qp.nf; r++) set(qp.rate, getIndex(qp.free, r), get(p, r));
  multiplyA(qp, qp.rate, at(qp.rate, n));
}

/** out ← A v for a v that is zero outside F. */
function multiplyA(qp: QP, v: usize, out: usize): void {
  const n = qp.n;
  const nf = qp.nf;
  if (nf >= n / 3) {
    for (let i: usize = 0; i < qp.m; i++) set(out, i, dot(n, at(qp.A, i * n), v));
    return;
  }
  for (let i: usize = 0; i < qp.m; i++) {
    const row = at(qp.A, i * n);
    let sum: f64 = 0;
    for (let r: usize = 0; r < nf; r++) {
      const j = getIndex(qp.free, r);
      sum += get(row, j) * get(v, j);
    }
    set(out, i, sum);
  }
}

/** out ← P p for the p in `rate`: the rows of P of the free variables, each read once. */
function multiplyP(qp: QP, out: usize): void {
  memory.fill(out, 0, qp.n << 3);
  for (let r: usize = 0; r < qp.nf; r++) {
    const j = getIndex(qp.free, r);
    axpyLater(qp.n, get(qp.rate, j), at(qp.P, <usize>j * qp.n), out);
  }
  axpyRest(qp.n, out);
}
