import { amax } from "../blas/amax";
import { get, getState, set } from "../memory/access";
import { INACTIVE, QP } from "./problem";

/** Steps in a row that go nowhere before the sides are perturbed. */
const PATIENCE: u32 = 20;

/** Perturbations before the least-index rules, which need none, take over. */
const MOST_PERTURBATIONS: u32 = 12;

/** Size of a perturbation: relative to a large side, absolute to a small one. */
const PERTURBATION: f64 = 1e-7;

/** A step that moves no variable by more than this share of the iterate went nowhere. */
const NOWHERE: f64 = 1e-14;

/** A number in [1, 2), the same in every run (xorshift64*, Vigna 2016). */
function random(qp: QP): f64 {
  let s = qp.seed;
  s ^= s >> 12;
  s ^= s << 25;
  s ^= s >> 27;
  qp.seed = s;
  return reinterpret<f64>(((s * 0x2545f4914f6cdd1d) >> 12) | 0x3ff0000000000000);
}

/**
 * Takes note of a step of `length` along `rate` and answers stalling.
 *
 * A run of degenerate steps is broken by moving the sides outside the working set outwards by small
 * random amounts (Charnes 1952; Wolfe 1963): at the vertices of the perturbed problem no more
 * constraints meet than it takes, so each step makes progress and no working set returns. The sides
 * are put back at the end (`restoreSides`), and what has become of the optimum is solved on from
 * there. If that stalls time and again, the least-index rules finish: they cannot cycle (Chang and
 * Cottle 1980, "Least-index resolution of degeneracy in quadratic programming").
 */
export function watchStalling(qp: QP, length: f64): void {
  const moved = length * amax(qp.n, qp.rate);
  if (moved > NOWHERE * max(1.0, amax(qp.n, qp.value))) {
    qp.stalled = 0;
    return;
  }
  qp.stalled++;
  if (qp.stalled < PATIENCE || qp.leastIndex) return;
  qp.stalled = 0;
  if (qp.perturbations >= MOST_PERTURBATIONS) {
    qp.leastIndex = true;
    return;
  }
  perturbSides(qp);
}

function perturbSides(qp: QP): void {
  qp.perturbations++;
  if (qp.phase == 2 && !qp.perturbed) {
    memory.copy(qp.feasibleX, qp.value, qp.n << 3);
    qp.hasFeasible = true;
  }
  qp.perturbed = true;
  for (let k: usize = 0; k < qp.n + qp.m; k++) {
    if (getState(qp.state, k) != INACTIVE) continue;
    const lower = get(qp.lower, k);
    const upper = get(qp.upper, k);
    if (lower == upper) continue;
    set(qp.lower, k, lower - PERTURBATION * random(qp) * max(1.0, abs(lower)));
    set(qp.upper, k, upper + PERTURBATION * random(qp) * max(1.0, abs(upper)));
  }
}

/** Puts the sides back as they were given. */
export function restoreSides(qp: QP): void {
  const bytes = (qp.n + qp.m) << 3;
  memory.copy(qp.lower, qp.trueLower, bytes);
  memory.copy(qp.upper, qp.trueUpper, bytes);
  qp.perturbed = false;
}
