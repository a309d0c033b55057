/**
 * The loop: one event after the other.
 *
 *     direction ← of t; of x alone where the asset or row that changes leaves no curvature; of y alone where rows depend on each other
 *     event ← ratio test, over the members and then all assets
 *     go there;  change the asset or row
 */
import { amax } from "../../../blas/amax";
import { axpy, axpyLater, axpyRest } from "../../../blas/axpy";
import { dot } from "../../../blas/dot";
import { gemv } from "../../../blas/gemv";
import { scal } from "../../../blas/scal";
import { potrs } from "../../../linalg/potrs";
import { trsvT } from "../../../linalg/trsv";
import { at, get, getIndex, set, setIndex } from "../../../memory/access";
import { isAtSide, rowAllowance } from "../certify";
import { admit, gatherMembers, keepFreeMembers } from "../members";
import { isFree, nodeValue } from "../nodes";
import { ROW_FREE } from "../universe";
import { activityRateOf, findEvent, gatherBases, settle, slopeAt, spreadDirection, step } from "./event";
import { append, coefficient, factorizeRows, refactorize, remove, reserveBasic, solveCorrection, solveDirection } from "./factor";
import { AGAIN, AT_REST, checkOutside, FOUND, NO_MEMORY, restMembers } from "./outside";
import { beginReference, measureRounding, takeReference } from "./reference";
import {
  alongMoved,
  ENDED,
  ENTER,
  growFactor,
  listMoved,
  LOST,
  MOVED,
  MULTIPLIER,
  NO_ROOM,
  NODE,
  NONE,
  RESTING,
  signsOf,
  Trace,
  WATCHED,
} from "./trace";

/** Events after which the factor is built anew and the rounding of the steps taken back. */
const REFRESH = 100;

/** Events after which members that are far from leaving their nodes are looked for. */
const REST = 8;

/** Steps in a row that move nothing, for each member, before the caller has to begin again a little further on. */
const STALLED = 400;

/** A direction without curvature gains where more than this share of its terms is left. */
const GAIN: f64 = 1e-10;

/** Begins at t from the solution that the universe ended with there; at −t, and first down to 0, where t is below 0, corrected: next to 0 the solver's tolerance is too much. The sides, multipliers, states, slopes and activities of the kink rows are written. */
export function beginTrace(p: Trace, t: f64): i32 {
  const s = p.s;
  const n = s.n;
  p.t = abs(t);
  p.sense = t < 0 ? -1 : 1;
  p.stalled = 0;
  p.left = -1;
  p.entering = -1;
  p.jumped = false;
  p.nf = 0;
  keepFreeMembers(s);
  let free = 0;
  for (let j = 0; j < n; j++) {
    setIndex(p.slot, j, RESTING);
    if (!isFree(getIndex(s.state, j))) continue;
    setIndex(p.slot, j, WATCHED);
    admit(s, j);
    free++;
  }
  p.resting = n - free;
  if (!gatherMembers(s) || !growFactor(p, free + 1)) return NO_ROOM;
  for (let i = 0; i < s.m; i++) {
    set(p.lower, i, get(s.l, i));
    set(p.upper, i, get(s.u, i));
    set(p.y, i, get(s.y, i));
    setIndex(p.rowState, i, getIndex(s.rowState, i));
    // A multiplier that is rounding does not make the row one at its side.
    if (getIndex(s.rowState, i) == ROW_FREE || !isAtSide(s, i)) {
      setIndex(p.rowState, i, ROW_FREE);
      set(p.y, i, 0);
    }
  }
  memory.fill(p.parked, 0, (<usize>p.rows) << 2);
  p.moving = p.kinkRows > 0 || amax(p.nodes, p.slopeRate) > 0;
  beginReference(p);
  p.rateSize = amax(n, p.rate) / sqrt(p.size);
  p.slopeSize = amax(p.nodes, p.slopeRate) / sqrt(p.size);
  p.pace = p.rateSize + p.slopeSize;
  for (let i = 0; i < p.rows; i++) {
    const largest = i < s.m ? amax(n, at(s.A, <usize>i * n)) : 1;
    set(p.weight, i, p.size / max(largest * largest, 1e-300));
  }
  takeReference(p);
  if (t == 0) measureRounding(p);
  for (let j = 0; j < n; j++) {
    if (!isFree(getIndex(s.state, j))) continue;
    setIndex(p.basic, p.nf, j);
    setIndex(p.slot, j, p.nf++);
  }
  sumAfresh(p);
  return t < 0 ? refresh(p) : rebuild(p);
}

/** base ← q + t q₁ + Σ yᵢaᵢ, the activities of the rows, G ← gRef + H(x − xRef) over the members, and from it the sums over all assets. */
function sumAfresh(p: Trace): void {
  const s = p.s;
  gatherBases(p, 0);
  gemv(s.m, s.n, s.A, s.n, s.x, p.activity);
  const count = <usize>s.count;
  for (let k: usize = 0; k < count; k++) set(p.G, k, get(p.gRef, getIndex(s.members, k)));
  for (let k: usize = 0; k < count; k++)
    axpyLater(count, get(s.x, getIndex(s.members, k)) - get(p.xRef, k), at(s.H, k * s.capacity), p.G);
  axpyRest(count, p.G);
  p.square = 0;
  for (let k: usize = 0; k < count; k++) {
    const j = getIndex(s.members, k);
    p.square += (get(s.x, j) - get(p.xRef, k)) * (get(p.G, k) - get(p.gRef, j));
  }
  const moved = listMoved(p, 0);
  p.along = alongMoved(p, p.way, moved);
  p.variance = dot(s.n, s.x, p.gRef) + alongMoved(p, p.gRef, moved) + p.square;
  p.reward = dot(s.n, s.x, p.rate);
}

/** Whether x holds every row of A to the tolerance, its activity summed afresh from what `listMoved` left. */
export function areRowsHeld(p: Trace, moved: i32): bool {
  const s = p.s;
  for (let i = 0; i < s.m; i++) {
    const row = at(s.A, <usize>i * s.n);
    const low = get(s.l, i);
    const high = get(s.u, i);
    const activity = get(p.activityRef, i) + alongMoved(p, row, moved);
    const side = abs(activity < low ? low : high);
    const missed = max(low - activity, activity - high);
    if (missed > s.tolerance * side && missed > rowAllowance(s, i, side)) return false;
  }
  return true;
}

/** The factor anew; an asset that brings no curvature is then on its way in. */
function rebuild(p: Trace): i32 {
  const failed = refactorize(p);
  p.entering = max(failed, -1);
  p.sinceRefresh = 0;
  return failed != -2 ? MOVED : NO_ROOM;
}

/** Free members that are not basic yet become so, up to one that brings no curvature, and those at nodes are listed; false where memory is full. */
function completeBasis(p: Trace): bool {
  const s = p.s;
  p.watched = 0;
  const count = s.count;
  const members = s.members;
  const slot = p.slot;
  for (let k = 0; k < count; k++) {
    const j = getIndex(members, k);
    if (getIndex(slot, j) != WATCHED) continue;
    if (!isFree(getIndex(s.state, j))) {
      setIndex(p.watching, p.watched++, k);
      continue;
    }
    if (!reserveBasic(p)) return false;
    if (append(p, j)) continue;
    p.entering = j;
    return true;
  }
  return true;
}

/** One event. */
export function traceEvent(p: Trace): i32 {
  p.jumped = false;
  if (p.stalled > STALLED + 4 * p.nf) return LOST;
  if (p.sinceRefresh >= REFRESH && p.entering < 0 && refresh(p) != MOVED) return NO_ROOM;
  if (p.entering < 0 && !completeBasis(p)) return NO_ROOM;
  p.dt = 0;
  if (p.entering >= 0) {
    alongNoCurvature(p);
  } else {
    const dependent = factorizeRows(p);
    if (dependent < 0) {
      p.dt = p.sense;
      solveDirection(p);
    } else if (!alongMultipliers(p, dependent)) {
      return park(p, getIndex(p.working, dependent));
    }
  }
  spreadDirection(p);
  let outside = AT_REST;
  do {
    findEvent(p);
    if (p.entering >= 0) break;
    outside = checkOutside(p);
    if (outside == NO_MEMORY) return NO_ROOM;
  } while (outside == AGAIN);
  // All others were at rest up to the event found before, and are so up to this one.
  if (outside == FOUND) findEvent(p);
  if (p.event == NONE) {
    if (p.dt == 0 && p.entering < 0) return park(p, steepestRow(p));
    if (p.dt != 0) goOn(p);
    return ENDED;
  }
  step(p);
  p.events++;
  p.sinceRefresh++;
  const status = change(p);
  if (p.sinceRefresh % REST == 0) restMembers(p);
  // Along no curvature, and at no t, steps are long, and what rounding leaves of them counts where the variance vanishes: more than products with H can tell.
  if (status == MOVED && (p.jumped || p.t <= p.nothing) && p.entering < 0) {
    takeReference(p);
    correct(p);
  }
  return status;
}

/** From the last turn to another point of the line without end, if it is one: by as much as the largest weight. */
function goOn(p: Trace): void {
  const speed = p.nf > 0 ? amax(p.nf, p.dx) : 0;
  if (!(speed > 0)) return;
  p.delta = (amax(p.s.n, p.s.x) || 1) / speed;
  step(p);
}

/** Changes what the event is of, and the factor with it. */
function change(p: Trace): i32 {
  const basic = p.event == NODE && getIndex(p.slot, p.index) >= 0;
  if (p.event == NODE && (p.entering < 0 || p.gain > 0) && isFlat(p)) {
    cross(p);
    return MOVED;
  }
  settle(p);
  p.left = -1;
  if (p.event == NODE) {
    if (basic) {
      remove(p, p.index);
      p.left = p.index;
    }
    p.entering = -1;
    return MOVED;
  }
  if (p.event == ENTER) return MOVED;
  return rebuild(p);
}

/** Whether the slopes on both sides of the node reached are the same, and remain so: a kink of a limit that does not bind. */
function isFlat(p: Trace): bool {
  const j = p.index;
  const node = (getIndex(p.s.state, j) >> 1) + (p.side > 0 ? 1 : 0);
  const place = getIndex(p.s.nodeStart, j) + node;
  if (slopeAt(p, j, node - 1, p.t, p.y) != slopeAt(p, j, node, p.t, p.y)) return false;
  if (get(p.slopeRate, place - 1) != get(p.slopeRate, place)) return false;
  for (let i = 0; i < p.kinkRows; i++)
    if (getIndex(p.rowState, p.s.m + i) != ROW_FREE && get(signsOf(p, i), place - 1) != get(signsOf(p, i), place)) return false;
  return true;
}

/** The asset goes on to the next segment; neither the factor nor the direction changes. */
function cross(p: Trace): void {
  const state = getIndex(p.s.state, p.index);
  set(p.s.x, p.index, nodeValue(p.s, p.index, (state >> 1) + (p.side > 0 ? 1 : 0)));
  setIndex(p.s.state, p.index, state + 2 * p.side);
  p.left = -1;
  p.stalled--;
}

/** Row i depends on the working rows, or nothing ends the way its multiplier goes: it waits at its side. */
function park(p: Trace, i: i32): i32 {
  setIndex(p.parked, i, 1);
  p.left = -1;
  p.stalled++;
  return rebuild(p);
}

/** The row that y moves most along. */
function steepestRow(p: Trace): i32 {
  let row = getIndex(p.working, 0);
  for (let r = 1; r < p.mw; r++) {
    const i = getIndex(p.working, r);
    if (abs(get(p.dy, i)) > abs(get(p.dy, row))) row = i;
  }
  return row;
}

/** x along [−L⁻ᵀl; 1], which P and the working rows vanish on, the way that helps as t goes on. */
function alongNoCurvature(p: Trace): void {
  const s = p.s;
  const nf = <usize>p.nf;
  setIndex(p.basic, nf, p.entering);
  memory.fill(p.dy, 0, (<usize>p.rows) << 3);
  memory.copy(p.dx, at(p.L, nf * p.room), nf << 3);
  trsvT(p.nf, p.L, p.room << 3, p.dx);
  scal(nf, -1, p.dx);
  set(p.dx, nf, 1);
  let helps: f64 = 0;
  let terms: f64 = 0;
  for (let k: usize = 0; k <= nf; k++) {
    const j = getIndex(p.basic, k);
    const place = getIndex(s.nodeStart, j) + (getIndex(s.state, j) >> 1);
    const term = get(p.dx, k) * (get(p.rate, j) + get(p.slopeRate, place));
    helps -= term;
    terms += abs(term);
  }
  helps *= p.sense;
  p.gain = abs(helps) > GAIN * terms ? abs(helps) : 0;
  // An asset that has just left its node goes on from there; one that a row held may go back to it.
  if (helps == 0 || (p.event == ENTER && p.index == p.entering)) {
    const node = getIndex(s.state, p.entering) >> 1;
    const x = get(s.x, p.entering);
    if (x == nodeValue(s, p.entering, node)) helps = 1;
    else if (x == nodeValue(s, p.entering, node + 1)) helps = -1;
  } else if (p.gain == 0 && p.event == MULTIPLIER) {
    // Where nothing is to be gained what a row held goes in from its side: it would be held again.
    p.fastest = amax(nf + 1, p.dx);
    helps = -p.side * activityRateOf(p, p.index);
  }
  if (helps < 0) scal(nf + 1, -1, p.dx);
}

/** y along what no basic asset feels, the way that holds the asset that left at its node; false where none left. */
function alongMultipliers(p: Trace, dependent: i32): bool {
  const s = p.s;
  if (p.left < 0) return false;
  const ld = <usize>p.rows + 1;
  const u = at(p.schur, ld * ld);
  for (let r = 0; r < dependent; r++) set(u, r, -dot(p.nf, at(p.V, <usize>r * p.room), at(p.V, <usize>dependent * p.room)));
  potrs(dependent, p.schur, ld << 3, u);
  set(u, dependent, 1);
  memory.fill(p.dy, 0, (<usize>p.rows) << 3);
  for (let r = 0; r <= dependent; r++) set(p.dy, getIndex(p.working, r), get(u, r));
  memory.fill(p.dx, 0, (<usize>p.nf) << 3);
  // The segment that the asset came from lies on `side`'s other side: its pull has to turn away from there.
  const j = p.left;
  const node = getIndex(s.state, j) >> 1;
  const segment = p.side > 0 ? node - 1 : node;
  let rate: f64 = 0;
  for (let i = 0; i < s.m; i++) rate -= get(p.dy, i) * get(at(s.A, <usize>i * s.n), j);
  if (p.kinkRows > 0) rate -= slopeAt(p, j, segment, 0, p.dy) - get(s.slope, getIndex(s.nodeStart, j) + segment);
  if (rate == 0) return false;
  if (p.side > 0 ? rate < 0 : rate > 0) scal(p.rows, -1, p.dy);
  return true;
}

/** The factor anew, and by it a correction. */
function refresh(p: Trace): i32 {
  const status = rebuild(p);
  if (status == MOVED && p.entering < 0) correct(p);
  return status;
}

/** Takes back what rounding the steps have left of (P + D)x, and by one correction of x and y; the kink rows' activities follow x. */
function correct(p: Trace): void {
  const s = p.s;
  sumAfresh(p);
  if (factorizeRows(p) >= 0) return;
  memory.fill(p.dy, 0, (<usize>p.rows) << 3);
  for (let k = 0; k < p.nf; k++) {
    const j = getIndex(p.basic, k);
    const slope = slopeAt(p, j, getIndex(s.state, j) >> 1, p.t, p.y);
    set(p.dx, k, get(p.G, getIndex(s.place, j)) + get(p.base, getIndex(s.place, j)) + slope);
  }
  for (let r = 0; r < p.mw; r++) {
    const i = getIndex(p.working, r);
    set(p.dy, i, get(p.activity, i) - get(getIndex(p.rowState, i) < 0 ? p.lower : p.upper, i));
  }
  solveCorrection(p);
  const share = correctionShare(p);
  for (let k = 0; k < p.nf; k++) {
    const j = getIndex(p.basic, k);
    const segment = getIndex(s.state, j) >> 1;
    const before = get(s.x, j);
    const x = min(max(before + share * get(p.dx, k), nodeValue(s, j, segment)), nodeValue(s, j, segment + 1));
    for (let i = s.m; i < p.rows; i++) set(p.activity, i, get(p.activity, i) + coefficient(p, i, j, segment) * (x - before));
    set(s.x, j, x);
  }
  axpy(p.rows, share, p.dy, p.y);
  sumAfresh(p);
}

/**
 * How much of the correction keeps all basic assets on their segments, to a rounding of the largest: a part of it takes back that part
 * of what is off, where cutting assets off at their ends would break the rows.
 */
function correctionShare(p: Trace): f64 {
  const s = p.s;
  let largest: f64 = 0;
  for (let k = 0; k < p.nf; k++) largest = max(largest, abs(get(s.x, getIndex(p.basic, k))));
  let share: f64 = 1;
  for (let k = 0; k < p.nf; k++) {
    const j = getIndex(p.basic, k);
    const d = get(p.dx, k);
    const end = nodeValue(s, j, (getIndex(s.state, j) >> 1) + (d > 0 ? 1 : 0));
    const room = abs(end - get(s.x, j));
    if (abs(d) > room + f64.EPSILON * largest) share = min(share, room / abs(d));
  }
  return share;
}
