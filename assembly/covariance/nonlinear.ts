import { mirror } from "../blas/mirror";
import { plainOperand } from "../blas/operand";
import { syrk, syrkScratch } from "../blas/syrk";
import { createArena, releaseArena, take, takeZeroed, vectorBytes } from "../memory/arena";
import { Covariance, createDense, releaseCovariance } from "./covariance";
import { expm1, log } from "./growth";
import { numericalRank, ownGram } from "./factors";
import { assetVectors, assetVectorsScratch, createSpectrum, eigenvalue, releaseSpectrum, Spectrum } from "./spectrum";
import { FAILED_MEMORY, FAILED_RANK } from "./spectrum";

/**
 * Nonlinear shrinkage: the eigenvectors of the sample, each eigenvalue moved by the quadratic-inverse formula
 * (Ledoit & Wolf 2022, Quadratic shrinkage for large covariance matrices, Bernoulli 28: QIS), the trace kept.
 *
 * With ν = T − 1 observations in effect, one less for the mean whatever the divisor, and c = n/ν. Where n ≤ ν the result is dense. Where n > ν the n − ν
 * null eigenvalues share one value δ₀, and P = Σ (δ − δ₀)vvᵀ + δ₀I is never formed.
 */
export function nonlinearShrinkage(cov: Covariance, ddof: f64): usize {
  const spectrum = createSpectrum(cov, ddof, false);
  if (!spectrum) return FAILED_MEMORY;
  let made: usize = spectrum.failure;
  if (made == 0) made = shrinkSpectrum(cov, spectrum);
  releaseSpectrum(spectrum);
  return made;
}

function shrinkSpectrum(cov: Covariance, spectrum: Spectrum): usize {
  const n = spectrum.n;
  const observations = cov.depth - 1;
  const count = min(n, observations);
  if (numericalRank(spectrum) < count) return FAILED_RANK;
  const arena = createArena(
    2 * vectorBytes(count + 2) + vectorBytes(<u64>count * <u64>n) + vectorBytes(assetVectorsScratch(spectrum, cov, count), 1),
  );
  if (!arena) return FAILED_MEMORY;
  const inverse = take(arena, count + 2);
  const delta = take(arena, count + 2);
  const v = take(arena, count * n);
  let trace: f64 = 0;
  for (let k = 0; k < count; k++) {
    const value = eigenvalue(spectrum, spectrum.order - count + k);
    trace += value;
    store<f64>(inverse + ((<usize>k) << 3), 1 / value);
  }
  const nought = shrunkEigenvalues(n, count, observations, inverse, delta, trace);
  assetVectors(spectrum, cov, count, v, arena.next);
  const made = count < n ? overNull(cov, count, nought, delta, v) : fullMatrix(cov, delta, v);
  releaseArena(arena);
  return made;
}

/** delta ← the shrunk eigenvalues, given the inverses of the sample's; returns δ₀ of the null ones, 0 where there are none. */
function shrunkEigenvalues(n: i32, count: i32, observations: f64, inverse: usize, delta: usize, trace: f64): f64 {
  const c = <f64>n / observations;
  // (min(c², c⁻²) / n)^0.35
  const h = expm1(0.35 * log(min<f64>(c * c, 1 / (c * c)) / <f64>n)) + 1;
  let sum: f64 = 0;
  let meanInverse: f64 = 0;
  for (let j = 0; j < count; j++) {
    const lj = load<f64>(inverse + ((<usize>j) << 3));
    meanInverse += lj / <f64>count;
    // θ: smoothed Stein shrinker and its conjugate, smoothed over the kernel of width h·l_i
    let theta: f64 = 0;
    let conjugate: f64 = 0;
    for (let i = 0; i < count; i++) {
      const li = load<f64>(inverse + ((<usize>i) << 3));
      const gap = li - lj;
      const width = gap * gap + li * li * h * h;
      theta += (li * gap) / width;
      conjugate += (li * li * h) / width;
    }
    theta /= <f64>count;
    conjugate /= <f64>count;
    const amplitude = theta * theta + conjugate * conjugate;
    const bracket = count < n ? amplitude : (1 - c) * (1 - c) + 2 * c * (1 - c) * theta + c * c * amplitude;
    const value = 1 / (lj * bracket);
    store<f64>(delta + ((<usize>j) << 3), value);
    sum += value;
  }
  const nought = count < n ? 1 / ((c - 1) * meanInverse) : 0;
  const scale = trace / (sum + <f64>(n - count) * nought);
  for (let j = 0; j < count; j++) {
    const at = delta + ((<usize>j) << 3);
    store<f64>(at, load<f64>(at) * scale);
  }
  return nought * scale;
}

/** Σ (δ − δ₀)vvᵀ + δ₀I; the vectors with δ < δ₀ come first, to be subtracted. */
function overNull(cov: Covariance, count: i32, nought: f64, delta: usize, v: usize): usize {
  const made = ownGram(cov, count);
  if (!made) return FAILED_MEMORY;
  let column = 0;
  for (let sign = -1; sign <= 1; sign += 2) {
    for (let k = 0; k < count; k++) {
      const excess = load<f64>(delta + ((<usize>k) << 3)) - nought;
      if (excess < 0 != sign < 0) continue;
      const root = Math.sqrt(Math.abs(excess));
      const row = v + ((<usize>k * made.assets) << 3);
      const to = made.values + ((<usize>column) << 3);
      for (let i = 0; i < made.assets; i++) store<f64>(to + <usize>i * made.stride, root * load<f64>(row + ((<usize>i) << 3)));
      column++;
    }
    if (sign < 0) made.negative = column;
  }
  if (made.negative > 0) made.extraSign = -1;
  for (let i = 0; i < cov.assets; i++) store<f64>(made.diagonal + ((<usize>i) << 3), nought);
  return changetype<usize>(made);
}

/** Σ δvvᵀ as a matrix. */
function fullMatrix(cov: Covariance, delta: usize, v: usize): usize {
  const n = cov.assets;
  const made = createDense(n);
  if (!made) return FAILED_MEMORY;
  const arena = createArena(64 + vectorBytes(syrkScratch(n, n), 1));
  if (!arena) {
    releaseCovariance(made);
    return FAILED_MEMORY;
  }
  const ld = (<usize>n) << 3;
  memory.copy(made.means, cov.means, ld);
  for (let k = 0; k < n; k++) {
    const at = delta + ((<usize>k) << 3);
    store<f64>(at, Math.sqrt(load<f64>(at)));
  }
  const operand = plainOperand(takeZeroed(arena, 64, 1), v, ld, true);
  operand.factor = delta;
  memory.fill(made.matrix, 0, <usize>n * ld);
  syrk(n, n, 1, operand, 0, 0, made.matrix, ld, arena.next);
  mirror(n, made.matrix, ld);
  releaseArena(arena);
  return changetype<usize>(made);
}
