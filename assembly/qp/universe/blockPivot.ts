/**
 * The restricted problem by block pivoting: guess which members are free and which rows are at a
 * side, solve the equations that follow (equalityStep.ts, factorStep.ts), and move everything that
 * came out on the wrong side at once (Júdice and Pires 1994; Kim and Park 2011, "Fast nonnegative
 * matrix factorization", §3; the primal–dual active set of Hintermüller, Ito and Kunisch 2003 is the
 * same iteration). A handful of factorizations finds hundreds of free assets.
 *
 * It need not converge: exchanging everything may cycle. The number on the wrong side must fall
 * within PATIENCE exchanges, else the caller goes on with the active-set method from here.
 */
import { axpyLater, axpyRest } from "../../blas/axpy";
import { dot } from "../../blas/dot";
import { at, get, getIndex, set, setIndex } from "../../memory/access";
import { rowTerms } from "./certify";
import { equalityStep } from "./equalityStep";
import { gradientAt, linearOf } from "./curvature";
import { factorStep } from "./factorStep";
import { excess, freeFromNode, isFree, nodeValue, segmentSlope } from "./nodes";
import { rowsPull } from "./price";
import { ROW_FIXED, ROW_FREE, ROW_LOWER, ROW_UPPER, rowSide, Universe } from "./universe";

/** Exchanges in a row that may fail to lower the number on the wrong side. */
const PATIENCE = 6;

/** Exchanges at the most. */
const MOST_EXCHANGES = 60;

/** On the wrong side by less than this share of what it is compared with is rounding. */
const ROUNDING: f64 = 1e-13;

/** Free members this near to an end of their segment, as a share of it, are listed after the others; and the least share that is told from none. */
const NEAR_END: f64 = 0.2;
const LEAST_NEAR: f64 = 0.01;

/**
 * Lists the free members and the working rows. Members that stay free keep their order, so that the factor of those before the first
 * that left is still theirs; those that join follow, the ones nearest to leaving again last.
 */
function listWorking(s: Universe): void {
  memory.fill(s.order, 0, (<usize>s.count) << 2);
  let nf = 0;
  for (let r = 0; r < s.nf; r++) {
    const k = getIndex(s.free, r);
    if (!isFree(getIndex(s.state, getIndex(s.members, k)))) continue;
    if (nf < r) s.kept = min(s.kept, nf);
    setIndex(s.order, k, 1);
    setIndex(s.free, nf++, k);
  }
  s.kept = min(s.kept, nf);
  for (let share = s.factorForm ? 0 : NEAR_END; ; share = share > LEAST_NEAR ? 0.5 * share : 0) {
    for (let k = 0; k < s.count; k++) {
      if (getIndex(s.order, k) != 0) continue;
      const j = getIndex(s.members, k);
      const state = getIndex(s.state, j);
      if (!isFree(state) || (share > 0 && !isWithin(s, j, state >> 1, share))) continue;
      setIndex(s.order, k, 1);
      setIndex(s.free, nf++, k);
    }
    if (share == 0) break;
  }
  s.nf = nf;
  s.mw = 0;
  for (let i = 0; i < s.m; i++) if (getIndex(s.rowState, i) != ROW_FREE) setIndex(s.working, s.mw++, i);
}

/** Whether asset j is further than this share of segment `node` from both of its ends. */
// @ts-ignore: decorator
@inline
function isWithin(s: Universe, j: usize, node: i32, share: f64): bool {
  const low = nodeValue(s, j, node);
  const high = nodeValue(s, j, node + 1);
  const x = get(s.x, j);
  return min(x - low, high - x) > share * (high - low);
}

/** Puts every member that is not free at its node. */
function placeAtNodes(s: Universe): void {
  for (let k = 0; k < s.count; k++) {
    const j = getIndex(s.members, k);
    const state = getIndex(s.state, j);
    set(s.x, j, isFree(state) ? 0 : nodeValue(s, j, state >> 1));
  }
}

/** `memberGradient` ← linear + (H + εI)x over the members. */
function memberGradients(s: Universe): void {
  if (s.factorForm) {
    gradientAt(s, s.memberGradient);
    return;
  }
  const count = <usize>s.count;
  memory.copy(s.memberGradient, s.linear, count << 3);
  for (let k: usize = 0; k < count; k++) {
    axpyLater(count, get(s.x, getIndex(s.members, k)), at(s.H, k * s.capacity), s.memberGradient);
  }
  axpyRest(count, s.memberGradient);
  if (s.shift > 0)
    for (let k: usize = 0; k < count; k++)
      set(s.memberGradient, k, get(s.memberGradient, k) + s.shift * get(s.x, getIndex(s.members, k)));
}

/** out ← what the assets at their nodes leave of the working rows' sides. */
function rowTargets(s: Universe, out: usize): void {
  for (let r = 0; r < s.mw; r++) {
    const i = getIndex(s.working, r);
    set(out, r, rowSide(s, i) - dot(s.n, at(s.A, <usize>i * s.n), s.x));
  }
}

/** Solves the equations of the current guess; x, y and the members' gradient follow. False where they are singular. */
function solveGuess(s: Universe): bool {
  listWorking(s);
  if (s.nf < s.mw) return false;
  placeAtNodes(s);
  rowTargets(s, s.target);
  if (!s.factorForm) memberGradients(s);
  const c = s.work;
  const x = s.work2;
  for (let r = 0; r < s.nf; r++) {
    const k = getIndex(s.free, r);
    const j = getIndex(s.members, k);
    set(c, r, (s.factorForm ? linearOf(s, j) : get(s.memberGradient, k)) + segmentSlope(s, j, getIndex(s.state, j) >> 1));
  }
  const y = s.multiplier;
  if (s.nf > 0) {
    const solved = s.factorForm ? factorStep(s, c, s.target, x, y) : equalityStep(s, c, s.target, x, y);
    if (!solved) return false;
  }
  memory.fill(s.y, 0, (<usize>s.m) << 3);
  for (let r = 0; r < s.mw; r++) set(s.y, getIndex(s.working, r), get(y, r));
  for (let r = 0; r < s.nf; r++) set(s.x, getIndex(s.members, getIndex(s.free, r)), get(x, r));
  if (s.factorForm) {
    memberGradients(s);
    return true;
  }
  for (let r = 0; r < s.nf; r++)
    axpyLater(s.count, get(x, r), at(s.H, <usize>getIndex(s.free, r) * s.capacity), s.memberGradient);
  axpyRest(s.count, s.memberGradient);
  if (s.shift > 0)
    for (let r = 0; r < s.nf; r++) {
      const k = getIndex(s.free, r);
      set(s.memberGradient, k, get(s.memberGradient, k) + s.shift * get(x, r));
    }
  return true;
}

/** −(Px + q + Aᵀy) of member k. */
function pullOf(s: Universe, k: usize): f64 {
  const j = <usize>getIndex(s.members, k);
  let pull = get(s.memberGradient, k);
  for (let r = 0; r < s.mw; r++) {
    const i = getIndex(s.working, r);
    pull += get(s.y, i) * get(at(s.A, <usize>i * s.n), j);
  }
  return -pull;
}

/** Where member k belongs given the solution of the guess; its own state where that was right. */
function memberMove(s: Universe, k: usize, allowedX: f64, allowedG: f64): i32 {
  const j = <usize>getIndex(s.members, k);
  const state = getIndex(s.state, j);
  const node = state >> 1;
  if (isFree(state)) {
    const x = get(s.x, j);
    if (x < nodeValue(s, j, node) - allowedX) return state - 1;
    if (x > nodeValue(s, j, node + 1) + allowedX) return state + 1;
    return state;
  }
  const e = excess(s, j, node, pullOf(s, k));
  return e > allowedG ? state + 1 : e < -allowedG ? state - 1 : state;
}

/** How far row i is outside its sides at x, beyond rounding: negative below, positive above. */
function rowViolation(s: Universe, i: usize): f64 {
  const row = at(s.A, i * s.n);
  const activity = dot(s.n, row, s.x);
  const violation = min(activity - get(s.l, i), 0) + max(activity - get(s.u, i), 0);
  if (violation == 0) return 0;
  const side = abs(violation < 0 ? get(s.l, i) : get(s.u, i));
  return abs(violation) > ROUNDING * max(side, rowTerms(s, row)) ? violation : 0;
}

/**
 * Releases the rows whose multiplier has the wrong sign, and takes in the row that is violated most:
 * one at a time, because the rows of a portfolio overlap and x far from the optimum violates most of
 * them. Returns how many are on the wrong side.
 */
function exchangeRows(s: Universe, allowedG: f64): i32 {
  let wrong = 0;
  let worst = -1;
  let most: f64 = 0;
  for (let i = 0; i < s.m; i++) {
    const state = getIndex(s.rowState, i);
    const y = get(s.rowSize, i) * get(s.y, i);
    if ((state == ROW_LOWER && y > allowedG) || (state == ROW_UPPER && y < -allowedG)) {
      setIndex(s.rowState, i, ROW_FREE);
      wrong++;
      continue;
    }
    // A working row is violated where it depends on others that contradict it.
    const violation = rowViolation(s, i);
    if (violation == 0) continue;
    wrong++;
    if (state == ROW_FIXED || abs(violation) <= most) continue;
    most = abs(violation);
    worst = i;
  }
  if (worst >= 0) setIndex(s.rowState, worst, rowViolation(s, worst) < 0 ? ROW_LOWER : ROW_UPPER);
  return wrong;
}

/** The largest |x| and |gradient| of the members: what rounding is relative to. */
function largestX(s: Universe): f64 {
  let largest: f64 = 0;
  for (let r = 0; r < s.nf; r++) largest = max(largest, abs(get(s.x, getIndex(s.members, getIndex(s.free, r)))));
  return largest;
}

function largestGradient(s: Universe): f64 {
  let largest: f64 = 0;
  for (let k = 0; k < s.count; k++) largest = max(largest, abs(get(s.memberGradient, k)));
  return max(largest, rowsPull(s));
}

/** Moves everything that is on the wrong side; returns how much was. */
function exchange(s: Universe): i32 {
  const allowedX = ROUNDING * largestX(s);
  const allowedG = ROUNDING * largestGradient(s);
  let wrong = 0;
  // The states change only after all have been judged by the same solution.
  for (let k = 0; k < s.count; k++) {
    const move = memberMove(s, k, allowedX, allowedG);
    if (move != getIndex(s.state, getIndex(s.members, k))) wrong++;
    setIndex(s.order, k, move);
  }
  wrong += exchangeRows(s, allowedG);
  for (let k = 0; k < s.count; k++) setIndex(s.state, getIndex(s.members, k), getIndex(s.order, k));
  return wrong;
}

/** Too few free assets for the working rows: those are that want to leave their nodes at the multipliers there are, or all. */
function freeMore(s: Universe): void {
  memberGradients(s);
  exchange(s);
  listWorking(s);
  if (s.nf < max(s.mw, 1)) for (let k = 0; k < s.count; k++) freeFromNode(s, getIndex(s.members, k));
}

/** Solves the restricted problem from the states at hand; false where it did not converge. */
export function blockPivot(s: Universe): bool {
  let fewest = i32.MAX_VALUE;
  let patience = PATIENCE;
  listWorking(s);
  if (s.nf < max(s.mw, 1)) freeMore(s);
  for (let exchanges = 0; exchanges < MOST_EXCHANGES; exchanges++) {
    if (!solveGuess(s)) return false;
    const wrong = exchange(s);
    s.pivots += s.shift > 0 ? 1 : wrong;
    if (wrong == 0) return true;
    if (wrong < fewest) {
      fewest = wrong;
      patience = PATIENCE;
    } else if (--patience == 0) {
      return false;
    }
  }
  return false;
}
