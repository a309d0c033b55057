/**
 * The assets at rest, which are outside the restricted problem or far from leaving their node, priced without a product. Of a pass over all
 * assets at a reference point xRef are known (P + D)xRef and, with b the way that led there, of length 1 in P + D, (P + D)b. With α how far
 * x has gone along b and e what is left of x − xRef,
 *
 *     ((P + D)x)ⱼ = gRefⱼ + α((P + D)b)ⱼ + eⱼ      |eⱼ| ≤ √((P + D)ⱼⱼ − ((P + D)b)ⱼ²) · √(eᵀ(P + D)e)
 *
 * by the inequality of Cauchy and Schwarz on the complement of b. An asset whose pull stays between its slopes with that margin is at rest;
 * those that may not be are watched as members, and where they are many one pass moves the reference to the point, where e = 0.
 *
 * Most assets are not even looked at. The path is expected to go on the way it went; where a pull is at least `room` within its slopes all
 * along it, the same inequality leaves the asset at rest as long as the path is no further from there than room/√(P + D)ⱼⱼ, its `range`.
 * Pulls are linear between two events, so that an asset at rest at both was at rest between them.
 */
import { axpy, axpyLater } from "../../../blas/axpy";
import { dot } from "../../../blas/dot";
import { gemv, gemvT } from "../../../blas/gemv";
import { diagonal } from "../../../covariance/products";
import { at, get, getIndex, set, setIndex } from "../../../memory/access";
import { multiplyCurvatureSparse, productAt } from "../curvature";
import { admit, gatherMembers } from "../members";
import { isFixed, isFree } from "../nodes";
import { batchThreshold } from "../price";
import { gatherBases, slopeAt, slopeRateAt } from "./event";
import { alongMoved, listMoved, listWatched, RESTING, Trace, WATCHED } from "./trace";

/** What `checkOutside` returns. */
export const AT_REST = 0;
export const FOUND = 1;
export const AGAIN = 2;
export const NO_MEMORY = 3;

/** So many assets that may want to leave their node join at once; where there are more a pass tells which do. */
const FEW = 6;

/** Members that join after a pass, at the most. */
const BATCH = 64;

/** Members at nodes are put to rest where their pulls are further from their slopes than so many times what is uncertain of them at rest. */
const FAR: f64 = 2;

/** Assets are looked at while the path is no further away than so many times what it is now. */
const REACH: f64 = 1.5;

/** The path is expected to go on as it went since the reference before, so many times as far. */
const AHEAD: f64 = 4;

/** This share of (Σ σⱼ|xⱼ|)², which bounds the terms of xᵀ(P + D)x, may be rounding, and of what the linear terms are along what has moved. */
const ROUNDING: f64 = 1e-14;

/** Takes the present point for the reference, and no way to it: one pass over all assets. */
export function takeReference(p: Trace): void {
  const s = p.s;
  const n = <usize>s.n;
  productAt(s, p.gRef);
  p.varianceRef = dot(n, s.x, p.gRef);
  p.rateRef = dot(n, s.x, p.rate);
  gemv(s.m, n, s.A, n, s.x, p.activityRef);
  p.square = 0;
  for (let k = 0; k < s.count; k++) {
    const j = getIndex(s.members, k);
    set(p.G, k, get(p.gRef, j));
    set(p.xRef, k, get(s.x, j));
  }
  p.termsRef = 0;
  for (let j: usize = 0; j < n; j++) p.termsRef += get(p.deviation, j) * abs(get(s.x, j));
  memory.fill(p.way, 0, n << 3);
  memory.copy(p.spread, p.deviation, n << 3);
  // Nothing led here, so that the path is expected to stay.
  p.lengthRef = 0;
  p.tRef = p.t;
  memory.copy(p.yRef, p.y, (<usize>p.rows) << 3);
  measureRanges(p, p.t, p.y);
}

/** The root of the diagonal of P + D, and where each asset outside stays. */
export function beginOutside(p: Trace): void {
  diagonal(p.s.cov, p.deviation);
  for (let j = 0; j < p.s.n; j++) set(p.deviation, j, sqrt(max(0.0, get(p.deviation, j) + get(p.s.diagonal, j))));
  for (let j = 0; j < p.s.n; j++) refreshStay(p, j, p.t, p.y);
}

/** The slopes between which the asset, where it is at rest, stays at t and y; others and fixed assets always do. */
function refreshStay(p: Trace, j: i32, t: f64, y: usize): void {
  const s = p.s;
  const node = getIndex(s.state, j) >> 1;
  const stays = getIndex(p.slot, j) != RESTING || isFixed(s, j);
  set(p.stayLow, j, stays ? -Infinity : slopeAt(p, j, node - 1, t, y));
  set(p.stayHigh, j, stays ? Infinity : slopeAt(p, j, node, t, y));
}

/** Members that are far from leaving their nodes go to rest: no products with H are needed for them. */
export function restMembers(p: Trace): void {
  const s = p.s;
  listWatched(p);
  for (let w = 0; w < p.watched; w++) {
    const k = getIndex(p.watching, w);
    const j = getIndex(s.members, k);
    const state = getIndex(s.state, j);
    if (isFree(state)) continue;
    const node = state >> 1;
    const pull = -(get(p.G, k) + get(p.base, k));
    const margin = FAR * p.error * get(p.spread, j);
    if (pull + margin > slopeAt(p, j, node, p.t, p.y) || pull - margin < slopeAt(p, j, node - 1, p.t, p.y)) continue;
    setIndex(p.slot, j, RESTING);
    p.resting++;
    refreshStay(p, j, p.t, p.y);
    if (get(p.range, j) >= p.reach) setIndex(p.near, p.nearby++, j);
    set(p.range, j, 0);
  }
}

/**
 * Where x + δ·dx, listed by `listMoved`, is from the reference: how far along the way that led there (`alpha`), and what that leaves of it
 * (`error`), at the most. Where the variance all but vanishes what is computed of it is rounding, which bounds no pull and makes no way: so
 * it is never taken for less than that. Returns how far it is, squared.
 */
function locate(p: Trace, moved: i32): f64 {
  const s = p.s;
  let square = p.square;
  let terms = p.termsRef;
  let linear: f64 = 0;
  for (let k = 0; k < p.nf; k++) {
    const j = getIndex(p.basic, k);
    const place = getIndex(s.place, j);
    square += p.delta * get(p.dx, k) * (2 * (get(p.G, place) - get(p.gRef, j)) + p.delta * get(p.dG, place));
  }
  for (let k = 0; k < moved; k++) {
    const j = getIndex(s.order, k);
    const d = abs(get(s.work, k));
    terms += get(p.deviation, j) * d;
    linear += d * abs(get(p.base, getIndex(s.place, j)));
  }
  const rounding = ROUNDING * (terms * terms + linear);
  p.alpha = alongMoved(p, p.way, moved);
  p.error = sqrt(max(0.0, square - p.alpha * p.alpha) + rounding);
  return max(0.0, square) + rounding;
}

/**
 * The reference is at t and y: `baseRef`, and `range` from what lies between each asset's pull and its slopes there and, where the path is
 * expected to go on as it did from the reference before, as far ahead. Lists in `order` the assets at rest that want to leave their node at t,
 * and returns how many.
 */
function measureRanges(p: Trace, t: f64, y: usize): i32 {
  const s = p.s;
  const n = <usize>s.n;
  const base = s.work2;
  p.tLast = t - p.tRef;
  for (let i = 0; i < p.rows; i++) set(p.yLast, i, get(y, i) - get(p.yRef, i));
  p.tRef = t;
  memory.copy(p.yRef, y, (<usize>p.rows) << 3);
  memory.copy(base, p.gRef, n << 3);
  axpyLater(n, 1, s.q, base);
  axpyLater(n, t, p.rate, base);
  gemvT(s.m, n, s.A, n, y, base);
  if (p.moving) for (let j = 0; j < s.n; j++) refreshStay(p, j, t, y);
  p.reach = 0;
  p.nearby = 0;
  let found = 0;
  const least = f64x2.splat(sqrt(p.size));
  const share = f64x2.splat(p.tLast > 0 ? AHEAD : 0);
  for (let j: usize = 0; j < n; j += 2) {
    const now = v128.load(at(base, j));
    const ahead = f64x2.add(now, f64x2.mul(share, f64x2.sub(now, v128.load(at(p.baseRef, j)))));
    const high = v128.load(at(p.stayHigh, j));
    const low = v128.load(at(p.stayLow, j));
    const room = f64x2.pmin(f64x2.add(high, now), f64x2.neg(f64x2.add(low, now)));
    const roomAhead = f64x2.pmin(f64x2.add(high, ahead), f64x2.neg(f64x2.add(low, ahead)));
    v128.store(at(p.range, j), f64x2.div(f64x2.pmin(room, roomAhead), f64x2.pmax(least, v128.load(at(p.deviation, j)))));
    v128.store(at(p.baseRef, j), now);
    const lanes = i64x2.bitmask(f64x2.lt(room, f64x2.splat(0)));
    if (lanes & 1) setIndex(s.order, found++, <i32>j);
    if (lanes & 2 && j + 1 < n) setIndex(s.order, found++, <i32>j + 1);
  }
  return found;
}

/**
 * How far t, y and x + δ·dx are from the way that the path was expected to go: no pull is further from its own there than by that times the
 * deviation, or its mean where that is larger. What y has moved goes to `yMoved`.
 */
function distance(p: Trace, t: f64, y: usize): f64 {
  const m = p.s.m;
  const dt = t - p.tRef;
  const share = p.tLast > 0 ? min(max(dt / p.tLast, 0.0), AHEAD) : 0;
  let far =
    sqrt(p.error ** 2 + (p.alpha - share * p.lengthRef) ** 2) + p.rateSize * abs(dt - share * p.tLast) + p.slopeSize * abs(dt);
  for (let i = 0; i < p.rows; i++) {
    const moved = get(y, i) - get(p.yRef, i);
    set(p.yMoved, i, moved);
    far += abs(i < m ? moved - share * get(p.yLast, i) : moved) / sqrt(get(p.weight, i));
  }
  return far;
}

/** Lists in `near` the assets that the path may reach within `reach`. */
function listNear(p: Trace, reach: f64): void {
  p.reach = reach;
  p.nearby = 0;
  const all = f64x2.splat(reach);
  const n = p.s.n;
  for (let first = 0; first < n; first += 4) {
    const range = at(p.range, first);
    if (!v128.any_true(v128.or(f64x2.lt(v128.load(range), all), f64x2.lt(v128.load(range, 16), all)))) continue;
    for (let j = first; j < min(n, first + 4); j++) if (get(p.range, j) < reach) setIndex(p.near, p.nearby++, j);
  }
}

/** Lists in `order` those assets that may want to leave their node at t and y, their pulls uncertain by `error` times the spread. Returns how many. */
function listRestless(p: Trace, t: f64, y: usize): i32 {
  const s = p.s;
  const far = distance(p, t, y);
  if (far >= p.reach) listNear(p, REACH * far);
  const dt = t - p.tRef;
  let found = 0;
  for (let k = 0; k < p.nearby; k++) {
    const j = getIndex(p.near, k);
    if (p.moving) refreshStay(p, j, t, y);
    let pull = -get(p.baseRef, j) - dt * get(p.rate, j) - p.alpha * get(p.way, j);
    for (let i = 0; i < s.m; i++) {
      const moved = get(p.yMoved, i);
      if (moved != 0) pull -= moved * get(at(s.A, <usize>i * s.n), j);
    }
    const margin = p.error * get(p.spread, j);
    if (pull + margin > get(p.stayHigh, j) || pull - margin < get(p.stayLow, j)) setIndex(s.order, found++, j);
  }
  return found;
}

/**
 * One pass at the event, where t and y are: it becomes the reference, and `way` leads there. Lists in `order` the assets at rest that want to
 * leave their node there, and returns how many.
 */
function moveOn(p: Trace, square: f64, t: f64, y: usize): i32 {
  const s = p.s;
  const moved = listMoved(p, p.delta);
  const product = p.way;
  multiplyCurvatureSparse(s, s.order, s.work, moved, product);
  moveReference(p, moved, product);
  p.lengthRef = sqrt(max(square, alongMoved(p, product, moved)));
  const share = f64x2.splat(p.lengthRef > 0 ? 1 / p.lengthRef : 0);
  const rounding = f64x2.splat(1e-12);
  for (let j: usize = 0; j < <usize>s.n; j += 2) {
    const b = f64x2.mul(share, v128.load(at(product, j)));
    const deviation = v128.load(at(p.deviation, j));
    const variance = f64x2.mul(deviation, deviation);
    const left = f64x2.max(f64x2.sub(variance, f64x2.mul(b, b)), f64x2.mul(rounding, variance));
    v128.store(at(p.way, j), b);
    v128.store(at(p.spread, j), f64x2.sqrt(left));
  }
  return measureRanges(p, t, y);
}

/** The reference goes where `listMoved` says, its product by that of the way there. */
function moveReference(p: Trace, moved: i32, product: usize): void {
  const s = p.s;
  p.varianceRef += 2 * alongMoved(p, p.gRef, moved) + alongMoved(p, product, moved);
  p.rateRef += alongMoved(p, p.rate, moved);
  for (let i: usize = 0; i < <usize>s.m; i++)
    set(p.activityRef, i, get(p.activityRef, i) + alongMoved(p, at(s.A, i * s.n), moved));
  axpy(s.n, 1, product, p.gRef);
  for (let k = 0; k < moved; k++) {
    const j = getIndex(s.order, k);
    const place = getIndex(s.place, j);
    const from = get(p.xRef, place);
    const to = from + get(s.work, k);
    p.termsRef += get(p.deviation, j) * (abs(to) - abs(from));
    set(p.xRef, place, to);
  }
  p.square = 0;
  for (let k = 0; k < p.nf; k++)
    p.square += p.delta * p.delta * get(p.dx, k) * get(p.dG, getIndex(s.place, getIndex(p.basic, k)));
}

/** Makes the assets listed in `order` members, and watches them; false where memory is full. */
function watchListed(p: Trace, count: i32): bool {
  const s = p.s;
  const before = s.count;
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
  gatherBases(p, before);
  const moved = s.work;
  for (let k = 0; k < s.count; k++) set(moved, k, get(s.x, getIndex(s.members, k)) - get(p.xRef, k));
  for (let k = 0; k < count; k++) {
    const j = getIndex(s.order, k);
    const place = <usize>getIndex(s.place, j);
    const row = at(s.H, place * s.capacity);
    setIndex(p.watching, p.watched++, <i32>place);
    set(p.G, place, get(p.gRef, j) + dot(s.count, row, moved));
    set(p.dG, place, dot(s.count, row, p.move));
  }
  return true;
}

/** Where more than BATCH assets are listed at the reference, the worst stay, about so many; returns how many. */
function worstListed(p: Trace, found: i32): i32 {
  if (found <= BATCH) return found;
  const s = p.s;
  for (let k = 0; k < found; k++) set(s.work, k, excessOf(p, getIndex(s.order, k)));
  const threshold = batchThreshold(s, found, BATCH);
  let kept = 0;
  for (let k = 0; k < found; k++) if (get(s.work, k) >= threshold) setIndex(s.order, kept++, getIndex(s.order, k));
  return kept;
}

function excessOf(p: Trace, j: i32): f64 {
  const pull = -get(p.baseRef, j);
  return max(pull - get(p.stayHigh, j), get(p.stayLow, j) - pull);
}

/**
 * Whether all assets at rest are so up to the event: AT_REST; FOUND where those that are not are watched from now on, and the event among
 * them; AGAIN where there may be more; NO_MEMORY.
 */
export function checkOutside(p: Trace): i32 {
  if (p.resting == 0) return AT_REST;
  if (p.delta == Infinity) return checkRay(p);
  const t = p.t + p.delta * p.dt;
  const y = multipliersAt(p, p.delta);
  const square = locate(p, listMoved(p, p.delta));
  let found = listRestless(p, t, y);
  if (found > FEW) found = moveOn(p, square, t, y);
  if (found == 0) return AT_REST;
  const worst = worstListed(p, found);
  if (!watchListed(p, worst)) return NO_MEMORY;
  return worst < found ? AGAIN : FOUND;
}

/** No member ends the direction: the assets outside are priced at its rate, and those that end it soonest join. */
function checkRay(p: Trace): i32 {
  const s = p.s;
  takeReference(p);
  for (let k = 0; k < p.nf; k++) {
    setIndex(s.order, k, getIndex(p.basic, k));
    set(s.work, k, get(p.dx, k));
  }
  const rates = p.spread;
  if (p.dt != 0 && p.nf > 0) multiplyCurvatureSparse(s, s.order, s.work, p.nf, rates);
  else memory.fill(rates, 0, (<usize>s.n) << 3);
  axpy(s.n, p.dt, p.rate, rates);
  gemvT(s.m, s.n, s.A, s.n, p.dy, rates);
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
  memory.copy(p.spread, p.deviation, (<usize>s.n) << 3);
  if (found == 0) return AT_REST;
  return watchListed(p, found) ? AGAIN : NO_MEMORY;
}

/** How far the direction goes until asset j, outside, wants to leave its node. */
function restUntil(p: Trace, j: i32, rate: f64): f64 {
  if (getIndex(p.slot, j) != RESTING) return Infinity;
  const node = getIndex(p.s.state, j) >> 1;
  const pull = -get(p.baseRef, j);
  const up = rate - slopeRateAt(p, j, node);
  const down = slopeRateAt(p, j, node - 1) - rate;
  const rounding = 1e-12 * (abs(rate) + abs(get(p.rate, j)));
  const untilHigh = up > rounding ? max(0.0, get(p.stayHigh, j) - pull) / up : Infinity;
  const untilLow = down > rounding ? max(0.0, pull - get(p.stayLow, j)) / down : Infinity;
  return min(untilHigh, untilLow);
}

/** y + δ·dy. */
function multipliersAt(p: Trace, delta: f64): usize {
  const y = at(p.schur, <usize>(p.rows + 1) * (p.rows + 2));
  memory.copy(y, p.y, (<usize>p.rows) << 3);
  axpy(p.rows, delta, p.dy, y);
  return y;
}
