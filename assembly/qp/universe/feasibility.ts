/**
 * Whether all constraints can hold at once, asked of a universe beside it that has an asset r more for each row, and which always can:
 *
 *     minimise ½‖r‖²   subject to  l ≤ Ax + r ≤ u,  lb ≤ x ≤ ub,  the largest element of each row of A scaled to 1
 *
 * Where nothing is feasible y = −r is a proof of it: the way from the nearest of what the bounds allow to the nearest of what the rows allow
 * separates the two (Farkas 1902). It needs no P, and what a restricted problem says of itself costs a factorization for every few assets more.
 */
import { axpy } from "../../blas/axpy";
import { createOwnGram, releaseCovariance } from "../../covariance/covariance";
import { at, get, getIndex, set, setIndex } from "../../memory/access";
import { PROOF, ROUNDING } from "../certify";
import { endExact } from "./exact";
import { nodesOf, nodeValue } from "./nodes";
import { refreshPulls, rowsPull } from "./price";
import { createUniverse, releaseUniverse, Universe } from "./universe";

/** Makes the universe to ask; false where memory is full. */
export function beginFeasibility(s: Universe): bool {
  const n = <usize>s.n;
  const all = s.n + s.m;
  const flat = createOwnGram(all, 1);
  if (flat == null) return false;
  const nodes = getIndex(s.nodeStart, n);
  s.asked = createUniverse(flat, s.m, nodes + 2 * s.m);
  const asked = s.asked;
  if (asked == null) {
    releaseCovariance(flat);
    return false;
  }
  memory.fill(flat.values, 0, flat.stride * all);
  memory.fill(asked.A, 0, (<usize>s.m * all) << 3);
  memory.copy(asked.nodeStart, s.nodeStart, (n + 1) << 2);
  memory.copy(asked.node, s.node, (<usize>nodes) << 3);
  for (let i: usize = 0; i < <usize>s.m; i++) {
    const scale = 1 / get(s.rowSize, i);
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
  return true;
}

/** y ← the multipliers that were found of the rows; whether they prove that nothing is feasible. */
export function isRefuted(s: Universe, asked: Universe): bool {
  for (let i: usize = 0; i < <usize>s.m; i++) set(s.y, i, get(asked.y, i) / get(s.rowSize, i));
  return provesInfeasible(s);
}

/** Whether y, rounding left out, and the z ← −Aᵀy that balances it prove that nothing is feasible. */
export function provesInfeasible(s: Universe): bool {
  const nothing = ROUNDING * rowsPull(s);
  for (let i: usize = 0; i < <usize>s.m; i++) if (get(s.rowSize, i) * abs(get(s.y, i)) <= nothing) set(s.y, i, 0);
  memory.fill(s.gradient, 0, (<usize>s.n) << 3);
  refreshPulls(s);
  // Every feasible x has 0 = yᵀAx + zᵀx, which is at most the sum over the sides that the signs choose.
  let sum: f64 = 0;
  let terms: f64 = 0;
  for (let i = 0; i < s.m; i++) {
    const y = get(s.y, i);
    if (y == 0) continue;
    const term = y * get(y > 0 ? s.u : s.l, i);
    sum += term;
    terms = max(terms, abs(term));
  }
  for (let j = 0; j < s.n; j++) {
    const z = get(s.z, j);
    const end = nodeValue(s, j, z > 0 ? nodesOf(s, j) - 1 : 0);
    if (abs(end) == Infinity && abs(z) <= nothing) set(s.z, j, 0);
    else {
      sum += z * end;
      terms = max(terms, abs(z * end));
    }
  }
  return sum < -PROOF * terms;
}

/** Gives up what is unfinished: the active-set method, and the universe that is asked. */
export function giveUp(s: Universe): void {
  endExact(s);
  const asked = s.asked;
  if (asked == null) return;
  s.asked = null;
  giveUp(asked);
  releaseCovariance(asked.given);
  releaseUniverse(asked);
}
