import { dot } from "../blas/dot";
import { createArena, releaseArena, take, vectorBytes } from "../memory/arena";
import { Covariance } from "./covariance";
import { solve, SOLVE_NO_MEMORY, SOLVED } from "./inverse";
import { createSpectrum, eigenvalue, releaseSpectrum } from "./spectrum";
import { expm1, log1p } from "./growth";

/*
 * Expected returns that are more than sample means. Each writes n means and returns SOLVED or why not, as `solve`.
 */

/** means ← exp(mean of ln(1 + x)) − 1 of each row: the rate that compounds to what the asset made. */
export function geometricMeans(cov: Covariance, means: usize): void {
  for (let i = 0; i < cov.assets; i++) {
    const row = cov.values + <usize>i * cov.stride;
    let sum: f64 = 0;
    for (let t = 0; t < cov.depth; t++) sum += log1p(load<f64>(row + ((<usize>t) << 3)));
    store<f64>(means + ((<usize>i) << 3), expm1(sum / <f64>cov.depth));
  }
}

/** means ← (1 − α)·means + α·target */
function shrinkMeans(n: i32, means: usize, target: f64, alpha: f64): void {
  for (let i = 0; i < n; i++) {
    const at = means + ((<usize>i) << 3);
    store<f64>(at, (1 - alpha) * load<f64>(at) + alpha * target);
  }
}

/**
 * James–Stein means, towards the grand mean b: α = (n·λ̄ − 2λ₁)/(T‖μ − b‖²) in [0, 1], λ the eigenvalues of the sample
 * covariance (James & Stein 1961, in the form for unequal variances of Meucci 2005, Risk and asset allocation,
 * eq. 4.137). `cov` is centred.
 */
export function jamesStein(cov: Covariance, ddof: f64, means: usize): i32 {
  const n = cov.assets;
  const spectrum = createSpectrum(cov, ddof, false);
  if (!spectrum) return SOLVE_NO_MEMORY;
  let trace: f64 = 0;
  let grand: f64 = 0;
  for (let i = 0; i < n; i++) {
    trace += load<f64>(spectrum.variances + ((<usize>i) << 3));
    grand += load<f64>(cov.means + ((<usize>i) << 3)) / <f64>n;
  }
  const largest = eigenvalue(spectrum, spectrum.order - 1);
  releaseSpectrum(spectrum);
  let square: f64 = 0;
  for (let i = 0; i < n; i++) {
    const d = load<f64>(cov.means + ((<usize>i) << 3)) - grand;
    square += d * d;
  }
  memory.copy(means, cov.means, (<usize>n) << 3);
  const alpha = (trace - 2 * largest) / (<f64>cov.depth * square);
  if (square > 0) shrinkMeans(n, means, grand, max<f64>(0, min<f64>(1, alpha)));
  return SOLVED;
}

/**
 * Bayes–Stein means, towards the return b = 1ᵀP⁻¹μ/1ᵀP⁻¹1 of the minimum-variance portfolio:
 * α = (n + 2)/(n + 2 + T(μ − b)ᵀP⁻¹(μ − b)) (Jorion 1986, Bayes–Stein estimation for portfolio analysis, eq. 17).
 * means: n, the sample means, replaced.
 */
export function bayesStein(cov: Covariance, observations: i32, means: usize): i32 {
  const n = cov.assets;
  const ld = (<usize>n) << 3;
  const arena = createArena(vectorBytes(2 * <u64>n) + vectorBytes(n));
  if (!arena) return SOLVE_NO_MEMORY;
  const solved = take(arena, 2 * n);
  const distance = take(arena, n);
  // P⁻¹μ and P⁻¹1
  memory.copy(solved, means, ld);
  for (let i = 0; i < n; i++) store<f64>(solved + ld + ((<usize>i) << 3), 1);
  const outcome = solve(cov, solved, 2);
  if (outcome == SOLVED) {
    let up: f64 = 0;
    let down: f64 = 0;
    for (let i = 0; i < n; i++) {
      up += load<f64>(solved + ((<usize>i) << 3));
      down += load<f64>(solved + ld + ((<usize>i) << 3));
    }
    const target = up / down;
    for (let i = 0; i < n; i++) {
      const at = (<usize>i) << 3;
      store<f64>(distance + at, load<f64>(means + at) - target);
      store<f64>(solved + at, load<f64>(solved + at) - target * load<f64>(solved + ld + at));
    }
    const square = dot(n, distance, solved);
    shrinkMeans(n, means, target, (<f64>n + 2) / (<f64>n + 2 + <f64>observations * square));
  }
  releaseArena(arena);
  return outcome;
}
