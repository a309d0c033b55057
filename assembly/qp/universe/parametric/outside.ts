/** Whether the assets at rest stay there up to an event: those that may not are watched as members; see reference.ts. */
import { axpy } from "../../../blas/axpy";
import { dot } from "../../../blas/dot";
import { gemvT } from "../../../blas/gemv";
import { at, get, getIndex, set, setIndex } from "../../../memory/access";
import { multiplyCurvatureSparse } from "../curvature";
import { admit, gatherMembers } from "../members";
import { isFree } from "../nodes";
import { batchThreshold } from "../price";
import { gatherBases, slopeAt, slopeRateAt } from "./event";
import { listRestless, locate, marginOf, moveOn, refreshStay, takeReference } from "./reference";
import { RESTING, Trace, WATCHED } from "./trace";

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

/** Members that are far from leaving their nodes go to rest: no products with H are needed for them. */
export function restMembers(p: Trace): void {
  const s = p.s;
  for (let k = 0; k < s.count; k++) {
    const j = getIndex(s.members, k);
    const state = getIndex(s.state, j);
    if (getIndex(p.slot, j) != WATCHED || isFree(state)) continue;
    const node = state >> 1;
    const pull = -(get(p.G, k) + get(p.base, k));
    const margin = FAR * marginOf(p, j);
    if (pull + margin > slopeAt(p, j, node, p.t, p.y) || pull - margin < slopeAt(p, j, node - 1, p.t, p.y)) continue;
    setIndex(p.slot, j, RESTING);
    p.resting++;
    refreshStay(p, j, p.t, p.y);
    if (get(p.range, j) >= p.reach) setIndex(p.near, p.nearby++, j);
    set(p.range, j, 0);
  }
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
  const square = locate(p);
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
  const rates = s.work2;
  if (p.dt != 0 && p.nf > 0) multiplyCurvatureSparse(s, s.order, s.work, p.nf, rates);
  else memory.fill(rates, 0, (<usize>s.n) << 3);
  axpy(s.n, p.dt, p.rate, rates);
  gemvT(s.m, s.n, s.A, s.n, p.dy, rates);
  const order = s.order;
  let soonest = Infinity;
  let found = 0;
  for (let j = 0; j < s.n; j++) {
    const until = restUntil(p, j, -get(rates, j));
    set(s.work, j, until);
    soonest = min(soonest, until);
  }
  for (let j = 0; j < s.n && found < BATCH; j++)
    if (get(s.work, j) <= 2 * soonest && get(s.work, j) < Infinity) setIndex(order, found++, j);
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
