/** One pass over all assets: the gradient at x, and who would rather leave the node it is at. */
import { amax } from "../../blas/amax";
import { gemvT } from "../../blas/gemv";
import { scal } from "../../blas/scal";
import { GRAM } from "../../covariance/covariance";
import { get, getIndex, set, setIndex } from "../../memory/access";
import { isAtSide } from "./certify";
import { gradientAt } from "./curvature";
import { admit } from "./members";
import { excess, isFree } from "./nodes";
import { ROW_FREE, ROW_LOWER, ROW_UPPER, Universe } from "./universe";

/** Wanting to leave by less than this share of the gradient's terms is rounding. */
const ROUNDING: f64 = 1e-12;

/** Assets admitted at once, at least, and for each free one: more where a pricing pass reads all returns. */
const LEAST_BATCH = 40;
const LEAST_BATCH_OF_RETURNS = 128;

/** `gradient` ← (P + D)x + q; where it `recalls`, of the last product if that was at x. */
export function refreshGradient(s: Universe, recalls: bool = false): void {
  gradientAt(s, s.gradient, recalls);
  memory.copy(s.pricedX, s.x, (<usize>s.n) << 3);
}

/**
 * y ← 0 where a row is not at the side that the sign of y says: what is left of a sum that cancelled, or the residuals will tell. A row
 * that was left out because it depends on others is at its side only where x says so.
 */
export function settleMultipliers(s: Universe): void {
  for (let i = 0; i < s.m; i++) {
    const state = getIndex(s.rowState, i);
    if (state != ROW_UPPER && state != ROW_LOWER) continue;
    const y = get(s.y, i);
    if (state == ROW_UPPER ? y < 0 : y > 0) set(s.y, i, 0);
    if (y == 0 && !isAtSide(s, i)) setIndex(s.rowState, i, ROW_FREE);
  }
}

/** `z` ← −(gradient + Aᵀy), the pull on every asset. */
export function refreshPulls(s: Universe): void {
  memory.copy(s.z, s.gradient, (<usize>s.n) << 3);
  gemvT(s.m, s.n, s.A, s.n, s.y, s.z);
  scal(s.n, -1, s.z);
}

/** The gradient, and the pull on every asset. */
export function price(s: Universe): void {
  refreshGradient(s);
  refreshPulls(s);
}

/** The size of the terms of a pull. */
export function pullScale(s: Universe): f64 {
  return max(max(amax(s.n, s.gradient), amax(s.n, s.q)), rowsPull(s));
}

/** The largest |aᵢⱼyᵢ|: a row by any factor pulls the same. */
export function rowsPull(s: Universe): f64 {
  let largest: f64 = 0;
  for (let i = 0; i < s.m; i++) largest = max(largest, get(s.rowSize, i) * abs(get(s.y, i)));
  return largest;
}

/** How many assets join at once. */
function batchSize(s: Universe): i32 {
  return s.cov.kind == GRAM ? max(LEAST_BATCH_OF_RETURNS, 2 * s.nf) : max(LEAST_BATCH, s.nf);
}

/**
 * Admits the assets outside the restricted problem whose pull is furthest from what keeps them at
 * their node, a batch at a time, and puts them on the segment they want. Returns how many want to.
 */
export function admitWorst(s: Universe): i32 {
  const allowed = ROUNDING * pullScale(s);
  let found = 0;
  for (let j = 0; j < s.n; j++) {
    if (getIndex(s.place, j) >= 0) continue;
    const e = abs(excess(s, j, getIndex(s.state, j) >> 1, get(s.z, j)));
    if (e <= allowed) continue;
    setIndex(s.order, found, j);
    set(s.work, found, e);
    found++;
  }
  const batch = batchSize(s);
  const threshold = batchThreshold(s, found, batch);
  // Of many alike those that come first.
  let room = batch + (batch >> 2);
  for (let k = 0; k < found && room > 0; k++) {
    if (get(s.work, k) < threshold) continue;
    room--;
    const j = getIndex(s.order, k);
    const state = getIndex(s.state, j);
    admit(s, j);
    setIndex(s.state, j, excess(s, j, state >> 1, get(s.z, j)) > 0 ? state + 1 : state - 1);
  }
  return found;
}

/** A value that about `batch` of the `found` numbers in `work` reach: by bisection, no sort. */
export function batchThreshold(s: Universe, found: i32, batch: i32): f64 {
  if (found <= batch) return 0;
  let low: f64 = 0;
  let high = amax(found, s.work);
  for (let halving = 0; halving < 40; halving++) {
    const middle = 0.5 * (low + high);
    let above = 0;
    for (let k = 0; k < found; k++) if (get(s.work, k) >= middle) above++;
    if (above > batch + (batch >> 2)) low = middle;
    else if (above < batch) high = middle;
    else return middle;
  }
  return low;
}

/** Whether the full-precision pass agrees with the restricted problem that no member wants to leave its node, but for `rounding`. */
export function membersAtRest(s: Universe, tolerance: f64, rounding: f64 = 0): bool {
  let worst: f64 = 0;
  for (let k = 0; k < s.count; k++) {
    const j = getIndex(s.members, k);
    const state = getIndex(s.state, j);
    if (!isFree(state)) worst = max(worst, abs(excess(s, j, state >> 1, get(s.z, j))));
  }
  return worst <= rounding || worst <= tolerance * pullScale(s);
}
