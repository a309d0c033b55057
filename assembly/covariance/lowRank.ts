/**
 * A dense P that is of few columns, P = G Gᵀ: the sample covariance over fewer days than assets, whose days nobody has any more. G comes
 * of a Cholesky factorization whose next pivot is the asset that the largest share of its variance is left of (Higham 2002, Accuracy and
 * stability of numerical algorithms, §10.3).
 */
import { axpy, axpyLater, axpyRest } from "../blas/axpy";
import { dot } from "../blas/dot";
import { at, get, getIndex, set } from "../memory/access";
import { createArena, releaseArena, take, vectorBytes } from "../memory/arena";
import { Covariance, createGram, denseRow } from "./covariance";
import { createPanel, releasePanel } from "./panel";

/** Of a variance no more than this share is left: what rounding leaves of it. */
const ROUNDING: f64 = 1e-13;

/** Products of P and of G Gᵀ with signs differ by no more than this share of their terms. */
const SAME: f64 = 1e-12;

/** Fibonacci hashing: signs without a pattern (Knuth 1998, The art of computer programming, vol. 3, §6.4). */
const HASH: i32 = -1640531527;

/**
 * Whether P over `count` assets, whose rows are there, is of `most` columns at the most but for rounding: O(count · rank²), and only the rows
 * of the pivots are read. Where these are all assets a product of P shows that it is semidefinite, and G is kept as `cov.factors`.
 */
export function isLowRank(cov: Covariance, indices: usize, count: i32, most: i32): bool {
  const arena = createArena(vectorBytes(<u64>(most + 3) * <u64>count));
  if (!arena) return false;
  const deviation = take(arena, <usize>(most + 3) * count);
  const left = at(deviation, count);
  const signs = at(left, count);
  const columns = at(signs, count);
  for (let c = 0; c < count; c++) {
    const j = getIndex(indices, c);
    const variance = get(denseRow(cov, j), j);
    set(deviation, c, sqrt(variance));
    set(left, c, variance > 0 ? 1 : 0);
  }
  let rank = 0;
  let pivot = largest(count, left);
  for (; rank < most && get(left, pivot) > ROUNDING; rank++) {
    const g = at(columns, <usize>rank * count);
    const row = denseRow(cov, getIndex(indices, pivot));
    for (let c = 0; c < count; c++) set(g, c, get(row, getIndex(indices, c)));
    for (let column = columns; column < g; column = at(column, count)) axpyLater(count, -get(column, pivot), column, g);
    axpyRest(count, g);
    const root = sqrt(get(g, pivot));
    for (let c = 0; c < count; c++) {
      const element = get(g, c) / root;
      const share = element != 0 ? element / get(deviation, c) : 0;
      set(g, c, element);
      set(left, c, get(left, c) - share * share);
    }
    pivot = largest(count, left);
  }
  let found = rank > 0 && !(get(left, pivot) > ROUNDING);
  if (found && count == cov.assets) {
    for (let c = 0; c < count; c++) {
      const d = get(deviation, c);
      set(signs, getIndex(indices, c), d > 0 ? (c * HASH < 0 ? -1 / d : 1 / d) : 0);
    }
    memory.fill(left, 0, (<usize>count) << 3);
    for (let k = 0; k < rank; k++) {
      const g = at(columns, <usize>k * count);
      let along: f64 = 0;
      for (let c = 0; c < count; c++) along += get(g, c) * get(signs, getIndex(indices, c));
      axpy(count, along, g, left);
    }
    for (let c = 0; c < count; c++) {
      const product = dot(count, denseRow(cov, getIndex(indices, c)), signs);
      if (!(abs(product - get(left, c)) <= SAME * count * get(deviation, c))) found = false;
    }
    found = found && keepFactors(cov, indices, rank, columns);
  }
  releaseArena(arena);
  return found;
}

function largest(n: i32, x: usize): i32 {
  let place = 0;
  for (let c = 1; c < n; c++) if (get(x, c) > get(x, place)) place = c;
  return place;
}

/** P = G Gᵀ for G of these columns over all assets in the order of `indices`; false where memory is full. */
function keepFactors(cov: Covariance, indices: usize, rank: i32, columns: usize): bool {
  const panel = createPanel(cov.assets, rank);
  if (!panel) return false;
  const made = createGram(panel, 0, rank);
  releasePanel(panel);
  if (!made) return false;
  for (let c = 0; c < cov.assets; c++)
    for (let k = 0; k < rank; k++)
      set(made.values + <usize>getIndex(indices, c) * made.stride, k, get(columns, <usize>k * cov.assets + c));
  cov.factors = changetype<usize>(made);
  return true;
}
