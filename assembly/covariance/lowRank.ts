/**
 * A dense P that is of few columns, P = G Gᵀ: the sample covariance over fewer days than assets, whose days nobody has any more. G comes
 * of a Cholesky factorization whose next pivot is the asset that the largest share of its variance is left of (Higham 2002, Accuracy and
 * stability of numerical algorithms, §10.3).
 */
import { axpy, axpyLater, axpyRest } from "../blas/axpy";
import { dot } from "../blas/dot";
import { at, get, getIndex, set } from "../memory/access";
import { createArena, releaseArena, take, vectorBytes } from "../memory/arena";
import { Covariance, createOwnGram, denseRow } from "./covariance";

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
  const rank = factorize(cov, indices, count, most, deviation, left, columns);
  const found =
    rank > 0 &&
    (count < cov.assets ||
      (isProduct(cov, indices, rank, deviation, columns, signs, left) && keepFactors(cov, indices, rank, columns)));
  releaseArena(arena);
  return found;
}

/** `columns` ← those of G over the assets listed, `deviation` ← the roots of their variances; `left`: scratch. Returns how many, −1 where they are more than `most`. */
function factorize(cov: Covariance, indices: usize, count: i32, most: i32, deviation: usize, left: usize, columns: usize): i32 {
  for (let c = 0; c < count; c++) {
    const j = getIndex(indices, c);
    const variance = get(denseRow(cov, j), j);
    set(deviation, c, sqrt(variance));
    set(left, c, variance > 0 ? 1 : 0);
  }
  let rank = 0;
  for (let pivot = largest(count, left); get(left, pivot) > ROUNDING; pivot = largest(count, left)) {
    if (rank == most) return -1;
    const g = at(columns, <usize>rank * count);
    const row = denseRow(cov, getIndex(indices, pivot));
    for (let c = 0; c < count; c++) set(g, c, get(row, getIndex(indices, c)));
    for (let column = columns; column < g; column = at(column, count)) axpyLater(count, -get(column, pivot), column, g);
    axpyRest(count, g);
    rank++;
    const root = sqrt(get(g, pivot));
    for (let c = 0; c < count; c++) {
      const element = get(g, c) / root;
      const share = element != 0 ? element / get(deviation, c) : 0;
      set(g, c, element);
      set(left, c, get(left, c) - share * share);
    }
  }
  return rank;
}

/** Whether P and G Gᵀ make the same of a vector of signs, beside the deviations: what a semidefinite P with nothing left on its diagonal does. */
function isProduct(
  cov: Covariance,
  indices: usize,
  rank: i32,
  deviation: usize,
  columns: usize,
  signs: usize,
  product: usize,
): bool {
  const n = cov.assets;
  for (let c = 0; c < n; c++) {
    const d = get(deviation, c);
    set(signs, getIndex(indices, c), d > 0 ? (c * HASH < 0 ? -1 / d : 1 / d) : 0);
  }
  memory.fill(product, 0, (<usize>n) << 3);
  for (let k = 0; k < rank; k++) {
    const g = at(columns, <usize>k * n);
    let along: f64 = 0;
    for (let c = 0; c < n; c++) along += get(g, c) * get(signs, getIndex(indices, c));
    axpy(n, along, g, product);
  }
  for (let c = 0; c < n; c++) {
    const difference = dot(n, denseRow(cov, getIndex(indices, c)), signs) - get(product, c);
    if (!(abs(difference) <= SAME * n * get(deviation, c))) return false;
  }
  return true;
}

function largest(n: i32, x: usize): i32 {
  let place = 0;
  for (let c = 1; c < n; c++) if (get(x, c) > get(x, place)) place = c;
  return place;
}

/** P = G Gᵀ for G of these columns over all assets in the order of `indices`; false where memory is full. */
function keepFactors(cov: Covariance, indices: usize, rank: i32, columns: usize): bool {
  const made = createOwnGram(cov.assets, rank);
  if (!made) return false;
  for (let c = 0; c < cov.assets; c++)
    for (let k = 0; k < rank; k++)
      set(made.values + <usize>getIndex(indices, c) * made.stride, k, get(columns, <usize>k * cov.assets + c));
  cov.factors = changetype<usize>(made);
  return true;
}
