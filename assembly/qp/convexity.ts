import { amax } from "../blas/amax";
import { potrf, potrfScratch } from "../linalg/potrf";
import { allocate, release } from "../memory/heap";
import { at, get, set } from "../memory/access";
import { QP } from "./problem";

/**
 * How far below zero the smallest eigenvalue may lie, P scaled to a unit diagonal, before P is called
 * indefinite. A matrix that was rounded to four or five digits stays above this; whether it matters is then
 * for the curvature on the working set to say.
 */
const SLIGHT: f64 = 1e-4;

/** A diagonal element below this share of the largest is rounding: it does not set the unit of its variable. */
const DIAGONAL_ROUNDING: f64 = 1e-12;

/**
 * Whether P is clearly indefinite: whether DPD + SLIGHT·I has no Cholesky factorization, D² the inverse of
 * P's diagonal. Costs n³/3 operations once for each P. Uses the room of Q, which holds nothing yet. Where memory
 * does not hold the kernel's scratch the answer is no, and the curvature met on the way remains the only check.
 */
export function isIndefinite(qp: QP): bool {
  const n = qp.n;
  const d = qp.work;
  let largest: f64 = 0;
  for (let j: usize = 0; j < n; j++) largest = max(largest, abs(get(qp.P, j * n + j)));
  if (largest == 0) largest = amax(n * n, qp.P);
  if (largest == 0) return false;
  const scratch = allocate(potrfScratch(<i32>n));
  if (scratch == 0) return false;
  for (let j: usize = 0; j < n; j++) set(d, j, 1 / sqrt(max(get(qp.P, j * n + j), DIAGONAL_ROUNDING * largest)));
  for (let i: usize = 0; i < n; i++) {
    const from = at(qp.P, i * n);
    const to = at(qp.Q, i * n);
    for (let j: usize = 0; j <= i; j++) set(to, j, get(from, j) * get(d, i) * get(d, j));
    set(to, i, get(to, i) + SLIGHT);
  }
  const failed = potrf(<i32>n, qp.Q, n << 3, scratch) >= 0;
  release(scratch);
  return failed;
}
