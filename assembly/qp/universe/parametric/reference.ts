/**
 * The assets at rest, which are outside the restricted problem or far from leaving their node, priced without a product. Of a pass over all
 * assets at a reference point xRef are known (P + D)xRef and (P + D)b, where b is the way that led there and β its square in P + D. With α how
 * far x has gone on along b, as a share of it, and e what is left of x − xRef,
 *
 *     ((P + D)x)ⱼ = gRefⱼ + α((P + D)b)ⱼ + eⱼ      |eⱼ| ≤ √((P + D)ⱼⱼ − ((P + D)b)ⱼ²/β) · √(eᵀ(P + D)e)
 *
 * by the inequality of Cauchy and Schwarz on the complement of b. An asset whose pull stays between its slopes with that margin is at rest;
 * those that may not be are watched as members, and where they are many one pass moves the reference to the point, where e = 0.
 *
 * Most assets are not even looked at. The path is expected to go on the way it went; where a pull is at least `room` within its slopes all
 * along it, the same inequality leaves the asset at rest as long as the path is no further from there than room/√(P + D)ⱼⱼ, its `range`.
 * Pulls are linear between two events, so that an asset at rest at both was at rest between them.
 */
import { gemv, gemvT } from "../../../blas/gemv";
import { diagonal } from "../../../covariance/products";
import { at, get, getIndex, set, setIndex } from "../../../memory/access";
import { sizeOf } from "../certify";
import { multiplyCurvatureSparse, productAt } from "../curvature";
import { isFixed } from "../nodes";
import { measureDirection, slopeAt } from "./event";
import { alongMoved, listMoved, RESTING, ROUNDED, Trace } from "./trace";

/** Assets are looked at while the path is no further away than so many times what it is now. */
const REACH: f64 = 1.5;

/** Behind a reference they are those within this share of what was so at last before it. */
const RELIST: f64 = 0.5;

/** The path is expected to go on as it went since the reference before, so many times as far. */
const AHEAD: f64 = 4;

/** Takes the present point for the reference, and no way to it: one pass over all assets. */
export function takeReference(p: Trace): void {
  const s = p.s;
  const n = <usize>s.n;
  productAt(s, p.gRef);
  gemv(s.m, n, s.A, n, s.x, p.activityRef);
  for (let k = 0; k < s.count; k++) {
    const j = getIndex(s.members, k);
    set(p.G, k, get(p.gRef, j));
    set(p.xRef, k, get(s.x, j));
  }
  p.termsRef = 0;
  for (let j: usize = 0; j < n; j++) p.termsRef += get(p.deviation, j) * abs(get(s.x, j));
  memory.fill(p.way, 0, n << 3);
  // Nothing led here, so that the path is expected to stay.
  setWay(p, 0);
  p.tRef = p.t;
  memory.copy(p.yRef, p.y, (<usize>p.rows) << 3);
  measureRanges(p, p.t, p.y);
  restart(p, 0);
}

/** The root of the diagonal of P + D, its mean square, and where each asset outside stays. */
export function beginReference(p: Trace): void {
  const n = p.s.n;
  diagonal(p.s.cov, p.deviation);
  p.size = 0;
  for (let j = 0; j < n; j++) {
    const variance = max(0.0, get(p.deviation, j) + get(p.s.diagonal, j));
    p.size += variance / n;
    set(p.deviation, j, sqrt(variance));
    refreshStay(p, j, p.t, p.y);
  }
  if (!(p.size > 0)) p.size = 1;
  for (let j = 0; j < n; j++) set(p.inverse, j, 1 / max(sqrt(p.size), get(p.deviation, j)));
}

/** What is rounding beside the terms of the risk there is; or of what there may be, where they are all but nothing. */
export function measureRounding(p: Trace): void {
  const most = sizeOf(p.s) * p.s.n * sqrt(p.size);
  const risk = p.termsRef > ROUNDED * most ? p.termsRef : most;
  p.cancelled = ROUNDED * risk * risk;
  p.nothing = p.pace > 0 ? (ROUNDED * risk) / p.pace : 0;
}

/** The slopes between which the asset, where it is at rest, stays at t and y; others and fixed assets always do. */
export function refreshStay(p: Trace, j: i32, t: f64, y: usize): void {
  const s = p.s;
  const node = getIndex(s.state, j) >> 1;
  const stays = getIndex(p.slot, j) != RESTING || isFixed(s, j);
  set(p.stayLow, j, stays ? -Infinity : slopeAt(p, j, node - 1, t, y));
  set(p.stayHigh, j, stays ? Infinity : slopeAt(p, j, node, t, y));
}

/**
 * Where x + δ·dx is from the reference: how far along the way that led there (`alpha`), and what that leaves of it (`error`), at the most.
 * Where the variance all but vanishes what is computed of it is rounding, which bounds no pull and makes no way: so it is never taken for
 * less than that. Returns how far it is, squared.
 */
export function locate(p: Trace): f64 {
  const delta = p.delta;
  const square = p.square + delta * (2 * p.squareRate + delta * p.curvature);
  // Of the variance, and of what the linear terms are along what has moved.
  const rounding = ROUNDED * ((p.termsRef + p.terms + delta * p.termsRate) ** 2 + p.linear + delta * p.linearRate);
  const along = p.along + delta * p.alongRate;
  p.alpha = along * p.inverseRef;
  p.error = sqrt(max(0.0, square - along * p.alpha) + rounding);
  return max(0.0, square) + rounding;
}

/** At the most what is uncertain of the pull of asset j. */
// @ts-ignore: decorator
@inline
export function marginOf(p: Trace, j: i32): f64 {
  const b = get(p.way, j);
  const variance = get(p.deviation, j) ** 2;
  return p.error * sqrt(max(variance - b * b * p.inverseRef, 1e-12 * variance));
}

/** The square of the way that led to the reference, and its inverse; 0 where there is none. */
function setWay(p: Trace, square: f64): void {
  p.squareRef = square;
  p.inverseRef = square > 1e-300 ? 1 / square : 0;
}

/** The reference is now where x + δ·dx is: what x, still before it, is from there. */
function restart(p: Trace, delta: f64): void {
  measureDirection(p);
  p.square = delta * delta * p.curvature;
  p.along = -delta * p.alongRate;
  p.terms = delta * p.termsRate;
  p.linear = delta * p.linearRate;
}

/**
 * The reference is at t and y, and `way` leads there from the one before: `gRef`, `baseRef`, and `range` from what lies between each asset's
 * pull and its slopes there and, where the path is expected to go on as it did from the reference before, as far ahead. Lists in `order` the
 * assets at rest that want to leave their node at t, and returns how many.
 */
function measureRanges(p: Trace, t: f64, y: usize): i32 {
  const s = p.s;
  const n = <usize>s.n;
  const base = s.work2;
  p.tLast = t - p.tRef;
  for (let i = 0; i < p.rows; i++) set(p.yLast, i, get(y, i) - get(p.yRef, i));
  p.tRef = t;
  memory.copy(p.yRef, y, (<usize>p.rows) << 3);
  memory.fill(base, 0, n << 3);
  gemvT(s.m, n, s.A, n, y, base);
  if (p.moving) for (let j = 0; j < s.n; j++) refreshStay(p, j, t, y);
  let found = 0;
  const share = f64x2.splat(p.tLast > 0 ? AHEAD : 0);
  const along = f64x2.splat(t);
  const q = s.q;
  const gRef = p.gRef;
  const way = p.way;
  const rate = p.rate;
  const baseRef = p.baseRef;
  const stayLow = p.stayLow;
  const stayHigh = p.stayHigh;
  const inverse = p.inverse;
  const range = p.range;
  for (let j: usize = 0; j < n; j += 2) {
    const g = f64x2.add(v128.load(at(gRef, j)), v128.load(at(way, j)));
    v128.store(at(gRef, j), g);
    const linear = f64x2.add(v128.load(at(q, j)), f64x2.mul(along, v128.load(at(rate, j))));
    const now = f64x2.add(f64x2.add(g, linear), v128.load(at(base, j)));
    const ahead = f64x2.add(now, f64x2.mul(share, f64x2.sub(now, v128.load(at(baseRef, j)))));
    const high = v128.load(at(stayHigh, j));
    const low = v128.load(at(stayLow, j));
    const room = f64x2.pmin(f64x2.add(high, now), f64x2.neg(f64x2.add(low, now)));
    const roomAhead = f64x2.pmin(f64x2.add(high, ahead), f64x2.neg(f64x2.add(low, ahead)));
    v128.store(at(range, j), f64x2.mul(f64x2.pmin(room, roomAhead), v128.load(at(inverse, j))));
    v128.store(at(baseRef, j), now);
    const lanes = i64x2.bitmask(f64x2.lt(room, f64x2.splat(0)));
    if (lanes & 1) setIndex(s.order, found++, <i32>j);
    if (lanes & 2 && j + 1 < n) setIndex(s.order, found++, <i32>j + 1);
  }
  // As a rule the path goes as far again: what is listed need not be listed anew while it is near.
  listNear(p, RELIST * p.reach);
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
    sqrt(p.error ** 2 + (p.alpha - share) ** 2 * p.squareRef) + p.rateSize * abs(dt - share * p.tLast) + p.slopeSize * abs(dt);
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
  const ranges = p.range;
  for (let first = 0; first < n; first += 4) {
    const range = at(ranges, first);
    if (!v128.any_true(v128.or(f64x2.lt(v128.load(range), all), f64x2.lt(v128.load(range, 16), all)))) continue;
    for (let j = first; j < min(n, first + 4); j++) if (get(p.range, j) < reach) setIndex(p.near, p.nearby++, j);
  }
}

/** Lists in `order` those assets that may want to leave their node at t and y, their pulls uncertain by `marginOf`. Returns how many. */
export function listRestless(p: Trace, t: f64, y: usize): i32 {
  const s = p.s;
  const far = distance(p, t, y);
  if (far >= p.reach) listNear(p, REACH * far);
  const dt = t - p.tRef;
  const minus = s.work;
  const near = p.near;
  const nearby = p.nearby;
  const baseRef = p.baseRef;
  const rate = p.rate;
  const way = p.way;
  const alpha = p.alpha;
  for (let k = 0; k < nearby; k++) {
    const j = getIndex(near, k);
    set(minus, k, get(baseRef, j) + dt * get(rate, j) + alpha * get(way, j));
  }
  for (let i = 0; i < s.m; i++) {
    const moved = get(p.yMoved, i);
    const row = at(s.A, <usize>i * s.n);
    if (moved != 0) for (let k = 0; k < nearby; k++) set(minus, k, get(minus, k) + moved * get(row, getIndex(near, k)));
  }
  let found = 0;
  for (let k = 0; k < nearby; k++) {
    const j = getIndex(near, k);
    if (p.moving) refreshStay(p, j, t, y);
    const pull = -get(minus, k);
    const margin = marginOf(p, j);
    if (pull + margin > get(p.stayHigh, j) || pull - margin < get(p.stayLow, j)) setIndex(s.order, found++, j);
  }
  return found;
}

/**
 * One pass at the event, where t and y are: it becomes the reference, and `way` leads there. Lists in `order` the assets at rest that want to
 * leave their node there, and returns how many.
 */
export function moveOn(p: Trace, square: f64, t: f64, y: usize): i32 {
  const s = p.s;
  const moved = listMoved(p, p.delta);
  multiplyCurvatureSparse(s, s.order, s.work, moved, p.way);
  setWay(p, max(square, alongMoved(p, p.way, moved)));
  for (let i: usize = 0; i < <usize>s.m; i++)
    set(p.activityRef, i, get(p.activityRef, i) + alongMoved(p, at(s.A, i * s.n), moved));
  for (let k = 0; k < moved; k++) {
    const j = getIndex(s.order, k);
    const place = getIndex(s.place, j);
    const from = get(p.xRef, place);
    const to = from + get(s.work, k);
    p.termsRef += get(p.deviation, j) * (abs(to) - abs(from));
    set(p.xRef, place, to);
  }
  const found = measureRanges(p, t, y);
  restart(p, p.delta);
  return found;
}
