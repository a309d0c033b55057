import { mirror } from "../blas/mirror";
import { Operand, plainOperand } from "../blas/operand";
import { syrk, syrkScratch } from "../blas/syrk";
import { createArena, releaseArena, take, takeZeroed, vectorBytes } from "../memory/arena";
import { Covariance, createDense, releaseCovariance } from "./covariance";
import { numericalRank, ownGram, writeLoadings } from "./factors";
import { assetVectors, assetVectorsScratch, createSpectrum, eigenvalue, releaseSpectrum, Spectrum } from "./spectrum";
import { FAILED_MEMORY, FAILED_RANK } from "./spectrum";

/**
 * Nonlinear shrinkage: the eigenvectors of the sample, each eigenvalue moved by the quadratic-inverse formula
 * (Ledoit & Wolf 2022, Quadratic shrinkage for large covariance matrices, Bernoulli 28: QIS), the trace kept.
 *
 * With ν = T − ddof observations in effect and c = n/ν. Where n ≤ ν the result is dense. Where n > ν the n − ν
 * null eigenvalues share one value δ₀, so that P = Σ (δ − δ₀)vvᵀ + δ₀I is never formed, unless some δ < δ₀.
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
  const count = min(n, <i32>spectrum.divisor);
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
  const nought = shrunkEigenvalues(n, count, spectrum.divisor, inverse, delta, trace);
  assetVectors(spectrum, cov, count, v, arena.next);
  let least = nought;
  for (let k = 0; k < count; k++) least = min<f64>(least, load<f64>(delta + ((<usize>k) << 3)));
  const lazy = count < n && least == nought;
  const made = lazy ? overNull(cov, count, nought, delta, v) : fullMatrix(cov, count, count < n ? least : 0, nought, delta, v);
  releaseArena(arena);
  return made;
}

/** delta ← the shrunk eigenvalues, given the inverses of the sample's; returns δ₀ of the null ones, 0 where there are none. */
function shrunkEigenvalues(n: i32, count: i32, observations: f64, inverse: usize, delta: usize, trace: f64): f64 {
  const c = <f64>n / observations;
  const h = Math.pow(min<f64>(c * c, 1 / (c * c)), 0.35) / Math.pow(<f64>n, 0.35);
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

/** Σ (δ − δ₀)vvᵀ + δ₀I */
function overNull(cov: Covariance, count: i32, nought: f64, delta: usize, v: usize): usize {
  const made = ownGram(cov, count);
  if (!made) return FAILED_MEMORY;
  for (let k = 0; k < count; k++) {
    const at = delta + ((<usize>k) << 3);
    store<f64>(at, Math.sqrt(load<f64>(at) - nought));
  }
  writeLoadings(made, v, 0, delta);
  for (let i = 0; i < cov.assets; i++) store<f64>(made.diagonal + ((<usize>i) << 3), nought);
  return changetype<usize>(made);
}

/** Σ (δ − δ₀)vvᵀ + δ₀I as a matrix, in the positive terms Σ (δ − b)vvᵀ + bI + (δ₀ − b)(I − Σvvᵀ) of the least value b. */
function fullMatrix(cov: Covariance, count: i32, least: f64, nought: f64, delta: usize, v: usize): usize {
  const n = cov.assets;
  const made = createDense(n);
  if (!made) return FAILED_MEMORY;
  const arena = createArena(64 + vectorBytes(syrkScratch(n, count), 1));
  if (!arena) {
    releaseCovariance(made);
    return FAILED_MEMORY;
  }
  memory.copy(made.means, cov.means, (<usize>n) << 3);
  const ld = (<usize>n) << 3;
  const scratch = takeZeroed(arena, 64, 1);
  const operand: Operand = plainOperand(scratch, v, ld, true);
  memory.fill(made.matrix, 0, <usize>n * ld);
  if (nought > least) syrk(n, count, least - nought, operand, 0, 0, made.matrix, ld, arena.next);
  for (let k = 0; k < count; k++) {
    const at = delta + ((<usize>k) << 3);
    store<f64>(at, Math.sqrt(max<f64>(0, load<f64>(at) - least)));
  }
  operand.factor = delta;
  syrk(n, count, 1, operand, 0, 0, made.matrix, ld, arena.next);
  const level = max<f64>(least, nought);
  for (let i = 0; i < n; i++) {
    const at = made.matrix + <usize>i * (ld + 8);
    store<f64>(at, load<f64>(at) + level);
  }
  mirror(n, made.matrix, ld);
  releaseArena(arena);
  return changetype<usize>(made);
}
