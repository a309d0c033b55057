import { potrf, potrfScratch } from "../linalg/potrf";
import { allocate, release } from "../memory/heap";
import { at, get, set } from "../memory/access";
import { QP } from "./problem";

/**
 * How far below zero the smallest eigenvalue may lie, as a share of the largest element of the
 * scaled P, before P is called indefinite. A matrix that was rounded to four or five digits stays
 * below this; whether it matters is then for the curvature on the working set to say.
 */
const SLIGHT: f64 = 1e-4;

/**
 * Whether P is clearly indefinite: whether P + SLIGHT·I has no Cholesky factorization. Costs n³/3
 * operations once for each P. Uses the room of Q, which holds nothing yet. Where memory does not hold the
 * kernel's scratch the answer is no, and the curvature met on the way remains the only check.
 */
export function isIndefinite(qp: QP): bool {
  const n = qp.n;
  for (let j: usize = 0; j < n; j++) if (get(qp.P, j * n + j) < -SLIGHT) return true;
  const scratch = allocate(potrfScratch(<i32>n));
  if (scratch == 0) return false;
  memory.copy(qp.Q, qp.P, (n * n) << 3);
  for (let j: usize = 0; j < n; j++) set(at(qp.Q, j * n), j, get(at(qp.Q, j * n), j) + SLIGHT);
  const failed = potrf(<i32>n, qp.Q, n << 3, scratch) >= 0;
  release(scratch);
  return failed;
}
