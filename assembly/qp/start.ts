import { get, getState, set, setState } from "../memory/access";
import { refreshRows } from "./evaluate";
import { addRow, clearFactors, freeVariable } from "./nullspace";
import { AT_LOWER, AT_UPPER, FIXED, INACTIVE, QP, RUNNING } from "./problem";
import { isIndependent, placeAtSides, satisfyWorkingRows } from "./repair";
import { equilibrate, scaleVectors } from "./scaling";

/** How to begin: from the sides, from a working set and point, or with the factorization too. */
export const COLD = 0;
export const WARM = 1;
export const HOT = 2;

/** Feasibility tolerance of the iterations, in scaled units; the end tightens it. */
export const FEASIBILITY: f64 = 1e-9;

/** Multipliers with the wrong sign below this share of their terms are let pass until the end. */
export const OPTIMALITY: f64 = 1e-10;

/** Prepares the iterations: scales, and chooses the first working set and point. */
export function start(qp: QP, tolerance: f64, mode: i32): void {
  if (!qp.scaled) equilibrate(qp);
  qp.restarts = 0;
  scaleVectors(qp);
  qp.iterations = 0;
  begin(qp, tolerance, mode == HOT && !qp.reusable ? WARM : mode);
}

/**
 * A second beginning where the first ended in a numerical error: cold where it began warm, and else from the
 * working set reached with x at zero, because what costs digits is an x that has run far along directions
 * without curvature. A third in units of the least sides, if those are others.
 */
export function restart(qp: QP): void {
  const scale = qp.xi;
  qp.restarts++;
  scaleVectors(qp);
  if (qp.restarts > 1 && qp.xi == scale) return;
  const mode = qp.warm ? COLD : WARM;
  if (mode == WARM) {
    memory.fill(qp.x, 0, qp.n << 3);
    for (let k: usize = 0; k < qp.n + qp.m; k++) {
      const state = getState(qp.state, k);
      setState(qp.activeSet, k, state == FIXED ? AT_UPPER : state);
    }
  }
  begin(qp, qp.tolerance, mode);
}

function begin(qp: QP, tolerance: f64, mode: i32): void {
  qp.warm = mode != COLD;
  qp.tolerance = tolerance;
  qp.feasibility = FEASIBILITY;
  qp.optimality = OPTIMALITY;
  qp.rounding = 0;
  qp.removed = -1;
  qp.status = RUNNING;
  qp.phase = 1;
  qp.stationary = false;
  qp.stalled = 0;
  qp.perturbations = 0;
  qp.perturbed = false;
  qp.leastIndex = false;
  qp.hasFeasible = false;
  qp.attempts = 0;
  qp.seed = 0x9e3779b97f4a7c15;
  memory.fill(qp.dual, 0, (qp.n + qp.m) << 3);
  if (mode != HOT || !hotStart(qp)) {
    clearFactors(qp);
    if (mode == COLD) coldStart(qp);
    else warmStart(qp);
  }
  qp.reusable = false;
  refreshRows(qp);
}

/** The state that puts variable j at a side, and the value it has there; INACTIVE where it has no side. */
function sideNearZero(qp: QP, j: usize): i32 {
  const lower = get(qp.lower, j);
  const upper = get(qp.upper, j);
  if (lower == upper) return FIXED;
  if (lower == -Infinity && upper == Infinity) return INACTIVE;
  return abs(lower) <= abs(upper) ? AT_LOWER : AT_UPPER;
}

/** Puts variable j at the side of its state, or frees it at `value`. */
function place(qp: QP, j: usize, state: i32, value: f64): void {
  setState(qp.state, j, state);
  if (state == INACTIVE) {
    freeVariable(qp, j);
    set(qp.value, j, value);
  } else {
    set(qp.value, j, get(state == AT_UPPER ? qp.upper : qp.lower, j));
  }
}

/** Cold: every variable at its side nearest zero, those without sides free at zero, no row. */
function coldStart(qp: QP): void {
  for (let j: usize = 0; j < qp.n; j++) place(qp, j, sideNearZero(qp, j), 0);
  for (let i: usize = 0; i < qp.m; i++) setState(qp.state, qp.n + i, INACTIVE);
}

/** The state a warm start asks for, as far as the sides of today allow it. */
function allowed(qp: QP, k: usize, wanted: i32): i32 {
  const lower = get(qp.lower, k);
  const upper = get(qp.upper, k);
  if (wanted == INACTIVE) return k < qp.n && lower == upper ? FIXED : INACTIVE;
  if (lower == upper) return FIXED;
  if (wanted == AT_UPPER && upper == Infinity) return INACTIVE;
  if (wanted == AT_LOWER && lower == -Infinity) return INACTIVE;
  return wanted;
}

/**
 * Hot: the working set, the point and the factorization that the last solve of this problem ended with, P and A
 * being the same. False where the sides of today do not allow that working set.
 */
function hotStart(qp: QP): bool {
  const n = qp.n;
  for (let k: usize = 0; k < n + qp.m; k++) {
    const state = getState(qp.state, k);
    const fixed = get(qp.lower, k) == get(qp.upper, k);
    if (state == INACTIVE && !fixed) continue;
    if (state == INACTIVE && k >= n) continue;
    if (state == INACTIVE || (state == FIXED && !fixed)) return false;
    if (abs(get(state == AT_UPPER ? qp.upper : qp.lower, k)) == Infinity) return false;
    if (fixed) setState(qp.state, k, FIXED);
  }
  for (let j: usize = 0; j < n; j++) set(qp.value, j, get(qp.x, j) / (qp.xi * get(qp.d, j)));
  placeAtSides(qp);
  satisfyWorkingRows(qp);
  return true;
}

/** Warm: the working set and point left in `activeSet` and `x`; rows that have become dependent stay out. */
function warmStart(qp: QP): void {
  const n = qp.n;
  for (let j: usize = 0; j < n; j++) {
    const x = get(qp.x, j) / (qp.xi * get(qp.d, j));
    place(qp, j, allowed(qp, j, getState(qp.activeSet, j)), min(max(x, get(qp.lower, j)), get(qp.upper, j)));
  }
  for (let i: usize = 0; i < qp.m; i++) {
    const state = allowed(qp, n + i, getState(qp.activeSet, n + i));
    const joins = state != INACTIVE && isIndependent(qp, i);
    setState(qp.state, n + i, joins ? state : INACTIVE);
    if (joins) addRow(qp, i);
  }
  satisfyWorkingRows(qp);
}
