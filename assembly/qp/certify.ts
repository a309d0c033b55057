/**
 * Claims and their proofs, from the data and the point alone: nothing that the iterations kept up is
 * trusted. Sums are carried to twice the working precision; the scaling by powers of two is exact,
 * so these are the residuals of the user's problem.
 */
import { accAdd, accAddDot, accAddProduct, accReset, accValue } from "../blas/accumulate";
import { amax } from "../blas/amax";
import { at, get, getState, set, setState } from "../memory/access";
import { AT_LOWER, AT_UPPER, FIXED, QP } from "./problem";
import { NO_SIDE } from "./scaling";

/** Positions in `info`. */
const OBJECTIVE = 0;
const PRIMAL = 1;
const DUAL = 2;
const GAP = 3;

/** A certificate holds where what should vanish is below this share of its terms. */
export const PROOF: f64 = 1e-9;

/** Anything smaller in scaled units is zero. */
const UNDERFLOW: f64 = 1e-250;

/** Rounding of a sum as a share of the natural size of its terms, see `naturalSize`. */
const SUM_ROUNDING: f64 = 1e-13;

/** An element of a direction or a proof below this share of the largest is rounding of zero. */
export const ROUNDING: f64 = 1e-12;

/** The side in the user's units, none as ±∞. */
// @ts-ignore: decorator
@inline
function userLower(qp: QP, k: usize): f64 {
  const side = k < qp.n ? get(qp.lb, k) : get(qp.l, k - qp.n);
  return side <= -NO_SIDE ? -Infinity : side;
}

// @ts-ignore: decorator
@inline
function userUpper(qp: QP, k: usize): f64 {
  const side = k < qp.n ? get(qp.ub, k) : get(qp.u, k - qp.n);
  return side >= NO_SIDE ? Infinity : side;
}

/** The user's unit of constraint k in scaled units: value · unit is what the user sees. */
// @ts-ignore: decorator
@inline
function unit(qp: QP, k: usize): f64 {
  return k < qp.n ? qp.xi * get(qp.d, k) : qp.xi / get(qp.e, k - qp.n);
}

/** A multiplier with the sign that its side demands; one of the other sign is rounding, and 0. */
function clean(state: i32, multiplier: f64): f64 {
  if (abs(multiplier) < UNDERFLOW) return 0;
  if (state == AT_LOWER) return min(multiplier, 0.0);
  if (state == AT_UPPER) return max(multiplier, 0.0);
  return state == FIXED ? multiplier : 0;
}

/** x within its bounds to the last bit, and exactly at them where the working set says so; `value` follows. */
export function writePoint(qp: QP): void {
  for (let j: usize = 0; j < qp.n; j++) {
    const lower = userLower(qp, j);
    const upper = userUpper(qp, j);
    const state = getState(qp.state, j);
    let x = get(qp.value, j) * unit(qp, j);
    if (state == AT_LOWER || state == FIXED) x = lower;
    else if (state == AT_UPPER) x = upper;
    if (abs(x) < UNDERFLOW * unit(qp, j)) x = 0;
    x = min(max(x, lower), upper);
    set(qp.x, j, x);
    set(qp.value, j, x / unit(qp, j));
  }
}

/** The active set from `state`; an equation counts to the side that its multiplier pulls at. */
export function writeActiveSet(qp: QP): void {
  for (let k: usize = 0; k < qp.n + qp.m; k++) {
    const state = getState(qp.state, k);
    setState(qp.activeSet, k, state == FIXED ? (get(qp.dual, k) < 0 ? AT_LOWER : AT_UPPER) : state);
  }
}

/** y and z from `dual` and `state`; `dual` follows. */
export function writeMultipliers(qp: QP): void {
  const n = qp.n;
  const factor = qp.xi / qp.c;
  for (let k: usize = 0; k < n + qp.m; k++) {
    const state = getState(qp.state, k);
    const multiplier = clean(state, get(qp.dual, k));
    set(qp.dual, k, multiplier);
    if (k < n) set(qp.z, k, (multiplier * factor) / get(qp.d, k));
    else set(qp.y, k - n, multiplier * factor * get(qp.e, k - n));
  }
}

/**
 * Objective and residuals of the x, y and z written, into `info`. Returns whether each is within the
 * tolerance of the largest term of the sum it is made of.
 */
export function measure(qp: QP): bool {
  const primal = primalResidual(qp);
  const dual = dualResidual(qp);
  return gapAndObjective(qp) && primal && dual;
}

/**
 * The size that x and the gradient have in scaled units before anything cancels: the sides and P̂
 * have size 1, so x is near 1 where there are sides and near q̂ where there is curvature. An optimum at zero
 * leaves sums of rounding, for which this is what rounding is relative to.
 */
function naturalSize(qp: QP): f64 {
  let size = max(amax(qp.n, qp.qs), UNDERFLOW);
  for (let k: usize = 0; k < qp.n + qp.m && size < 1; k++) {
    if (hasSize(get(qp.trueLower, k)) || hasSize(get(qp.trueUpper, k))) size = 1;
  }
  return size;
}

function hasSize(side: f64): bool {
  return side != 0 && abs(side) != Infinity;
}

/** The largest |aᵢxᵢ|: what the rounding of xᵀa is relative to. */
function largestProduct(n: usize, a: usize, x: usize): f64 {
  let largest: f64 = 0;
  for (let i: usize = 0; i < n; i++) largest = max(largest, abs(get(a, i) * get(x, i)));
  return largest;
}

function primalResidual(qp: QP): bool {
  const n = qp.n;
  // Sides out of all proportion, which stand for none, do not say what x is like.
  const rounding = SUM_ROUNDING * amax(n, qp.value);
  let residual: f64 = 0;
  let inTolerance = true;
  for (let k: usize = 0; k < n + qp.m; k++) {
    let value: f64;
    if (k < n) {
      value = get(qp.x, k);
    } else {
      accReset();
      accAddDot(n, at(qp.A, (k - n) * n), qp.value);
      value = accValue() * unit(qp, k);
    }
    const lower = userLower(qp, k);
    const upper = userUpper(qp, k);
    const outside = max(value - upper, lower - value);
    residual = max(residual, outside);
    // Beside its own terms, whatever the size of other rows, and of sides that are not in reach; of a side that is a difference, beside what was taken off.
    const size = k < n ? abs(get(qp.value, k)) : largestProduct(n, at(qp.A, (k - n) * n), qp.value);
    const side = max(abs(value > upper ? upper : lower), k < n ? 0 : abs(get(qp.offset, k - n)));
    const terms = max(size * unit(qp, k), side);
    if (outside > max(rounding * unit(qp, k), max(qp.tolerance, SUM_ROUNDING) * terms)) inTolerance = false;
  }
  set(qp.info, PRIMAL, residual);
  return inTolerance;
}

/** The gradient Px is left in `gradient` without q, for the gap. */
function dualResidual(qp: QP): bool {
  const n = qp.n;
  let residual: f64 = 0;
  let terms: f64 = 0;
  const y = at(qp.dual, n);
  const rounding = SUM_ROUNDING * naturalSize(qp);
  let inTolerance = true;
  const rows = qp.work;
  let active: usize = 0;
  for (let i: usize = 0; i < qp.m; i++) if (get(y, i) != 0) store<i32>(rows + (active++ << 2), <i32>i);
  for (let j: usize = 0; j < n; j++) {
    const factor = qp.xi / (qp.c * get(qp.d, j));
    accReset();
    accAddDot(n, at(qp.P, j * n), qp.value);
    const curvature = accValue();
    set(qp.gradient, j, curvature);
    accAdd(get(qp.qs, j));
    const before = accValue();
    let size: f64 = 0;
    let largestElement = get(qp.columnMax, j);
    for (let r: usize = 0; r < active; r++) {
      const i = <usize>load<i32>(rows + (r << 2));
      const a = get(at(qp.A, i * n), j);
      accAddProduct(a, get(y, i));
      size = max(size, abs(a * get(y, i)));
      largestElement = max(largestElement, abs(a));
    }
    const pulled = accValue() - before;
    accAdd(get(qp.dual, j));
    residual = max(residual, abs(accValue()) * factor);
    size = max(max(size, abs(get(qp.qs, j))), largestProduct(n, at(qp.P, j * n), qp.value));
    // Beside its own terms, and what rounding of x and y leaves.
    if (abs(accValue()) > max(rounding * largestElement, SUM_ROUNDING * size)) inTolerance = false;
    const largest = max(max(abs(curvature), abs(get(qp.qs, j))), max(abs(pulled), abs(get(qp.dual, j))));
    terms = max(terms, largest * factor);
  }
  set(qp.info, DUAL, residual);
  return inTolerance || residual <= qp.tolerance * terms;
}

/** The multiplier times the side its sign says is active, in scaled units. */
function sideTerm(qp: QP, k: usize): f64 {
  const multiplier = get(qp.dual, k);
  if (multiplier == 0) return 0;
  return multiplier * get(multiplier > 0 ? qp.trueUpper : qp.trueLower, k);
}

function gapAndObjective(qp: QP): bool {
  const n = qp.n;
  const factor = (qp.xi * qp.xi) / qp.c;
  accReset();
  accAddDot(n, qp.value, qp.gradient);
  const quadratic = accValue();
  accReset();
  accAddDot(n, qp.value, qp.qs);
  const linear = accValue();
  accReset();
  accAddDot(n, qp.value, qp.gradient);
  accAddDot(n, qp.value, qp.qs);
  let sides: f64 = 0;
  for (let k: usize = 0; k < n + qp.m; k++) {
    const multiplier = get(qp.dual, k);
    if (multiplier == 0) continue;
    accAddProduct(multiplier, get(multiplier > 0 ? qp.trueUpper : qp.trueLower, k));
    sides = max(sides, abs(sideTerm(qp, k)));
  }
  const gap = abs(accValue()) * factor;
  const terms = max(max(abs(quadratic), abs(linear)), sides) * factor;
  set(qp.info, OBJECTIVE, (0.5 * quadratic + linear) * factor);
  set(qp.info, GAP, gap);
  const size = naturalSize(qp);
  return gap <= qp.tolerance * terms || gap <= SUM_ROUNDING * <f64>n * size * size * factor;
}

/**
 * Checks the multipliers in `dual` as a proof of infeasibility and writes them to y and z: with
 * Aᵀy + z = 0, every feasible x has 0 = yᵀAx + zᵀx ≤ Σ multiplier × active side, so a negative
 * right-hand side leaves none (Farkas 1902).
 */
export function provesInfeasible(qp: QP): bool {
  const n = qp.n;
  const y = at(qp.dual, n);
  const largest = amax(qp.m, y);
  for (let i: usize = 0; i < qp.m; i++) {
    if (abs(get(y, i)) <= ROUNDING * largest) set(y, i, 0);
  }
  // z is what cancels Aᵀy, where the variable has the side that its sign needs.
  for (let j: usize = 0; j < n; j++) {
    accReset();
    let size: f64 = 0;
    for (let i: usize = 0; i < qp.m; i++) {
      if (get(y, i) == 0) continue;
      const a = get(at(qp.A, i * n), j);
      accAddProduct(a, get(y, i));
      size = max(size, abs(a * get(y, i)));
    }
    let z = largest == 0 ? get(qp.dual, j) : -accValue();
    if (abs(z) <= ROUNDING * size) z = 0;
    const hasSide = abs(get(z > 0 ? qp.trueUpper : qp.trueLower, j)) != Infinity;
    set(qp.dual, j, hasSide ? z : 0);
    if (!hasSide && abs(z) > PROOF * size) return false;
  }
  accReset();
  let size: f64 = 0;
  for (let k: usize = 0; k < n + qp.m; k++) {
    const term = sideTerm(qp, k);
    if (abs(term) == Infinity) return false;
    accAdd(term);
    size = max(size, abs(term));
  }
  // Of sides that are differences, what was taken off counts too: a proof has to be more than its rounding.
  for (let i: usize = 0; i < qp.m; i++) size = max(size, abs((get(y, i) * get(qp.e, i) * get(qp.offset, i)) / qp.xi));
  if (!(accValue() < -PROOF * size)) return false;
  // Any positive multiple is a proof as well: make the largest element 1 in the user's units.
  let norm: f64 = 0;
  for (let j: usize = 0; j < n; j++) norm = max(norm, abs(get(qp.dual, j) / get(qp.d, j)));
  for (let i: usize = 0; i < qp.m; i++) norm = max(norm, abs(get(y, i) * get(qp.e, i)));
  for (let j: usize = 0; j < n; j++) set(qp.z, j, get(qp.dual, j) / get(qp.d, j) / norm);
  for (let i: usize = 0; i < qp.m; i++) set(qp.y, i, (get(y, i) * get(qp.e, i)) / norm);
  return true;
}

/** Whether a rate leads out through a side that exists. */
function leaves(qp: QP, k: usize, rate: f64, allowed: f64): bool {
  if (abs(rate) <= allowed) return false;
  return abs(get(rate > 0 ? qp.trueUpper : qp.trueLower, k)) != Infinity;
}

/**
 * Checks the direction in `rate` as a proof that the objective is unbounded below, and writes it to
 * x: Pd = 0, qᵀd < 0, and no constraint is left along d however far.
 */
export function provesUnbounded(qp: QP, flat: f64 = PROOF): bool {
  const n = qp.n;
  const d = qp.rate;
  const size = amax(n, d);
  if (!(size > 0)) return false;
  for (let j: usize = 0; j < n; j++)
    if (leaves(qp, j, get(d, j), 0)) {
      if (abs(get(d, j)) > PROOF * size) return false;
      set(d, j, 0);
    }
  for (let i: usize = 0; i < qp.m; i++) {
    accReset();
    accAddDot(n, at(qp.A, i * n), d);
    if (leaves(qp, n + i, accValue(), PROOF * size)) return false;
  }
  let slope: f64 = 0;
  let slopeTerms: f64 = 0;
  for (let j: usize = 0; j < n; j++) {
    accReset();
    accAddDot(n, at(qp.P, j * n), d);
    if (abs(accValue()) > flat * get(qp.columnMax, j) * size) return false;
    slope += get(qp.qs, j) * get(d, j);
    slopeTerms = max(slopeTerms, abs(get(qp.qs, j) * get(d, j)));
  }
  if (!(slope < -PROOF * slopeTerms)) return false;
  let norm: f64 = 0;
  for (let j: usize = 0; j < n; j++) norm = max(norm, abs(get(d, j) * get(qp.d, j)));
  for (let j: usize = 0; j < n; j++) set(qp.x, j, (get(d, j) * get(qp.d, j)) / norm);
  return true;
}
