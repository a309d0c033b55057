/** The rates of everything along a direction, and the first event on it: a ratio test over basic assets, rows, members at their nodes, and multipliers. */
import { amax } from "../../../blas/amax";
import { axpy, axpyLater, axpyRest } from "../../../blas/axpy";
import { dot } from "../../../blas/dot";
import { at, get, getIndex, set, setIndex } from "../../../memory/access";
import { nodesOf, nodeValue } from "../nodes";
import { ROW_FIXED, ROW_FREE, ROW_LOWER, ROW_UPPER } from "../universe";
import { coefficient } from "./factor";
import { ENTER, MULTIPLIER, NODE, NONE, ROUNDED, ROW, signsOf, Trace, TURN } from "./trace";

/** A rate below this share of its terms is rounding. */
const ROUNDING: f64 = 1e-12;

/** Steps in a row that move nothing after which the least index decides among ties (Chang & Cottle 1980, "Least-index resolution of degeneracy in quadratic programming"). */
const LEAST_INDEX_AFTER = 40;

/** Events nearer to each other than this share of t happen at once. */
const TIE: f64 = 1e-13;

/** On the way down, events at a t below so many times what is rounding are taken for those that every pull has at 0. */
const TURNING: f64 = 100;

/** φⱼ' + tψⱼ' + Σ yᵢsᵢ on segment k of asset j at t and y; ∓∞ beyond the bounds. */
export function slopeAt(p: Trace, j: i32, k: i32, t: f64, y: usize): f64 {
  if (k < 0) return -Infinity;
  if (k >= nodesOf(p.s, j) - 1) return Infinity;
  const place = getIndex(p.s.nodeStart, j) + k;
  let slope = get(p.s.slope, place) + t * get(p.slopeRate, place);
  for (let i = 0; i < p.kinkRows; i++) slope += get(y, p.s.m + i) * get(signsOf(p, i), place);
  return slope;
}

/** Its rate along the direction; 0 beyond the bounds. */
export function slopeRateAt(p: Trace, j: i32, k: i32): f64 {
  if (!p.moving || k < 0 || k >= nodesOf(p.s, j) - 1) return 0;
  const place = getIndex(p.s.nodeStart, j) + k;
  let slope = p.dt * get(p.slopeRate, place);
  for (let i = 0; i < p.kinkRows; i++) slope += get(p.dy, p.s.m + i) * get(signsOf(p, i), place);
  return slope;
}

/** out ← t q₁ + Σ yᵢaᵢ by members, from member `from` on. */
function gatherBase(p: Trace, from: i32, t: f64, y: usize, out: usize): void {
  const s = p.s;
  const count = s.count;
  const members = s.members;
  const rate = p.rate;
  for (let k = from; k < count; k++) set(out, k, t * get(rate, getIndex(members, k)));
  for (let i = 0; i < s.m; i++) {
    const yi = get(y, i);
    if (yi == 0) continue;
    const row = at(s.A, <usize>i * s.n);
    for (let k = from; k < count; k++) set(out, k, get(out, k) + yi * get(row, getIndex(members, k)));
  }
}

/** `base` and its rate, from member `from` on. */
export function gatherBases(p: Trace, from: i32): void {
  const s = p.s;
  gatherBase(p, from, p.t, p.y, p.base);
  for (let k = from; k < s.count; k++) set(p.base, k, get(p.base, k) + get(s.q, getIndex(s.members, k)));
  gatherBase(p, from, p.dt, p.dy, p.baseRate);
}

/** What dx and dy do: `move` and dG of the members, the rates of the rows, of the base. */
export function spreadDirection(p: Trace): void {
  const s = p.s;
  const count = <usize>s.count;
  memory.fill(p.move, 0, count << 3);
  for (let k = 0; k < p.nf; k++) set(p.move, getIndex(s.place, getIndex(p.basic, k)), get(p.dx, k));
  if (p.entering >= 0) set(p.move, getIndex(s.place, p.entering), get(p.dx, p.nf));
  gatherBase(p, 0, p.dt, p.dy, p.baseRate);
  p.fastest = amax(moving(p), p.dx);
  for (let i = 0; i < p.rows; i++) set(p.activityRate, i, isWorking(p, i) ? 0 : activityRateOf(p, i));
  memory.fill(p.dG, 0, count << 3);
  if (p.entering < 0) spreadGradient(p);
  measureDirection(p);
}

/** What the direction adds to the sums over all assets. */
export function measureDirection(p: Trace): void {
  const s = p.s;
  let curvature: f64 = 0;
  let variance: f64 = 0;
  let reward: f64 = 0;
  let square: f64 = 0;
  let along: f64 = 0;
  let terms: f64 = 0;
  let linear: f64 = 0;
  const count = moving(p);
  const basic = p.basic;
  const dx = p.dx;
  const places = s.place;
  for (let k = 0; k < count; k++) {
    const j = getIndex(basic, k);
    const place = getIndex(places, j);
    const d = get(dx, k);
    const G = get(p.G, place);
    curvature += d * get(p.dG, place);
    variance += d * G;
    square += d * (G - get(p.gRef, j));
    reward += d * get(p.rate, j);
    along += d * get(p.way, j);
    terms += abs(d) * get(p.deviation, j);
    linear += abs(d * get(p.base, place));
  }
  p.curvature = curvature;
  p.varianceRate = variance;
  p.rewardRate = reward;
  p.squareRate = square;
  p.alongRate = along;
  p.termsRate = terms;
  p.linearRate = linear;
}

/**
 * dG ← H·move at the basic and the watched members, by the rows of the fewer. Where those are the watched, the rate at a basic asset is
 * what keeps its pull at its slope.
 */
function spreadGradient(p: Trace): void {
  const s = p.s;
  if (p.nf <= p.watched) {
    for (let k = 0; k < p.nf; k++)
      axpyLater(s.count, get(p.dx, k), at(s.H, <usize>getIndex(s.place, getIndex(p.basic, k)) * s.capacity), p.dG);
    axpyRest(s.count, p.dG);
    return;
  }
  for (let w = 0; w < p.watched; w++) {
    const place = <usize>getIndex(p.watching, w);
    set(p.dG, place, dot(s.count, at(s.H, place * s.capacity), p.move));
  }
  for (let k = 0; k < p.nf; k++) {
    const j = getIndex(p.basic, k);
    const place = getIndex(s.place, j);
    set(p.dG, place, -get(p.baseRate, place) - slopeRateAt(p, j, getIndex(s.state, j) >> 1));
  }
}

/** Whether row i is in the working set. */
// @ts-ignore: decorator
@inline
function isWorking(p: Trace, i: i32): bool {
  return getIndex(p.rowState, i) != ROW_FREE && getIndex(p.parked, i) == 0;
}

/** How many assets move: the basic ones, and one on its way in, which is listed behind them. */
// @ts-ignore: decorator
@inline
function moving(p: Trace): i32 {
  return p.entering < 0 ? p.nf : p.nf + 1;
}

/** aᵢᵀdx, 0 where it is the rounding of its terms, or of the largest move there is. */
export function activityRateOf(p: Trace, i: i32): f64 {
  let sum: f64 = 0;
  let terms: f64 = 0;
  let most: f64 = 0;
  const count = moving(p);
  const basic = p.basic;
  const dx = p.dx;
  // Most rows have no element at most assets.
  const row = i < p.s.m ? at(p.s.A, <usize>i * p.s.n) : 0;
  for (let k = 0; k < count; k++) {
    const j = getIndex(basic, k);
    const one = row != 0 ? get(row, j) : coefficient(p, i, j, getIndex(p.s.state, j) >> 1);
    if (one == 0) continue;
    const term = one * get(dx, k);
    sum += term;
    terms += abs(term);
    most = max(most, abs(one));
  }
  return abs(sum) > ROUNDING * max(10 * terms, p.fastest * most) ? sum : 0;
}

/** Takes the event where it comes before the one found; among ties the one with the larger speed, or the least index. */
function consider(p: Trace, kind: i32, index: i32, side: i32, gap: f64, speed: f64): void {
  // Most come far behind it, which needs no division.
  if (p.event != NONE && gap > 2 * (p.delta + TIE * p.t) * speed) return;
  const delta = max(gap, 0.0) / speed;
  const tie = TIE * (p.dt > 0 ? p.t + delta : delta);
  if (p.event != NONE) {
    if (delta > p.delta + tie) return;
    const isTie = delta >= p.delta - tie;
    if (isTie && (p.stalled > LEAST_INDEX_AFTER ? place(p, kind, index) > place(p, p.event, p.index) : speed <= p.speed)) return;
  }
  p.event = kind;
  p.index = index;
  p.side = side;
  p.delta = delta;
  p.speed = speed;
}

/** Assets come before rows. */
// @ts-ignore: decorator
@inline
function place(p: Trace, kind: i32, index: i32): i32 {
  return kind == NODE || kind == ENTER ? index : p.s.n + index;
}

/** The first event along the direction into the fields of the trace; NONE where there is none. */
export function findEvent(p: Trace): void {
  p.event = NONE;
  p.delta = Infinity;
  p.speed = 0;
  if (p.dt != 0 || p.entering >= 0) {
    findNodes(p);
    findRows(p);
  }
  if (p.entering < 0) {
    findMembers(p);
    findMultipliers(p);
  }
  if (p.dt < 0 && p.t - p.delta <= TURNING * p.nothing) {
    p.event = TURN;
    p.delta = p.t;
  }
}

function findNodes(p: Trace): void {
  const s = p.s;
  const count = moving(p);
  const basic = p.basic;
  const dx = p.dx;
  const least = ROUNDING * p.fastest;
  for (let k = 0; k < count; k++) {
    const d = get(dx, k);
    const speed = abs(d);
    if (!(speed > least)) continue;
    const j = getIndex(basic, k);
    const gap = abs(nodeValue(s, j, (getIndex(s.state, j) >> 1) + (d > 0 ? 1 : 0)) - get(s.x, j));
    if (gap != Infinity) consider(p, NODE, j, d > 0 ? 1 : -1, gap, speed);
  }
}

function findRows(p: Trace): void {
  for (let i = 0; i < p.rows; i++) {
    const rate = get(p.activityRate, i);
    if (rate == 0 || isWorking(p, i)) continue;
    const side = get(rate > 0 ? p.upper : p.lower, i);
    const activity = get(p.activity, i);
    if (getIndex(p.parked, i) != 0) consider(p, ROW, i, getIndex(p.rowState, i), 0, abs(rate));
    else if (abs(side) != Infinity)
      consider(p, ROW, i, rate > 0 ? ROW_UPPER : ROW_LOWER, rate > 0 ? side - activity : activity - side, abs(rate));
  }
}

function findMembers(p: Trace): void {
  const s = p.s;
  const terms = abs(p.dt) * p.pace * sqrt(p.size);
  for (let w = 0; w < p.watched; w++) {
    const k = getIndex(p.watching, w);
    const j = getIndex(s.members, k);
    const node = getIndex(s.state, j) >> 1;
    const last = nodesOf(s, j) - 1;
    if (nodeValue(s, j, 0) == nodeValue(s, j, last)) continue;
    const base = get(p.baseRate, k);
    const pull = -(get(p.G, k) + get(p.base, k));
    const rate = -(get(p.dG, k) + base);
    const allowed = ROUNDING * (abs(get(p.dG, k)) + abs(base) + terms);
    if (node < last) {
      const speed = rate - slopeRateAt(p, j, node);
      if (speed > allowed) consider(p, ENTER, j, 1, slopeAt(p, j, node, p.t, p.y) - pull, speed);
    }
    if (node > 0) {
      const speed = slopeRateAt(p, j, node - 1) - rate;
      if (speed > allowed) consider(p, ENTER, j, -1, pull - slopeAt(p, j, node - 1, p.t, p.y), speed);
    }
  }
}

/** Where the row's coefficients are of size 1. */
// @ts-ignore: decorator
@inline
function scaled(p: Trace, i: i32): f64 {
  return abs(get(p.dy, i)) / sqrt(get(p.weight, i));
}

function findMultipliers(p: Trace): void {
  let largest = abs(p.dt) * p.pace;
  for (let r = 0; r < p.mw; r++) largest = max(largest, scaled(p, getIndex(p.working, r)));
  for (let r = 0; r < p.mw; r++) {
    const i = getIndex(p.working, r);
    const state = getIndex(p.rowState, i);
    const dy = get(p.dy, i);
    if (state == ROW_FIXED || !(scaled(p, i) > ROUNDING * largest)) continue;
    if (state == ROW_LOWER ? dy > 0 : dy < 0)
      consider(p, MULTIPLIER, i, state, state == ROW_LOWER ? -get(p.y, i) : get(p.y, i), abs(dy));
  }
}

/** Goes to the event. */
export function step(p: Trace): void {
  const s = p.s;
  const delta = p.delta;
  const count = moving(p);
  // As in the simplex method, a step that gains at the same t is no step in a circle.
  const gains = p.dt == 0 && p.entering >= 0 && p.gain > 0 && delta * p.fastest > TIE * amax(s.n, s.x);
  p.stalled = gains || (p.dt != 0 && delta > TIE * p.t) ? 0 : p.stalled + 1;
  // The objective does not change along such a direction: what is gained is nothing, as t is.
  if (gains && p.t * p.gain * delta <= ROUNDED * (p.termsRef + p.terms) ** 2) p.t = 0;
  if (p.dt != 0 || p.entering >= 0)
    for (let k = 0; k < count; k++) {
      const j = getIndex(p.basic, k);
      const d = get(p.dx, k);
      const segment = getIndex(s.state, j) >> 1;
      set(s.x, j, min(max(get(s.x, j) + delta * d, nodeValue(s, j, segment)), nodeValue(s, j, segment + 1)));
    }
  p.variance += delta * (2 * p.varianceRate + delta * p.curvature);
  p.reward += delta * p.rewardRate;
  p.square += delta * (2 * p.squareRate + delta * p.curvature);
  p.along += delta * p.alongRate;
  p.terms += delta * p.termsRate;
  p.linear += delta * p.linearRate;
  p.jumped = p.entering >= 0 && delta > 0;
  p.t += delta * p.dt;
  axpy(s.count, delta, p.dG, p.G);
  axpy(s.count, delta, p.baseRate, p.base);
  axpy(p.rows, delta, p.dy, p.y);
  axpy(p.rows, delta, p.activityRate, p.activity);
}

/** Changes the state of the asset or row that the event is of, or the way that t goes. */
export function settle(p: Trace): void {
  const s = p.s;
  const i = p.index;
  if (p.event == NODE) {
    const node = (getIndex(s.state, i) >> 1) + (p.side > 0 ? 1 : 0);
    setIndex(s.state, i, 2 * node);
    set(s.x, i, nodeValue(s, i, node));
  } else if (p.event == ENTER) {
    setIndex(s.state, i, getIndex(s.state, i) + p.side);
  } else if (p.event == ROW) {
    if (getIndex(p.parked, i) == 0) set(p.y, i, 0);
    setIndex(p.parked, i, 0);
    setIndex(p.rowState, i, get(p.lower, i) == get(p.upper, i) ? ROW_FIXED : p.side);
    set(p.activity, i, get(p.side == ROW_LOWER ? p.lower : p.upper, i));
  } else if (p.event == MULTIPLIER) {
    set(p.y, i, 0);
    setIndex(p.rowState, i, ROW_FREE);
  } else {
    p.sense = 1;
  }
}
