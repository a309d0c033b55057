/** x, multipliers and residuals as the user gets them, from the data. */
import { dot } from "../../blas/dot";
import { potrfDependent } from "../../linalg/potrfDependent";
import { potrs } from "../../linalg/potrs";
import { at, get, getIndex, set, setIndex } from "../../memory/access";
import { isFree, nodesOf, nodeValue, slopeOf } from "./nodes";
import { ROW_FREE, rowSide, Universe } from "./universe";

/** A free asset this near to an end of its segment, as a share of its value, differs from it by the rounding of a sum. */
export const SUM_ROUNDING: f64 = 1e-15;

/** What rounding leaves of a row, as a share of its largest element times the largest weight. */
const ROW_ROUNDING: f64 = 1e-14;

/** `value` within the segment from low to high, at an end where no more than `allowed` is between. */
function withinSegment(value: f64, low: f64, high: f64, allowed: f64): f64 {
  if (value <= low + allowed) return low;
  return value >= high - allowed ? high : value;
}

/** Assets go where their states say that they are: to their nodes, or into their segments, and to the end that rounding left them a hair off. Returns whether any moved. */
export function clampToSegments(s: Universe): bool {
  let moved = false;
  for (let j = 0; j < s.n; j++) {
    const state = getIndex(s.state, j);
    const node = state >> 1;
    const before = get(s.x, j);
    if (!isFree(state)) set(s.x, j, nodeValue(s, j, node));
    else set(s.x, j, withinSegment(before, nodeValue(s, j, node), nodeValue(s, j, node + 1), SUM_ROUNDING * abs(before)));
    if (get(s.x, j) != before) moved = true;
  }
  return moved;
}

/** A free asset no further than `allowed` from an end of its segment, or from zero, goes there; whether it stays where it is, free to move. */
function staysFree(s: Universe, j: usize, allowed: f64): bool {
  const state = getIndex(s.state, j);
  if (!isFree(state)) return false;
  const x = get(s.x, j);
  const end = withinSegment(x, nodeValue(s, j, state >> 1), nodeValue(s, j, (state >> 1) + 1), allowed);
  const near = abs(end) <= allowed ? 0 : end;
  set(s.x, j, near);
  return near == x;
}

/**
 * What nearly singular equations leave is more than the rounding of weights that are next to nothing: assets next to a node, or to zero, go
 * there, and the others to the nearest point that holds the rows at their sides, x + A_WFᵀ (A_WF A_WFᵀ)⁻¹ (side − Ax).
 */
export function holdRows(s: Universe, allowed: f64): void {
  const ld = <usize>(s.m + 1);
  const share = s.multiplier;
  for (let j = 0; j < s.n; j++) set(s.work, j, staysFree(s, j, allowed) ? 1 : 0);
  s.mw = 0;
  for (let i = 0; i < s.m; i++) {
    if (getIndex(s.rowState, i) == ROW_FREE) continue;
    const row = at(s.A, <usize>i * s.n);
    set(share, s.mw, rowSide(s, i) - dot(s.n, row, s.x));
    setIndex(s.working, s.mw, i);
    for (let k = 0; k <= s.mw; k++) {
      const other = at(s.A, <usize>getIndex(s.working, k) * s.n);
      let sum: f64 = 0;
      for (let j = 0; j < s.n; j++) sum += get(s.work, j) * get(row, j) * get(other, j);
      set(at(s.schur, <usize>s.mw * ld), k, sum);
    }
    s.mw++;
  }
  potrfDependent(s.mw, s.schur, ld);
  potrs(s.mw, s.schur, ld << 3, share);
  for (let k = 0; k < s.mw; k++) {
    const row = at(s.A, <usize>getIndex(s.working, k) * s.n);
    for (let j = 0; j < s.n; j++) set(s.x, j, get(s.x, j) + get(share, k) * get(row, j) * get(s.work, j));
  }
}

/** The size of what may be held: all that is held, or the least of what bounds an asset or a row where that is more. Sides out of all proportion, which stand for none, say nothing. */
export function sizeOf(s: Universe): f64 {
  let least = Infinity;
  let held: f64 = 0;
  for (let j = 0; j < s.n; j++) {
    held += abs(get(s.x, j));
    const last = nodesOf(s, j) - 1;
    const bound = max(finite(nodeValue(s, j, 0)), finite(nodeValue(s, j, last)));
    if (bound > 0) least = min(least, bound);
  }
  for (let i = 0; i < s.m; i++) {
    const side = max(finite(get(s.l, i)), finite(get(s.u, i)));
    if (side > 0) least = min(least, side / get(s.rowSize, i));
  }
  return least < Infinity ? max(least, held) : held;
}

/** |side|, 0 where there is none. */
// @ts-ignore: decorator
@inline
function finite(side: f64): f64 {
  return abs(side) < Infinity ? abs(side) : 0;
}

/** Σ|aⱼxⱼ|, what rounding of a row's activity is a share of. */
export function rowTerms(s: Universe, row: usize): f64 {
  let terms: f64 = 0;
  for (let j = 0; j < s.n; j++) terms += abs(get(row, j) * get(s.x, j));
  return terms;
}

/** What rounding leaves of row i, also where its own terms are none and those of larger weights are what it comes from. */
export function rowRounding(s: Universe, i: usize): f64 {
  return ROW_ROUNDING * get(s.rowSize, i) * sizeOf(s);
}

/** What row i may be off a side by, at this activity or one like it. */
export function rowAllowance(s: Universe, i: usize, side: f64): f64 {
  return max(s.tolerance * max(abs(side), rowTerms(s, at(s.A, i * s.n))), rowRounding(s, i));
}

/** Whether row i is at the side that its state says. */
export function isAtSide(s: Universe, i: usize): bool {
  const side = rowSide(s, i);
  return abs(dot(s.n, at(s.A, i * s.n), s.x) - side) <= rowAllowance(s, i, side);
}

/** The slope of φⱼ that is in force: of the segment, or at a kink whatever balances the pull. */
// @ts-ignore: decorator
@inline
function activeSlope(s: Universe, j: usize, last: i32, pull: f64): f64 {
  const state = getIndex(s.state, j);
  const segment = min(state >> 1, last - 1);
  const slope = slopeOf(s, j, segment);
  if (isFree(state) || segment == 0 || state == 2 * last) return slope;
  return min(max(pull, slopeOf(s, j, segment - 1)), slope);
}

/** The multiplier of asset j's bounds that balances its pull: of the sign its side demands, else 0. */
// @ts-ignore: decorator
@inline
function boundMultiplier(s: Universe, j: usize, last: i32, rest: f64): f64 {
  const state = getIndex(s.state, j);
  if (isFree(state)) return 0;
  if (nodeValue(s, j, 0) == nodeValue(s, j, last)) return rest;
  if (state == 0) return min(rest, 0.0);
  return state == 2 * last ? max(rest, 0.0) : 0;
}

/**
 * Given pulls in `z`: z ← the multipliers of the bounds, and the objective and residuals into `info`.
 * Px + q + φ' + Aᵀy + z is what the dual residual is the largest of. Rounding of x and of the
 * rows, and that times `curvature` of a gradient, is let pass.
 */
export function certify(s: Universe, tolerance: f64, rounding: f64 = 0, curvature: f64 = 0): bool {
  let objective: f64 = 0;
  let gap: f64 = 0;
  // xᵀ(P + D)x and qᵀx.
  let quadratic: f64 = 0;
  let linear: f64 = 0;
  let gapTerms: f64 = 0;
  let dual: f64 = 0;
  let dualTerms: f64 = 0;
  let primal: f64 = 0;
  let primalTerms: f64 = 0;
  for (let j = 0; j < s.n; j++) {
    const x = get(s.x, j);
    const pull = get(s.z, j);
    const last = nodesOf(s, j) - 1;
    const slope = activeSlope(s, j, last, pull);
    const rest = pull - slope;
    const z = boundMultiplier(s, j, last, rest);
    set(s.z, j, z);
    dual = max(dual, abs(rest - z));
    dualTerms = max(dualTerms, max(max(abs(get(s.gradient, j)), abs(get(s.q, j))), max(abs(pull), abs(slope))));
    objective += 0.5 * x * (get(s.gradient, j) + get(s.q, j)) + (last == 1 ? slope * x : cost(s, j, x));
    gap += x * (get(s.gradient, j) + slope) + z * x;
    quadratic += x * (get(s.gradient, j) - get(s.q, j));
    linear += x * get(s.q, j);
    gapTerms = max(gapTerms, max(abs(slope * x), abs(z * x)));
    const lower = nodeValue(s, j, 0);
    const upper = nodeValue(s, j, last);
    primal = max(primal, max(x - upper, lower - x));
    primalTerms = max(primalTerms, abs(x));
  }
  for (let i = 0; i < s.m; i++) {
    const activity = dot(s.n, at(s.A, <usize>i * s.n), s.x);
    const y = get(s.y, i);
    primal = max(primal, max(activity - get(s.u, i), get(s.l, i) - activity));
    primalTerms = max(primalTerms, abs(activity));
    if (y == 0) continue;
    const term = y * get(y > 0 ? s.u : s.l, i);
    gap += term;
    gapTerms = max(gapTerms, abs(term));
  }
  gapTerms = max(gapTerms, max(abs(quadratic), abs(linear)));
  set(s.info, 0, objective);
  set(s.info, 1, max(primal, 0.0));
  set(s.info, 2, dual);
  set(s.info, 3, abs(gap));
  // A multiplier of a side that is not there makes the gap infinite: nothing is proven, however large the terms.
  return (
    primal <= max(tolerance * primalTerms, rounding) &&
    dual <= max(tolerance * dualTerms, curvature * rounding) &&
    abs(gap) < Infinity &&
    abs(gap) <= max(tolerance * max(gapTerms, 1e-300), rounding * <f64>s.n * (dualTerms + curvature * primalTerms))
  );
}

/** φⱼ(x), zero at the node nearest to zero. */
function cost(s: Universe, j: usize, x: f64): f64 {
  const last = nodesOf(s, j) - 1;
  let reference = 1;
  for (let k = 2; k < last; k++) if (abs(nodeValue(s, j, k)) < abs(nodeValue(s, j, reference))) reference = k;
  let total: f64 = 0;
  const from = nodeValue(s, j, reference);
  for (let k = 0; k < last; k++) {
    const low = nodeValue(s, j, k);
    const high = nodeValue(s, j, k + 1);
    // The part of [from, x], with its sign, that lies on segment k.
    total += slopeOf(s, j, k) * (min(max(x, low), high) - min(max(from, low), high));
  }
  return total;
}
