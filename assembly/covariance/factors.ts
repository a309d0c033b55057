import { createArena, releaseArena, take, vectorBytes } from "../memory/arena";
import { Covariance, createOwnGram } from "./covariance";
import {
  assetVectors,
  assetVectorsScratch,
  createSpectrum,
  eigenvalue,
  FAILED_MEMORY,
  releaseSpectrum,
  Spectrum,
} from "./spectrum";

/*
 * Estimators that keep the leading eigenvectors of the sample: P = G Gᵀ + diag(d), G of n × k. Each reads the centred
 * covariance `cov` and returns a new one, or one of the failures of spectrum.ts.
 */

/** The gram covariance on k columns of its own, which are yet to be written, with the means of `cov`. */
export function ownGram(cov: Covariance, k: i32): Covariance | null {
  const made = createOwnGram(cov.assets, k);
  if (!made) return null;
  memory.copy(made.means, cov.means, (<usize>cov.assets) << 3);
  made.diagonal = made.diagonalRoom;
  return made;
}

/** G[i, k] ← rowFactor[i] · columnFactor[k] · V[k, i], V of count × n; a rowFactor of 0 stands for ones. */
function writeLoadings(made: Covariance, v: usize, rowFactor: usize, columnFactor: usize): void {
  const n = made.assets;
  for (let i = 0; i < n; i++) {
    const row = made.values + <usize>i * made.stride;
    const f = rowFactor != 0 ? load<f64>(rowFactor + ((<usize>i) << 3)) : 1;
    for (let k = 0; k < made.depth; k++) {
      const at = (<usize>k) << 3;
      store<f64>(row + at, f * load<f64>(columnFactor + at) * load<f64>(v + ((<usize>k * n + i) << 3)));
    }
  }
}

/** Σ of the squares of row i of G. */
function rowSquare(made: Covariance, i: i32): f64 {
  const row = made.values + <usize>i * made.stride;
  let sum: f64 = 0;
  for (let k = 0; k < made.depth; k++) {
    const g = load<f64>(row + ((<usize>k) << 3));
    sum += g * g;
  }
  return sum;
}

/** How many of the largest eigenvalues may be used: those that are not rounding beside the largest. */
export function numericalRank(spectrum: Spectrum): i32 {
  const least = eigenvalue(spectrum, spectrum.order - 1) * 1e-13 * <f64>max(spectrum.order, 10);
  let rank = 0;
  while (rank < spectrum.order && eigenvalue(spectrum, spectrum.order - 1 - rank) > least) rank++;
  return rank;
}

/**
 * The model of `count` statistical factors: principal components of the sample covariance, and what they leave of
 * each variance as specific variance (Connor & Korajczyk 1986). Asset variances are those of the sample.
 */
export function principalFactors(cov: Covariance, ddof: f64, count: i32): usize {
  const spectrum = createSpectrum(cov, ddof, false);
  if (!spectrum) return FAILED_MEMORY;
  let made: usize = spectrum.failure;
  if (made == 0) made = loadFactors(cov, spectrum, min(count, numericalRank(spectrum)));
  releaseSpectrum(spectrum);
  return made;
}

function loadFactors(cov: Covariance, spectrum: Spectrum, count: i32): usize {
  const n = cov.assets;
  // A panel needs a column: without factors it is one of zeros.
  const columns = max(1, count);
  const arena = createArena(
    vectorBytes(<u64>columns * <u64>n) + vectorBytes(columns) + vectorBytes(assetVectorsScratch(spectrum, cov, columns), 1),
  );
  if (!arena) return FAILED_MEMORY;
  const made = ownGram(cov, columns);
  if (made) {
    const v = take(arena, columns * n);
    const roots = take(arena, columns);
    assetVectors(spectrum, cov, columns, v, arena.next);
    for (let k = 0; k < columns; k++) {
      const value = count > 0 ? eigenvalue(spectrum, spectrum.order - columns + k) : 0;
      store<f64>(roots + ((<usize>k) << 3), Math.sqrt(max<f64>(0, value)));
    }
    writeLoadings(made, v, 0, roots);
    for (let i = 0; i < n; i++) {
      const at = (<usize>i) << 3;
      store<f64>(made.diagonal + at, max<f64>(0, load<f64>(spectrum.variances + at) - rowSquare(made, i)));
    }
  }
  releaseArena(arena);
  return changetype<usize>(made);
}

/**
 * Eigenvalue clipping: of the sample correlation matrix the eigenvalues up to the Marchenko–Pastur edge
 * (1 + √(n/T))² are taken for noise and replaced by their mean. With `detone` the largest, the market,
 * is taken away altogether: the rest is Σ (λ − noise)vvᵀ + noise·(I − mmᵀ) with m the market's vector, hence the
 * extra column with its minus. The result is scaled back to unit diagonal, and to the sample variances (Laloux, Cizeau, Potters & Bouchaud 2000; López de Prado 2020, Machine learning for asset managers, §2.5–2.6).
 */
export function clipEigenvalues(cov: Covariance, ddof: f64, detone: bool): usize {
  const spectrum = createSpectrum(cov, ddof, true);
  if (!spectrum) return FAILED_MEMORY;
  let made: usize = spectrum.failure;
  if (made == 0) made = loadClipped(cov, spectrum, detone);
  releaseSpectrum(spectrum);
  return made;
}

function loadClipped(cov: Covariance, spectrum: Spectrum, detone: bool): usize {
  const n = cov.assets;
  let active = 0;
  for (let i = 0; i < n; i++) if (load<f64>(spectrum.variances + ((<usize>i) << 3)) > 0) active++;
  const root = 1 + Math.sqrt(<f64>active / <f64>cov.depth);
  const edge = root * root;
  let count = 0;
  let signal: f64 = 0;
  while (count < spectrum.order && eigenvalue(spectrum, spectrum.order - 1 - count) > edge) {
    signal += eigenvalue(spectrum, spectrum.order - 1 - count);
    count++;
  }
  const noise = active > count ? max<f64>(0, (<f64>active - signal) / <f64>(active - count)) : 0;
  const toneless = detone && count > 0;
  const columns = max(1, count);
  const arena = createArena(
    vectorBytes(<u64>columns * <u64>n) +
      vectorBytes(columns) +
      vectorBytes(n) +
      vectorBytes(assetVectorsScratch(spectrum, cov, columns), 1),
  );
  if (!arena) return FAILED_MEMORY;
  const made = ownGram(cov, columns);
  if (made) {
    const v = take(arena, columns * n);
    const roots = take(arena, columns);
    const volatilities = take(arena, n);
    const market = v + ((<usize>(columns - 1) * n) << 3);
    assetVectors(spectrum, cov, columns, v, arena.next);
    for (let k = 0; k < columns; k++) {
      const kept = count > 0 && !(toneless && k == columns - 1);
      const value = eigenvalue(spectrum, spectrum.order - columns + k) - noise;
      store<f64>(roots + ((<usize>k) << 3), kept ? Math.sqrt(max<f64>(0, value)) : 0);
    }
    writeLoadings(made, v, 0, roots);
    for (let i = 0; i < n; i++) {
      const at = (<usize>i) << 3;
      const variance = load<f64>(spectrum.variances + at);
      let unit = rowSquare(made, i) + noise;
      if (toneless) {
        const share = load<f64>(market + at);
        unit -= noise * share * share;
      }
      const volatility = unit > 0 ? Math.sqrt(variance / unit) : 0;
      store<f64>(volatilities + at, volatility);
      store<f64>(made.diagonal + at, volatility * volatility * noise);
      if (toneless) store<f64>(made.extraRoom + at, volatility * Math.sqrt(noise) * load<f64>(market + at));
    }
    writeLoadings(made, v, volatilities, roots);
    if (toneless) {
      made.extra = made.extraRoom;
      made.extraSign = -1;
    }
  }
  releaseArena(arena);
  return changetype<usize>(made);
}
