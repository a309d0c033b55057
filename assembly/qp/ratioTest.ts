import { amax } from "../blas/amax";
import { get, getIndex, getState, set, setIndex } from "../memory/access";
import { AT_LOWER, AT_UPPER, INACTIVE, QP } from "./problem";

/** No constraint blocks. */
export const NOTHING: isize = -1;

/** The constraint the last ratio test chose, the side it is at, and how far to go. */
export let blocking: isize = NOTHING;
export let blockingSide: i32 = 0;
export let stepLength: f64 = 0;

/** Rates below this share of the largest one do not count: dividing by them would amplify rounding. */
const SMALL_RATE: f64 = 1e-11;

/** How far a constraint may be violated now: absolute near zero, relative to a large side. */
// @ts-ignore: decorator
@inline
export function slack(qp: QP, side: f64): f64 {
  return qp.feasibility * max(1.0, abs(side));
}

/**
 * Phase 2: the longest step ≤ `limit` along `rate` that keeps every constraint.
 *
 * Two passes (Harris 1973): the first finds how far the sides, moved out by the feasibility
 * tolerance, allow to go; the second takes, among the constraints met by then, the one with the
 * largest rate, for a working set that stays well conditioned. With `leastIndex` the first
 * constraint among exact ties is taken instead (Bland 1977; for quadratic programs Chang and
 * Cottle 1980), which cannot cycle.
 */
export function blockingStep(qp: QP, limit: f64): void {
  const count = qp.n + qp.m;
  const small = SMALL_RATE * amax(count, qp.rate);
  let reach: f64 = limit;
  for (let k: usize = 0; k < count; k++) {
    if (getState(qp.state, k) != INACTIVE) continue;
    const rate = get(qp.rate, k);
    if (abs(rate) <= small) continue;
    const side = get(rate > 0 ? qp.upper : qp.lower, k);
    if (abs(side) == Infinity) continue;
    const distance = rate > 0 ? side - get(qp.value, k) : get(qp.value, k) - side;
    reach = min(reach, (max(distance, 0.0) + (qp.leastIndex ? 0 : slack(qp, side))) / abs(rate));
  }
  blocking = NOTHING;
  stepLength = limit;
  if (reach >= limit) return;
  let largest: f64 = 0;
  for (let k: usize = 0; k < count; k++) {
    if (getState(qp.state, k) != INACTIVE) continue;
    const rate = get(qp.rate, k);
    if (abs(rate) <= small) continue;
    const side = get(rate > 0 ? qp.upper : qp.lower, k);
    if (abs(side) == Infinity) continue;
    const distance = rate > 0 ? side - get(qp.value, k) : get(qp.value, k) - side;
    if (distance > reach * abs(rate) || abs(rate) <= largest) continue;
    blocking = k;
    blockingSide = rate > 0 ? AT_UPPER : AT_LOWER;
    stepLength = max(distance, 0.0) / abs(rate);
    largest = qp.leastIndex ? Infinity : abs(rate);
  }
}

/** Adds a breakpoint of the sum of infeasibilities: at `step` the slope grows by |rate| of constraint k. */
function addBreakpoint(qp: QP, size: usize, step: f64, k: usize, side: i32): usize {
  // A binary heap with the nearest breakpoint on top; the sign of the index says the side.
  let i = size;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (get(qp.breakpoint, parent) <= step) break;
    set(qp.breakpoint, i, get(qp.breakpoint, parent));
    setIndex(qp.breakpointOf, i, getIndex(qp.breakpointOf, parent));
    i = parent;
  }
  set(qp.breakpoint, i, step);
  setIndex(qp.breakpointOf, i, side == AT_UPPER ? <i32>k + 1 : -(<i32>k + 1));
  return size + 1;
}

/** Takes the nearest breakpoint off the heap; returns the size left. */
function removeNearest(qp: QP, size: usize): usize {
  const last = size - 1;
  const step = get(qp.breakpoint, last);
  const owner = getIndex(qp.breakpointOf, last);
  let i: usize = 0;
  for (;;) {
    let child: usize = (i << 1) + 1;
    if (child >= last) break;
    if (child + 1 < last && get(qp.breakpoint, child + 1) < get(qp.breakpoint, child)) child++;
    if (get(qp.breakpoint, child) >= step) break;
    set(qp.breakpoint, i, get(qp.breakpoint, child));
    setIndex(qp.breakpointOf, i, getIndex(qp.breakpointOf, child));
    i = child;
  }
  set(qp.breakpoint, i, step);
  setIndex(qp.breakpointOf, i, owner);
  return last;
}

/**
 * Phase 1: the minimum along `rate` of the sum of infeasibilities, which is convex and piecewise
 * linear. The breakpoints are passed in order, each adding to the slope, until it is no longer
 * negative; the constraint met there enters the working set (Fourer 1985, the ratio test for a
 * piecewise-linear objective). `slope` < 0 is the slope at the start.
 */
export function infeasibilityStep(qp: QP, slope: f64): void {
  const count = qp.n + qp.m;
  const small = SMALL_RATE * amax(count, qp.rate);
  let size: usize = 0;
  for (let k: usize = 0; k < count; k++) {
    if (getState(qp.state, k) != INACTIVE) continue;
    const rate = get(qp.rate, k);
    if (abs(rate) <= small) continue;
    const value = get(qp.value, k);
    const near = get(rate > 0 ? qp.lower : qp.upper, k);
    const far = get(rate > 0 ? qp.upper : qp.lower, k);
    const toNear = rate > 0 ? near - value : value - near;
    const toFar = rate > 0 ? far - value : value - far;
    const farSide = rate > 0 ? AT_UPPER : AT_LOWER;
    if (abs(near) != Infinity && toNear > slack(qp, near)) size = addBreakpoint(qp, size, toNear / abs(rate), k, -farSide);
    if (abs(far) != Infinity && toFar >= -slack(qp, far)) size = addBreakpoint(qp, size, max(toFar, 0.0) / abs(rate), k, farSide);
  }
  blocking = NOTHING;
  stepLength = 0;
  while (size > 0) {
    const owner = getIndex(qp.breakpointOf, 0);
    const k = abs(owner) - 1;
    stepLength = get(qp.breakpoint, 0);
    blocking = k;
    blockingSide = owner > 0 ? AT_UPPER : AT_LOWER;
    slope += abs(get(qp.rate, k));
    // Where it is level but for rounding, the nearest end will do: to the far one and back is a circle.
    if (slope >= -small) break;
    size = removeNearest(qp, size);
  }
  if (size == 0 || qp.leastIndex) return;
  // Among the breakpoints at the same place, the one with the largest rate.
  let largest = abs(get(qp.rate, blocking));
  const until = stepLength * (1 + 1e-12);
  for (;;) {
    size = removeNearest(qp, size);
    if (size == 0 || get(qp.breakpoint, 0) > until) return;
    const owner = getIndex(qp.breakpointOf, 0);
    const rate = abs(get(qp.rate, abs(owner) - 1));
    if (rate <= largest) continue;
    largest = rate;
    blocking = abs(owner) - 1;
    blockingSide = owner > 0 ? AT_UPPER : AT_LOWER;
  }
}
