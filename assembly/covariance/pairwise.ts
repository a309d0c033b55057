import { gemm, gemmScratch } from "../blas/gemm";
import { mirror } from "../blas/mirror";
import { plainOperand } from "../blas/operand";
import { syrk, syrkScratch } from "../blas/syrk";
import { createArena, releaseArena, take, takeZeroed, vectorBytes } from "../memory/arena";
import { Covariance, createDense, releaseCovariance } from "./covariance";
import { nearestCorrelation, NO_ROOM } from "./nearest";
import { FAILED_CONVERGENCE, FAILED_MEMORY, FAILED_RANK } from "./spectrum";

/**
 * The covariances of every pair of assets over the observations both have, about their means over those, with
 * divisor N_ij − ddof (pandas' DataFrame.cov). `cov` is the covariance on the returns, NaN where missing. The matrix of such
 * entries need not be positive semidefinite: where it is not, its correlations are moved to the nearest correlation
 * matrix. Returns FAILED_RANK where two assets share fewer than two observations.
 *
 * With X₀ the returns about each asset's own mean and 0 where missing, and M their mask, all sums are products:
 * S = X₀X₀ᵀ, Σ_common x_i = (X₀Mᵀ)_ij, N = MMᵀ.
 */
export function pairwise(cov: Covariance, ddof: f64): usize {
  const n = cov.assets;
  const length = cov.depth;
  const cells = <u64>n * <u64>n;
  const room = max<u64>(syrkScratch(n, length), gemmScratch(n, n, length));
  const arena = createArena(2 * vectorBytes(<u64>n * <u64>length) + 2 * vectorBytes(cells) + 128 + vectorBytes(room, 1));
  if (!arena) return FAILED_MEMORY;
  const made = createDense(n);
  if (!made) {
    releaseArena(arena);
    return FAILED_MEMORY;
  }
  const x = take(arena, n * length);
  const mask = take(arena, n * length);
  const sums = takeZeroed(arena, n * n);
  const counts = takeZeroed(arena, n * n);
  const operands = takeZeroed(arena, 128, 1);
  const ld = (<usize>n) << 3;
  split(cov, made.means, x, mask);
  const a = plainOperand(operands, x, (<usize>length) << 3, false);
  const b = plainOperand(operands + 64, mask, (<usize>length) << 3, false);
  memory.fill(made.matrix, 0, <usize>n * ld);
  syrk(n, length, 1, a, 0, 0, made.matrix, ld, arena.next);
  syrk(n, length, 1, b, 0, 0, counts, ld, arena.next);
  gemm(n, n, length, 1, a, 0, 0, b, 0, 0, sums, ld, arena.next);
  let failure: usize = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const lower = (<usize>i * n + j) << 3;
      const upper = (<usize>j * n + i) << 3;
      const count = load<f64>(counts + lower);
      if (count < 2) failure = FAILED_RANK;
      const product = (load<f64>(sums + lower) * load<f64>(sums + upper)) / count;
      store<f64>(made.matrix + lower, (load<f64>(made.matrix + lower) - product) / (count - ddof));
    }
  }
  releaseArena(arena);
  if (failure == 0) {
    mirror(n, made.matrix, ld);
    failure = repair(n, made.matrix);
  }
  if (failure == 0) return changetype<usize>(made);
  releaseCovariance(made);
  return failure;
}

/** x ← returns about each asset's mean over what it has, 0 where missing; mask ← 1 and 0; means ← those means. */
function split(cov: Covariance, means: usize, x: usize, mask: usize): void {
  for (let i = 0; i < cov.assets; i++) {
    const row = cov.values + <usize>i * cov.stride;
    const first = presentMean(cov.depth, row, 0);
    const mean = first + presentMean(cov.depth, row, first);
    store<f64>(means + ((<usize>i) << 3), mean);
    for (let t = 0; t < cov.depth; t++) {
      const value = load<f64>(row + ((<usize>t) << 3));
      const at = (<usize>i * cov.depth + t) << 3;
      store<f64>(x + at, isNaN(value) ? 0 : value - mean);
      store<f64>(mask + at, isNaN(value) ? 0 : 1);
    }
  }
}

/** The mean of x − shift over what is not NaN. */
function presentMean(length: i32, x: usize, shift: f64): f64 {
  let sum: f64 = 0;
  let count = 0;
  for (let t = 0; t < length; t++) {
    const value = load<f64>(x + ((<usize>t) << 3));
    if (isNaN(value)) continue;
    sum += value - shift;
    count++;
  }
  return count > 0 ? sum / count : 0;
}

/** P ← D·(the nearest correlation matrix to D⁻¹PD⁻¹)·D with D² the diagonal of P; untouched where P is semidefinite. */
function repair(n: i32, p: usize): usize {
  const arena = createArena(vectorBytes(n) + vectorBytes(<u64>n * <u64>n));
  if (!arena) return FAILED_MEMORY;
  const volatility = take(arena, n);
  const correlation = take(arena, n * n);
  for (let i = 0; i < n; i++) {
    store<f64>(volatility + ((<usize>i) << 3), Math.sqrt(max<f64>(0, load<f64>(p + ((<usize>i * n + i) << 3)))));
  }
  for (let i = 0; i < n; i++) {
    const si = load<f64>(volatility + ((<usize>i) << 3));
    for (let j = 0; j < n; j++) {
      const at = (<usize>i * n + j) << 3;
      const size = si * load<f64>(volatility + ((<usize>j) << 3));
      store<f64>(correlation + at, i == j ? 1 : size > 0 ? load<f64>(p + at) / size : 0);
    }
  }
  const outcome = nearestCorrelation(n, correlation);
  if (outcome > 0) {
    for (let i = 0; i < n; i++) {
      const si = load<f64>(volatility + ((<usize>i) << 3));
      for (let j = 0; j < i; j++) {
        const value = si * load<f64>(volatility + ((<usize>j) << 3)) * load<f64>(correlation + ((<usize>i * n + j) << 3));
        store<f64>(p + ((<usize>i * n + j) << 3), value);
        store<f64>(p + ((<usize>j * n + i) << 3), value);
      }
    }
  }
  releaseArena(arena);
  if (outcome == NO_ROOM) return FAILED_MEMORY;
  return outcome < 0 ? FAILED_CONVERGENCE : 0;
}

/**
 * The first asset i = j with fewer than two observations, or else the first pair i > j with fewer than two in common, as
 * i·n + j; −1 where there is none.
 */
export function shortPair(cov: Covariance): f64 {
  const n = <f64>cov.assets;
  for (let i = 0; i < cov.assets; i++) if (sharesFewerThanTwo(cov, i, i)) return <f64>i * n + <f64>i;
  for (let i = 0; i < cov.assets; i++) {
    for (let j = 0; j < i; j++) if (sharesFewerThanTwo(cov, i, j)) return <f64>i * n + <f64>j;
  }
  return -1;
}

function sharesFewerThanTwo(cov: Covariance, i: i32, j: i32): bool {
  const a = cov.values + <usize>i * cov.stride;
  const b = cov.values + <usize>j * cov.stride;
  let common = 0;
  for (let t = 0; t < cov.depth && common < 2; t++) {
    const at = (<usize>t) << 3;
    if (!isNaN(load<f64>(a + at)) && !isNaN(load<f64>(b + at))) common++;
  }
  return common < 2;
}
