import { axpy } from "../blas/axpy";
import { dot } from "../blas/dot";
import { symv } from "../blas/symv";
import { Covariance } from "../covariance/covariance";
import { column, diagonal, gather, gatherScratch, multiplySparse } from "../covariance/products";
import { Arena, createArena, releaseArena, take, vectorBytes } from "../memory/arena";
import { get, getIndex, set } from "../memory/access";

/** Up to so many assets are held as a block of the covariance: pairs of them can be compared. */
const MOST_IN_BLOCK: i32 = 4096;

/**
 * A portfolio in whole lots. Of m assets held, z lots are bought where the weights ask for t, not whole:
 *
 *     minimise  f(z) = (z − t)ᵀS(z − t),  S = VΣV     subject to  cᵀz ≤ budget,  z whole,  z ≥ 0 where t > 0,  z ≤ 0 where t < 0
 *
 * with v the weight of a lot and c its price: f is the variance of what the lots return beside the weights. Data are the
 * caller's, m doubles each; the rest lies in the arena.
 */
@unmanaged
export class Lots {
  m: i32;
  cov: Covariance;
  /** i32: the positions of the assets. */
  indices: usize;
  t: usize;
  v: usize;
  c: usize;
  /** The most that may be spent, with room for the rounding of sums: in any order, one that is exactly affordable is not more. */
  budget: f64;
  z: usize;
  /** m: S(z − t), half the gradient. */
  g: usize;
  /** m: z − t, and the diagonal of S. */
  off: usize;
  own: usize;
  /** m: the best z so far. */
  best: usize;
  /** m × m, S; 0 where m is too large for it. */
  block: usize;
  /** m: a row of S, and n: a column of Σ, where there is no block. */
  row: usize;
  full: usize;
  /** budget − cᵀz, at least 0. */
  cash: f64;
  arena: Arena;
}

/** Null where memory does not hold it. */
export function createLots(cov: Covariance, m: i32): Lots | null {
  const inBlock = m <= MOST_IN_BLOCK;
  const square = inBlock ? vectorBytes(<u64>m * <u64>m) : 0;
  const scratch = inBlock ? (gatherScratch(cov, m) + 63) & ~63 : 0;
  const arena = createArena(vectorBytes(offsetof<Lots>(), 1) + 5 * vectorBytes(m) + vectorBytes(cov.assets) + square + scratch);
  if (!arena) return null;
  const s = changetype<Lots>(take(arena, offsetof<Lots>(), 1));
  s.arena = arena;
  s.cov = cov;
  s.m = m;
  s.g = take(arena, m);
  s.off = take(arena, m);
  s.own = take(arena, m);
  s.best = take(arena, m);
  s.row = take(arena, m);
  s.full = take(arena, cov.assets);
  s.block = inBlock ? take(arena, <usize>m * m) : 0;
  return s;
}

export function releaseLots(s: Lots): void {
  releaseArena(s.arena);
}

/** S, or its diagonal alone. The scratch of `gather` is what is left of the arena. */
export function scaleCovariance(s: Lots): void {
  const m = <usize>s.m;
  diagonal(s.cov, s.full);
  for (let i: usize = 0; i < m; i++) set(s.own, i, get(s.v, i) * get(s.v, i) * get(s.full, getIndex(s.indices, i)));
  if (s.block == 0) return;
  gather(s.cov, s.indices, s.m, s.block, s.arena.next);
  for (let i: usize = 0; i < m; i++) {
    const row = s.block + ((i * m) << 3);
    for (let j: usize = 0; j < m; j++) set(row, j, get(row, j) * get(s.v, i) * get(s.v, j));
  }
}

/** The address of row i of S. */
export function scaledRow(s: Lots, i: usize): usize {
  const m = <usize>s.m;
  if (s.block != 0) return s.block + ((i * m) << 3);
  column(s.cov, getIndex(s.indices, i), s.full);
  for (let j: usize = 0; j < m; j++) set(s.row, j, get(s.v, i) * get(s.v, j) * get(s.full, getIndex(s.indices, j)));
  return s.row;
}

/** g, the cash and, returned, f at z. */
export function evaluate(s: Lots): f64 {
  const m = <usize>s.m;
  for (let i: usize = 0; i < m; i++) set(s.off, i, get(s.z, i) - get(s.t, i));
  if (s.block != 0) symv(s.m, s.block, m << 3, s.off, s.g);
  else {
    for (let i: usize = 0; i < m; i++) set(s.row, i, get(s.v, i) * get(s.off, i));
    multiplySparse(s.cov, s.indices, s.row, s.m, s.full);
    for (let i: usize = 0; i < m; i++) set(s.g, i, get(s.v, i) * get(s.full, getIndex(s.indices, i)));
  }
  s.cash = s.budget - spends(s, s.z);
  return dot(m, s.off, s.g);
}

/** cᵀz, summed in order. */
export function spends(s: Lots, z: usize): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < <usize>s.m; i++) sum += get(s.c, i) * get(z, i);
  return sum;
}

/** Whether k lots more of asset i leave it on its side of zero. */
// @ts-ignore: decorator
@inline
export function keepsSide(s: Lots, i: usize, k: f64): bool {
  const z = get(s.z, i) + k;
  return get(s.t, i) > 0 ? z >= 0 : z <= 0;
}

/** k lots more of asset i, and l more of asset j (none where l is 0), unless the budget does not allow it. */
export function trade(s: Lots, i: usize, k: f64, j: usize, l: f64): bool {
  const zi = get(s.z, i);
  const zj = get(s.z, j);
  set(s.z, i, zi + k);
  if (l != 0) set(s.z, j, zj + l);
  const cash = s.budget - spends(s, s.z);
  if (cash < 0 && cash < s.cash) {
    set(s.z, i, zi);
    if (l != 0) set(s.z, j, zj);
    return false;
  }
  s.cash = cash;
  axpy(<usize>s.m, k, scaledRow(s, i), s.g);
  if (l != 0) axpy(<usize>s.m, l, scaledRow(s, j), s.g);
  return true;
}
