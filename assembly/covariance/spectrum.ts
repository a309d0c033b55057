import { gemm, gemmScratch } from "../blas/gemm";
import { plainOperand } from "../blas/operand";
import { syrk, syrkScratch } from "../blas/syrk";
import { EIGEN_FOUND, EIGEN_NO_MEMORY, syev } from "../linalg/syev";
import { Arena, createArena, releaseArena, take, takeZeroed, vectorBytes } from "../memory/arena";
import { centredSquares } from "./centred";
import { Covariance, gramOperand } from "./covariance";

/*
 * Eigenvalues and eigenvectors of a sample covariance or correlation matrix, of the smaller of its two
 * Gram matrices: with Z the centred returns over √ν (and over the volatilities), Z Zᵀ v = λ v and
 * Zᵀ Z u = λ u share their λ, and v = Z u/√λ.
 */

/** What the estimators made of a spectrum return instead of a covariance, as numbers below every address. */
export const FAILED_MEMORY: usize = 0;
export const FAILED_CONVERGENCE: usize = 1;
export const FAILED_RANK: usize = 2;


@unmanaged
export class Spectrum {
  /** FAILED_… where there is none. */
  failure: usize;
  n: i32;
  /** min(n, T): how many eigenvalues there are. */
  order: i32;
  /** order: ascending. */
  values: usize;
  /** order × order: the eigenvectors of the smaller Gram matrix as rows. */
  vectors: usize;
  /** Whether that is the one of observations. */
  overTime: bool;
  /** n: sample variances. */
  variances: usize;
  /** n: 1/s_i of a correlation matrix, 0 for constant assets; 0 for a covariance matrix. */
  factor: usize;
  /** T − ddof. */
  divisor: f64;
  arena: Arena;
}

/** The spectrum of the centred covariance `cov`; null where memory does not hold it. Give it to `releaseSpectrum`. */
export function createSpectrum(cov: Covariance, ddof: f64, correlation: bool): Spectrum | null {
  const n = cov.assets;
  const order = min(n, cov.depth);
  const along = max(n, cov.depth);
  const arena = createArena(
    vectorBytes(offsetof<Spectrum>(), 1) + 2 * vectorBytes(n) + vectorBytes(order) + vectorBytes(<u64>order * <u64>order),
  );
  if (!arena) return null;
  const spectrum = changetype<Spectrum>(takeZeroed(arena, offsetof<Spectrum>(), 1));
  spectrum.arena = arena;
  spectrum.n = n;
  spectrum.order = order;
  spectrum.overTime = cov.depth < n;
  spectrum.divisor = <f64>cov.depth - ddof;
  spectrum.variances = take(arena, n);
  const factor = take(arena, n);
  spectrum.values = take(arena, order);
  spectrum.vectors = takeZeroed(arena, order * order);
  centredSquares(n, cov.depth, 1 / spectrum.divisor, cov.values, cov.stride, cov.mean, 0, spectrum.variances);
  if (correlation) {
    spectrum.factor = factor;
    for (let i = 0; i < n; i++) {
      const variance = load<f64>(spectrum.variances + ((<usize>i) << 3));
      store<f64>(factor + ((<usize>i) << 3), variance > 0 ? 1 / Math.sqrt(variance) : 0);
    }
  }
  const scratch = createArena(vectorBytes(syrkScratch(order, along), 1));
  if (!scratch) {
    releaseArena(arena);
    return null;
  }
  const operand = gramOperand(cov);
  operand.scale = 1 / Math.sqrt(spectrum.divisor);
  operand.factor = spectrum.factor;
  operand.transposed = spectrum.overTime;
  syrk(order, along, 1, operand, 0, 0, spectrum.vectors, (<usize>order) << 3, scratch.next);
  releaseArena(scratch);
  const found = syev(order, spectrum.vectors, spectrum.values);
  if (found == EIGEN_FOUND) return spectrum;
  if (found == EIGEN_NO_MEMORY) {
    releaseArena(arena);
    return null;
  }
  spectrum.failure = FAILED_CONVERGENCE;
  return spectrum;
}

export function releaseSpectrum(spectrum: Spectrum): void {
  releaseArena(spectrum.arena);
}

/** Eigenvalue k of the spectrum, ascending. */
// @ts-ignore: decorator
@inline
export function eigenvalue(spectrum: Spectrum, k: i32): f64 {
  return load<f64>(spectrum.values + ((<usize>k) << 3));
}

/** Bytes of scratch for `assetVectors`. */
export function assetVectorsScratch(spectrum: Spectrum, cov: Covariance, count: i32): u64 {
  return 128 + gemmScratch(count, spectrum.n, cov.depth);
}

/**
 * out ← the eigenvectors of the `count` largest eigenvalues, over the assets: count × n, rows of norm 1 in
 * ascending order of their eigenvalues, which must not be zero. scratch: `assetVectorsScratch` bytes.
 */
export function assetVectors(spectrum: Spectrum, cov: Covariance, count: i32, out: usize, scratch: usize): void {
  const n = spectrum.n;
  const ld = (<usize>n) << 3;
  const first = spectrum.order - count;
  const from = spectrum.vectors + ((<usize>first * spectrum.order) << 3);
  if (!spectrum.overTime) {
    memory.copy(out, from, <usize>count * ld);
    return;
  }
  // V ← U Zᵀ, then each row over its norm
  memory.fill(out, 0, <usize>count * ld);
  const u = plainOperand(scratch, from, (<usize>spectrum.order) << 3, false);
  const z = gramOperand(cov);
  z.scale = 1 / Math.sqrt(spectrum.divisor);
  z.factor = spectrum.factor;
  gemm(count, n, cov.depth, 1, u, 0, 0, z, 0, 0, out, ld, scratch + 128);
  for (let k = 0; k < count; k++) {
    const row = out + <usize>k * ld;
    let square: f64 = 0;
    for (let i: usize = 0; i < ld; i += 8) square += load<f64>(row + i) * load<f64>(row + i);
    const inverse = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let i: usize = 0; i < ld; i += 8) store<f64>(row + i, load<f64>(row + i) * inverse);
  }
}
