/**
 * Whether all constraints can hold at once, asked of a universe beside it that has an asset r more for each row, and which always can:
 *
 *     minimise ½‖r‖²   subject to  l ≤ Ax + r ≤ u,  lb ≤ x ≤ ub,  the largest element of each row of A scaled to 1
 *
 * Where nothing is feasible y = −r is a proof of it: the way from the nearest of what the bounds allow to the nearest of what the rows allow
 * separates the two (Farkas 1902). It needs no P, and what a restricted problem says of itself costs a factorization for every few assets more.
 */
import { amax } from "../../blas/amax";
import { axpy } from "../../blas/axpy";
import { createOwnGram, releaseCovariance } from "../../covariance/covariance";
import { at, get, getIndex, set, setIndex } from "../../memory/access";
import { PROOF, ROUNDING } from "../certify";
import { endExact } from "./exact";
import { nodesOf, nodeValue } from "./nodes";
import { refreshPulls } from "./price";
import { createUniverse, releaseUniverse, Universe } from "./universe";

/** 1 / the largest element of row i of A. */
function scaleOf(s: Universe, i: usize): f64 {
  const largest = amax(s.n, at(s.A, i * s.n));
  return largest > 0 ? 1 / largest : 1;
}

/** Makes the universe to ask; false where memory is full. */
export function beginFeasibility(s: Universe): bool {
  const n = <usize>s.n;
  const all = s.n + s.m;
  const flat = createOwnGram(all, 1);
  if (flat == null) return false;
  const nodes = getIndex(s.nodeStart, n);
  const made = createUniverse(flat, s.m, nodes + 2 * s.m);
  if (made == null) {
    releaseCovariance(flat);
    return false;
  }
  const asked = made;
  memory.fill(flat.values, 0, flat.stride * all);
  memory.fill(asked.A, 0, (<usize>s.m * all) << 3);
  memory.copy(asked.nodeStart, s.nodeStart, (n + 1) << 2);
  memory.copy(asked.node, s.node, (<usize>nodes) << 3);
  for (let i: usize = 0; i < <usize>s.m; i++) {
    const scale = scaleOf(s, i);
    const row = at(asked.A, i * all);
    axpy(n, scale, at(s.A, i * n), row);
    set(row, n + i, 1);
    set(asked.l, i, scale * get(s.l, i));
    set(asked.u, i, scale * get(s.u, i));
    set(asked.diagonal, n + i, 1);
    const node = nodes + 2 * <i32>i;
    set(asked.node, node, -Infinity);
    set(asked.node, node + 1, Infinity);
    setIndex(asked.nodeStart, n + i + 1, node + 2);
  }
  s.asked = asked;
  return true;
}

/** y ← the multipliers that were found of the rows, z ← what balances them; whether they prove that nothing is feasible. */
export function isRefuted(s: Universe, asked: Universe): bool {
  const nothing = ROUNDING * amax(s.m, asked.y);
  for (let i: usize = 0; i < <usize>s.m; i++) {
    const y = get(asked.y, i);
    set(s.y, i, abs(y) > nothing ? y * scaleOf(s, i) : 0);
  }
  memory.fill(s.gradient, 0, (<usize>s.n) << 3);
  refreshPulls(s);
  // Every feasible x has 0 = yᵀAx + zᵀx, which is at most the sum over the sides that the signs choose.
  let sum: f64 = 0;
  let terms: f64 = 0;
  for (let k: usize = 0; k < <usize>(s.n + s.m); k++) {
    const i = k - s.n;
    const isRow = k >= <usize>s.n;
    const multiplier = isRow ? get(s.y, i) : get(s.z, k);
    const side = isRow ? get(multiplier > 0 ? s.u : s.l, i) : nodeValue(s, k, multiplier > 0 ? nodesOf(s, k) - 1 : 0);
    if (abs(multiplier) <= nothing && abs(side) == Infinity) {
      if (!isRow) set(s.z, k, 0);
      continue;
    }
    const term = multiplier * side;
    sum += term;
    terms = max(terms, abs(term));
  }
  return sum < -PROOF * terms;
}

/** Gives the universe beside back, if there is one. */
export function endFeasibility(s: Universe): void {
  const asked = s.asked;
  if (asked == null) return;
  s.asked = null;
  endExact(asked);
  releaseCovariance(asked.given);
  releaseUniverse(asked);
}
