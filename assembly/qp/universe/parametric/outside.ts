/**
 * The assets at rest, which are outside the restricted problem or far from leaving their node, priced without a product: x(t) moves in
 * few dimensions, so that (P + D)x is nearly a combination of products that are known. With b₁, b₂, … orthonormal in P + D and e what
 * x − xRef leaves beside them,
 *
 *     ((P + D)x)ⱼ = gRefⱼ + Σ αᵢ ((P + D)bᵢ)ⱼ + eⱼ      |eⱼ| ≤ √((P + D)ⱼⱼ − Σ ((P + D)bᵢ)ⱼ²) · √(eᵀ(P + D)e)
 *
 * by the inequality of Cauchy and Schwarz on the complement of the bᵢ. An asset whose pull stays between its slopes with that margin
 * is at rest; those that may not be are watched as members, and where they are many one pass over all assets adds a direction, at which e = 0.
 * Pulls are linear between two events, so that an asset at rest at both was at rest between them.
 */
import { axpy } from "../../../blas/axpy";
import { dot } from "../../../blas/dot";
import { fma } from "../../../blas/fma";
import { gemvT } from "../../../blas/gemv";
import { diagonal } from "../../../covariance/products";
import { at, get, getIndex, set, setIndex } from "../../../memory/access";
import { multiplyCurvatureSparse, productAt } from "../curvature";
import { admit, gatherMembers } from "../members";
import { isFixed, isFree } from "../nodes";
import { slopeAt } from "./event";
import { directionOf, directionStride, MOST_DIRECTIONS, RESTING, Trace, watched, WATCHED } from "./trace";

/** So many assets that may want to leave their node join at once; where there are more a pass tells which do. */
const FEW = 12;

/** Members that join after a pass, at the most. */
const BATCH = 64;

/** The check of all assets at an event, in operations for each: members at nodes are put to rest where products with H take more. */
const WORTH_REST = 32;

/** This share of (Σ σⱼ|xⱼ|)², which bounds the terms of xᵀ(P + D)x, may be rounding. */
const ROUNDING: f64 = 1e-14;

/** Takes the present point for the reference: one pass over all assets. */
export function takeReference(p: Trace): void {
  const s = p.s;
  productAt(s, p.gRef);
  p.varianceRef = dot(s.n, s.x, p.gRef);
  p.square = 0;
  for (let k = 0; k < s.count; k++) {
    const j = getIndex(s.members, k);
    set(p.G, k, get(p.gRef, j));
    set(p.xRef, k, get(s.x, j));
  }
  p.directions = 0;
  p.termsRef = 0;
  for (let j = 0; j < s.n; j++) {
    const deviation = sqrt(get(p.diagonal, j));
    set(p.spread, j, deviation);
    p.termsRef += deviation * abs(get(s.x, j));
  }
}

/** The diagonal of P + D, and where each asset outside stays. */
export function beginOutside(p: Trace): void {
  diagonal(p.s.cov, p.diagonal);
  for (let j = 0; j < p.s.n; j++) set(p.diagonal, j, max(0.0, get(p.diagonal, j) + get(p.s.diagonal, j)));
  refreshStays(p, p.t, p.y);
}

/** The slopes between which the assets at rest stay at t and y; others and fixed assets always do. */
function refreshStays(p: Trace, t: f64, y: usize): void {
  for (let j = 0; j < p.s.n; j++) refreshStay(p, j, t, y);
}

function refreshStay(p: Trace, j: i32, t: f64, y: usize): void {
  const s = p.s;
  const node = getIndex(s.state, j) >> 1;
  const stays = getIndex(p.slot, j) != RESTING || isFixed(s, j);
  set(p.stayLow, j, stays ? -Infinity : slopeAt(p, j, node - 1, t, y));
  set(p.stayHigh, j, stays ? Infinity : slopeAt(p, j, node, t, y));
}

/** Members at nodes go to rest, where a product with H for each of them costs more than the check of all assets. */
export function restMembers(p: Trace): void {
  const s = p.s;
  if (<i64>watched(p) * s.count < WORTH_REST * <i64>s.n) return;
  for (let k = 0; k < s.count; k++) {
    const j = getIndex(s.members, k);
    if (getIndex(p.slot, j) != WATCHED || isFree(getIndex(s.state, j))) continue;
    setIndex(p.slot, j, RESTING);
    p.resting++;
    refreshStay(p, j, p.t, p.y);
  }
}

/**
 * eᵀ(P + D)e of what x + δ·dx leaves beside the directions, at the most, and its coordinates into `alpha`. Where the variance all but
 * vanishes what is computed of it is rounding, which bounds no pull and makes no direction: so it is never taken for less than that.
 */
function remainder(p: Trace): f64 {
  const s = p.s;
  memory.fill(p.alpha, 0, MOST_DIRECTIONS << 3);
  let rest = p.square;
  let terms = p.termsRef;
  for (let k = 0; k < s.count; k++) {
    const j = getIndex(s.members, k);
    const step = p.delta * get(p.move, k);
    if (step != 0) rest += step * (2 * (get(p.G, k) - get(p.gRef, j)) + p.delta * get(p.dG, k));
    const d = get(s.x, j) - get(p.xRef, k) + step;
    if (d == 0) continue;
    terms += sqrt(get(p.diagonal, j)) * abs(d);
    for (let i = 0; i < p.directions; i++) set(p.alpha, i, get(p.alpha, i) + d * get(directionOf(p, i), j));
  }
  for (let i = 0; i < p.directions; i++) rest -= get(p.alpha, i) * get(p.alpha, i);
  return max(0.0, rest) + ROUNDING * terms * terms;
}

/** `pull` ← the pulls at the event, `error` times the spread uncertain; lists in `order` those that may want to leave their node. Returns how many. */
function listRestless(p: Trace, error: f64): i32 {
  const s = p.s;
  const errors = f64x2.splat(error);
  let found = 0;
  for (let j = 0; j < s.n; j += 2) {
    const pull = v128.load(at(p.pull, j));
    const margin = f64x2.mul(errors, v128.load(at(p.spread, j)));
    const isHigh = f64x2.gt(f64x2.add(pull, margin), v128.load(at(p.stayHigh, j)));
    const isLow = f64x2.lt(f64x2.sub(pull, margin), v128.load(at(p.stayLow, j)));
    const lanes = i64x2.bitmask(v128.or(isHigh, isLow));
    if (lanes & 1) setIndex(s.order, found++, j);
    if (lanes & 2 && j + 1 < s.n) setIndex(s.order, found++, j + 1);
  }
  return found;
}

/** `pull` ← −(gRef + Σαb + base) at the event. */
function estimatePulls(p: Trace): void {
  const n = <usize>p.s.n;
  memory.copy(p.pull, p.gRef, n << 3);
  gemvT(p.directions, n, p.B, directionStride(p), p.alpha, p.pull);
  turnToPulls(p);
}

/** `pull` ← −(pull + base) at the event, where `pull` holds (P + D)x there. */
function turnToPulls(p: Trace): void {
  const delta = f64x2.splat(p.delta);
  for (let j: usize = 0; j < <usize>p.s.n; j += 2) {
    const base = fma(delta, v128.load(at(p.baseRate, j)), v128.load(at(p.base, j)));
    v128.store(at(p.pull, j), f64x2.neg(f64x2.add(v128.load(at(p.pull, j)), base)));
  }
}

/** One pass at the event: another direction, and `pull`, which is known there without error. */
function addDirection(p: Trace, rest: f64): void {
  const s = p.s;
  const n = <usize>s.n;
  if (p.directions == MOST_DIRECTIONS) {
    takeReference(p);
    rest = remainder(p);
  }
  for (let k = 0; k < p.nf; k++) {
    const j = getIndex(p.basic, k);
    set(p.scratch, k, get(s.x, j));
    set(s.x, j, get(s.x, j) + p.delta * get(p.dx, k));
  }
  const B = directionOf(p, p.directions);
  productAt(s, B);
  for (let k = 0; k < p.nf; k++) set(s.x, getIndex(p.basic, k), get(p.scratch, k));
  memory.copy(p.pull, B, n << 3);
  turnToPulls(p);
  axpy(n, -1, p.gRef, B);
  for (let i = 0; i < p.directions; i++) axpy(n, -get(p.alpha, i), directionOf(p, i), B);
  const length = sqrt(rest);
  if (!(length > 0)) return;
  for (let j: usize = 0; j < n; j++) {
    const b = get(B, j) / length;
    set(B, j, b);
    const spread = get(p.spread, j);
    set(p.spread, j, sqrt(max(spread * spread - b * b, 0.0) + 1e-12 * get(p.diagonal, j)));
  }
  p.directions++;
}

/** Makes the assets listed in `order` members, and watches them; false where memory is full. */
function watchListed(p: Trace, count: i32): bool {
  const s = p.s;
  for (let k = 0; k < count; k++) {
    const j = getIndex(s.order, k);
    setIndex(p.slot, j, WATCHED);
    refreshStay(p, j, p.t, p.y);
    if (getIndex(s.place, j) >= 0) continue;
    admit(s, j);
    set(p.xRef, getIndex(s.place, j), get(s.x, j));
    set(p.move, getIndex(s.place, j), 0);
  }
  p.resting -= count;
  if (!gatherMembers(s)) return false;
  const moved = s.work;
  for (let c = 0; c < s.count; c++) set(moved, c, get(s.x, getIndex(s.members, c)) - get(p.xRef, c));
  for (let k = 0; k < count; k++) {
    const j = getIndex(s.order, k);
    const place = <usize>getIndex(s.place, j);
    const row = at(s.H, place * s.capacity);
    set(p.G, place, get(p.gRef, j) + dot(s.count, row, moved));
    set(p.dG, place, dot(s.count, row, p.move));
  }
  return true;
}

/** The worst of the assets listed come first, about BATCH of them; returns how many. */
function worstListed(p: Trace, found: i32): i32 {
  const s = p.s;
  if (found <= BATCH) return found;
  let most: f64 = 0;
  for (let k = 0; k < found; k++) most = max(most, excessOf(p, getIndex(s.order, k)));
  let low: f64 = 0;
  let high = most;
  for (let halving = 0; halving < 20; halving++) {
    const middle = 0.5 * (low + high);
    let above = 0;
    for (let k = 0; k < found; k++) if (excessOf(p, getIndex(s.order, k)) >= middle) above++;
    if (above > BATCH) low = middle;
    else high = middle;
  }
  let kept = 0;
  for (let k = 0; k < found; k++) {
    const j = getIndex(s.order, k);
    if (excessOf(p, j) >= low) setIndex(s.order, kept++, j);
  }
  return kept;
}

function excessOf(p: Trace, j: i32): f64 {
  return max(get(p.pull, j) - get(p.stayHigh, j), get(p.stayLow, j) - get(p.pull, j));
}

/** Whether all assets at rest are so up to the event: 0; 1 where some are watched from now on, and the event has to be found again; −1 where memory is full. */
export function checkOutside(p: Trace): i32 {
  if (p.resting == 0) return 0;
  if (p.delta == Infinity) return checkRay(p);
  if (p.moving) refreshAt(p);
  const rest = remainder(p);
  estimatePulls(p);
  let found = listRestless(p, sqrt(rest));
  if (found > FEW) {
    addDirection(p, rest);
    found = worstListed(p, listRestless(p, 0));
  }
  if (found == 0) return 0;
  return watchListed(p, found) ? 1 : -1;
}

/** The slopes at the event. */
function refreshAt(p: Trace): void {
  refreshStays(p, p.t + p.delta * p.dt, multipliersAt(p, p.delta));
}

/** No member ends the direction: the assets outside are priced at its rate, and those that end it soonest join. */
function checkRay(p: Trace): i32 {
  const s = p.s;
  p.delta = 0;
  if (p.moving) refreshAt(p);
  takeReference(p);
  estimatePulls(p);
  for (let k = 0; k < p.nf; k++) {
    setIndex(s.order, k, getIndex(p.basic, k));
    set(s.work, k, get(p.dx, k));
  }
  const rates = p.spread;
  if (p.dt != 0 && p.nf > 0) multiplyCurvatureSparse(s, s.order, s.work, p.nf, rates);
  else memory.fill(rates, 0, (<usize>s.n) << 3);
  axpy(s.n, 1, p.baseRate, rates);
  const order = s.order;
  let soonest = Infinity;
  let found = 0;
  for (let j = 0; j < s.n; j++) {
    const until = restUntil(p, j, -get(rates, j));
    set(s.work2, j, until);
    soonest = min(soonest, until);
  }
  for (let j = 0; j < s.n && found < BATCH; j++)
    if (get(s.work2, j) <= 2 * soonest && get(s.work2, j) < Infinity) setIndex(order, found++, j);
  for (let j = 0; j < s.n; j++) set(p.spread, j, sqrt(get(p.diagonal, j)));
  p.delta = Infinity;
  if (found == 0) return 0;
  return watchListed(p, found) ? 1 : -1;
}

/** How far the direction goes until asset j, outside, wants to leave its node. */
function restUntil(p: Trace, j: i32, rate: f64): f64 {
  const s = p.s;
  if (getIndex(p.slot, j) != RESTING) return Infinity;
  const node = getIndex(s.state, j) >> 1;
  const pull = get(p.pull, j);
  const at = 1 + p.t;
  let until = Infinity;
  const high = get(p.stayHigh, j);
  const low = get(p.stayLow, j);
  // Slopes are linear in t: from their value one unit ahead.
  const y = p.moving ? multipliersAt(p, 1) : p.y;
  if (high < Infinity) {
    const speed = rate - (p.moving ? slopeAt(p, j, node, p.dt > 0 ? at : p.t, y) - high : 0);
    if (speed > 1e-12 * (abs(rate) + abs(get(p.rate, j)))) until = max(0.0, high - pull) / speed;
  }
  if (low > -Infinity) {
    const speed = (p.moving ? slopeAt(p, j, node - 1, p.dt > 0 ? at : p.t, y) - low : 0) - rate;
    if (speed > 1e-12 * (abs(rate) + abs(get(p.rate, j)))) until = min(until, max(0.0, pull - low) / speed);
  }
  return until;
}

/** y + δ·dy. */
function multipliersAt(p: Trace, delta: f64): usize {
  const y = at(p.schur, <usize>(p.rows + 1) * (p.rows + 2));
  memory.copy(y, p.y, (<usize>p.rows) << 3);
  axpy(p.rows, delta, p.dy, y);
  return y;
}
