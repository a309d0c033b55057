import { createArena, releaseArena, take, takeZeroed, vectorBytes } from "../memory/arena";
import { centreRow, rowMeans } from "./centred";
import { Covariance } from "./covariance";
import { gramNorm } from "./gramNorm";
import { addCubes, addMultiple, addSquares, dotPairs, dotTriples } from "./moments";
import { rollingPowers, rollingQuartic } from "./rollingMoments";

/*
 * Linear shrinkage Σ̂ = (1 − δ)S + δF towards five targets F, in the form P = G Gᵀ + diag(d) + σeeᵀ.
 *
 * With y the centred returns, ν the divisor (T − 1, or T), S = YYᵀ/ν and s_i² = S_ii, the optimal
 * intensity is δ = (π − ρ)/(γν), clipped to [0, 1], where
 *
 *     π = Σ_ij [ν⁻¹ Σ_t y_it² y_jt² − S_ij²] = ν⁻¹ Σ_t (Σ_i y_it²)² − ‖S‖²       sampling noise of S
 *     ρ = Σ_ij of the covariance of F_ij with S_ij                                depends on the target
 *     γ = ‖S − F‖²                                                                misspecification of F
 *
 * Every double sum is a square of a sum over assets at each t, so that all of it takes a few passes of
 * O(nT), and ‖S‖² comes from the smaller Gram matrix. Where a window rolls, the targets on the diagonal take neither from
 * the panel (`rollingMoments`). Sources, one for each target: Ledoit & Wolf,
 * "A well-conditioned estimator for large-dimensional covariance matrices" (2004a, identity);
 * "Improved estimation of the covariance matrix of stock returns" (2003, single factor); "Honey, I
 * shrunk the sample covariance matrix" (2004b, constant correlation); and their covShrinkage programs
 * for the diagonal and the two-parameter target. OAS: Chen, Wiesel, Eldar & Hero 2010, eq. 23, without its terms in 2/n, as scikit-learn has it.
 */
export const IDENTITY: i32 = 0;
export const DIAGONAL: i32 = 1;
export const CONSTANT_CORRELATION: i32 = 2;
export const SINGLE_FACTOR: i32 = 3;
export const TWO_PARAMETER: i32 = 4;
export const OAS: i32 = 5;

/** What the passes leave behind. Sums over t are not yet divided by ν. */
@unmanaged
class Moments {
  n: i32;
  length: i32;
  pairs: i32;
  divisor: f64;
  /** n: sample variances s_i². */
  variances: usize;
  /** One centred row. */
  row: usize;
  /** Over t: q_t = Σ_i y_it², m_t = Σ_i y_it. */
  squares: usize;
  sums: usize;
  /** Over t, more sums that a target needs. */
  first: usize;
  second: usize;
  third: usize;
  /** Σ_i s_i², Σ_i s_i⁴, Σ_i ν⁻¹Σ_t y_it⁴, ν⁻¹Σ_t q_t². */
  trace: f64;
  traceSquare: f64;
  fourth: f64;
  quartic: f64;
}

/** Bytes of the workspace of `shrink`. */
function momentBytes(n: i32, length: i32): u64 {
  return vectorBytes(offsetof<Moments>(), 1) + vectorBytes(n) + 6 * vectorBytes(length + 2) + 64;
}

// @ts-ignore: decorator
@inline
function item(vector: usize, i: i32): f64 {
  return load<f64>(vector + ((<usize>i) << 3));
}

/** y ← row i of the returns, centred. */
// @ts-ignore: decorator
@inline
function centred(cov: Covariance, m: Moments, i: i32): void {
  centreRow(m.length, cov.values + <usize>i * cov.stride, item(cov.means, i), m.row);
}

/** The pass all targets need but those that a window which rolls serves without. */
function firstPass(cov: Covariance, m: Moments, scratch: usize): void {
  let fourth: f64 = 0;
  for (let i = 0; i < m.n; i++) {
    centred(cov, m, i);
    addMultiple(m.pairs, 1, m.row, m.sums);
    store<f64>(m.variances + ((<usize>i) << 3), addSquares(m.pairs, m.row, m.squares, scratch));
    fourth += load<f64>(scratch);
  }
  m.fourth = fourth;
  m.quartic = dotPairs(m.pairs, m.squares, m.squares);
}

/** From sums over t to moments. */
function divide(m: Moments): void {
  m.trace = 0;
  m.traceSquare = 0;
  for (let i = 0; i < m.n; i++) {
    const variance = item(m.variances, i) / m.divisor;
    store<f64>(m.variances + ((<usize>i) << 3), variance);
    m.trace += variance;
    m.traceSquare += variance * variance;
  }
  m.fourth /= m.divisor;
  m.quartic /= m.divisor;
}

/** δ = (π − ρ)/(γν) in [0, 1]; 0 where S equals its target but for rounding. */
function intensity(pi: f64, rho: f64, gamma: f64, norm: f64, divisor: f64): f64 {
  if (!(gamma > 1e-14 * norm)) return 0;
  return max<f64>(0, min<f64>(1, (pi - rho) / (gamma * divisor)));
}

/**
 * Makes the centred covariance `cov` (see `centre`) the shrunk one of `target`, with the divisor
 * T − ddof. `fixed`: the intensity to use, NaN for the optimal one. Returns the intensity; −1 where
 * memory does not hold the workspace.
 */
export function shrink(cov: Covariance, target: i32, ddof: f64, fixed: f64): f64 {
  const n = cov.assets;
  const length = cov.depth;
  const arena = createArena(momentBytes(n, length));
  if (!arena) return -1;
  const m = changetype<Moments>(takeZeroed(arena, offsetof<Moments>(), 1));
  m.n = n;
  m.length = length;
  m.pairs = (length + 1) >> 1;
  m.divisor = <f64>length - ddof;
  m.variances = take(arena, n);
  m.row = take(arena, length + 2);
  m.squares = takeZeroed(arena, length + 2);
  m.sums = takeZeroed(arena, length + 2);
  m.first = takeZeroed(arena, length + 2);
  m.second = takeZeroed(arena, length + 2);
  m.third = takeZeroed(arena, length + 2);
  const rolls = cov.rolling != 0 && (target == IDENTITY || target == DIAGONAL || target == OAS);
  // With the intensity given the sums over assets serve these two targets alone.
  const needsSums = isNaN(fixed) || target == SINGLE_FACTOR || target == TWO_PARAMETER;
  // What stands still has no variance at all beside its own mean, not beside one that rounding left.
  if (cov.rolling != 0 && !rolls) rowMeans(n, length, cov.values, cov.stride, cov.means);
  if (rolls) m.fourth = rollingPowers(cov, m.variances);
  else if (cov.squares != 0 && !needsSums) memory.copy(m.variances, cov.squares, (<usize>n) << 3);
  else firstPass(cov, m, take(arena, 1));
  let norm: f64 = 0;
  if (isNaN(fixed)) {
    norm = gramNorm(cov);
    if (norm < 0) {
      releaseArena(arena);
      return -1;
    }
    norm /= m.divisor * m.divisor;
    if (rolls) m.quartic = rollingQuartic(cov);
  }
  divide(m);
  let delta: f64;
  if (target == DIAGONAL) delta = toDiagonal(cov, m, norm, fixed);
  else if (target == CONSTANT_CORRELATION) delta = toConstantCorrelation(cov, m, norm, fixed);
  else if (target == SINGLE_FACTOR) delta = toSingleFactor(cov, m, norm, fixed);
  else if (target == TWO_PARAMETER) delta = toTwoParameter(cov, m, norm, fixed);
  else delta = toIdentity(cov, m, norm, fixed, target == OAS);
  cov.scale = Math.sqrt((1 - delta) / m.divisor);
  releaseArena(arena);
  return delta;
}

/** Sets d_i = δ·(constant), and no extra column. */
function setConstant(cov: Covariance, value: f64): void {
  cov.diagonal = cov.diagonalRoom;
  for (let i = 0; i < cov.assets; i++) store<f64>(cov.diagonal + ((<usize>i) << 3), value);
}

/** F = m·I with m the mean variance; ρ = 0, γ = ‖S‖² − n·m². */
function toIdentity(cov: Covariance, m: Moments, norm: f64, fixed: f64, oas: bool): f64 {
  const mean = m.trace / m.n;
  let delta = fixed;
  if (isNaN(fixed)) {
    const gamma = norm - m.trace * mean;
    if (oas) {
      // α = ‖S‖²/n², δ = (α + m²)/((T + 1)(α − m²/n))
      const alpha = norm / (<f64>m.n * <f64>m.n);
      const over = <f64>(m.length + 1) * (alpha - (mean * mean) / m.n);
      delta = gamma > 1e-14 * norm ? min<f64>(1, (alpha + mean * mean) / over) : 0;
    } else {
      delta = intensity(m.quartic - norm, 0, gamma, norm, m.divisor);
    }
  }
  setConstant(cov, delta * mean);
  return delta;
}

/** F = diag(s²); ρ = Σ_i π_ii, γ = ‖S‖² − Σ s⁴. */
function toDiagonal(cov: Covariance, m: Moments, norm: f64, fixed: f64): f64 {
  let delta = fixed;
  if (isNaN(fixed)) {
    const pi = m.quartic - norm;
    delta = intensity(pi, m.fourth - m.traceSquare, norm - m.traceSquare, norm, m.divisor);
  }
  cov.diagonal = cov.diagonalRoom;
  for (let i = 0; i < m.n; i++) store<f64>(cov.diagonal + ((<usize>i) << 3), delta * item(m.variances, i));
  return delta;
}

/**
 * F_ij = ρ̄ s_i s_j with ρ̄ the mean correlation, F_ii = s_i². In F = ρ̄ssᵀ + (1 − ρ̄)diag(s²) a constant
 * asset has the column 0, and takes no part in ρ̄.
 *
 *     ρ = Σ_i π_ii + ρ̄ Σ_{i≠j} (s_j/s_i)·θ_ij,   θ_ij = ν⁻¹ Σ_t y_it³ y_jt − s_i² S_ij
 */
function toConstantCorrelation(cov: Covariance, m: Moments, norm: f64, fixed: f64): f64 {
  let active = 0;
  for (let i = 0; i < m.n; i++) {
    const s = Math.sqrt(item(m.variances, i));
    if (s == 0) continue;
    active++;
    centred(cov, m, i);
    addMultiple(m.pairs, 1 / s, m.row, m.first);
    addMultiple(m.pairs, s, m.row, m.second);
    addCubes(m.pairs, 1 / s, m.row, m.third);
  }
  const pairs = <f64>active * <f64>(active - 1);
  const rBar = active > 1 ? (dotPairs(m.pairs, m.first, m.first) / m.divisor - active) / pairs : 0;
  let delta = fixed;
  if (isNaN(fixed)) {
    const weighted = dotPairs(m.pairs, m.second, m.second) / m.divisor;
    const cubes = dotPairs(m.pairs, m.third, m.second) / m.divisor;
    const own = m.fourth - m.traceSquare;
    const gamma =
      norm - m.traceSquare - 2 * rBar * (weighted - m.traceSquare) + rBar * rBar * (m.trace * m.trace - m.traceSquare);
    const pi = m.quartic - norm;
    delta = intensity(pi, own + rBar * (cubes - weighted - own), gamma, norm, m.divisor);
  }
  cov.diagonal = cov.diagonalRoom;
  cov.extra = cov.extraRoom;
  cov.extraSign = rBar < 0 ? -1 : 1;
  const root = Math.sqrt(delta * Math.abs(rBar));
  for (let i = 0; i < m.n; i++) {
    const at = (<usize>i) << 3;
    const v = load<f64>(m.variances + at);
    store<f64>(cov.diagonal + at, delta * (1 - rBar) * v);
    store<f64>(cov.extra + at, root * Math.sqrt(v));
  }
  return delta;
}

/**
 * F = ccᵀ/v off the diagonal, F_ii = s_i², for the factor f_t = n⁻¹Σ_i y_it with variance v and
 * covariances c_i = ν⁻¹Σ_t f_t y_it. With g_t = Σ_i c_i y_it
 *
 *     ρ = Σ_i π_ii + 2ρ₁ − ρ₃,   ρ₁ = v⁻¹ Σ_{i≠j} c_j (ν⁻¹Σ_t y_it² f_t y_jt − c_i S_ij)
 *                                ρ₃ = v⁻² Σ_{i≠j} c_i c_j (ν⁻¹Σ_t f_t² y_it y_jt − v S_ij)
 */
function toSingleFactor(cov: Covariance, m: Moments, norm: f64, fixed: f64): f64 {
  const f = m.first;
  const g = m.second;
  addMultiple(m.pairs, 1 / <f64>m.n, m.sums, f);
  const v = dotPairs(m.pairs, f, f) / m.divisor;
  const c = cov.extraRoom;
  // Diagonal terms of the double sums, and Σc², Σc⁴, Σc²s².
  let own1: f64 = 0;
  let own3: f64 = 0;
  let c2: f64 = 0;
  let c4: f64 = 0;
  let cs: f64 = 0;
  for (let i = 0; i < m.n; i++) {
    centred(cov, m, i);
    const ci = dotPairs(m.pairs, f, m.row) / m.divisor;
    store<f64>(c + ((<usize>i) << 3), ci);
    if (!isNaN(fixed)) continue;
    addMultiple(m.pairs, ci, m.row, g);
    const s = item(m.variances, i);
    memory.fill(m.third, 0, (<usize>m.pairs) << 4);
    addSquares(m.pairs, m.row, m.third, cov.work);
    own1 += ci * (dotTriples(m.pairs, m.third, f, m.row) / m.divisor - ci * s);
    own3 += ci * ci * (dotTriples(m.pairs, m.third, f, f) / m.divisor - v * s);
    c2 += ci * ci;
    c4 += ci * ci * ci * ci;
    cs += ci * ci * s;
  }
  let delta = fixed;
  if (isNaN(fixed)) {
    const pi = m.quartic - norm;
    const gg = dotPairs(m.pairs, g, g) / m.divisor;
    const rho1 = (dotTriples(m.pairs, m.squares, f, g) / m.divisor - gg - own1) / v;
    memory.fill(m.third, 0, (<usize>m.pairs) << 4);
    addSquares(m.pairs, f, m.third, cov.work);
    const rho3 = (dotTriples(m.pairs, m.third, g, g) / m.divisor - v * gg - own3) / (v * v);
    const gamma = norm - m.traceSquare - (2 / v) * (gg - cs) + (c2 * c2 - c4) / (v * v);
    delta = v > 0 ? intensity(pi, m.fourth - m.traceSquare + 2 * rho1 - rho3, gamma, norm, m.divisor) : 0;
  }
  cov.diagonal = cov.diagonalRoom;
  cov.extra = cov.extraRoom;
  cov.extraSign = 1;
  const root = v > 0 ? Math.sqrt(delta / v) : 0;
  for (let i = 0; i < m.n; i++) {
    const at = (<usize>i) << 3;
    const e = root * load<f64>(cov.extra + at);
    store<f64>(cov.extra + at, e);
    store<f64>(cov.diagonal + at, max<f64>(0, delta * item(m.variances, i) - e * e));
  }
  return delta;
}

/**
 * F with the mean variance a on the diagonal and the mean covariance b off it.
 *
 *     ρ = n⁻¹(ν⁻¹Σ_t q_t² − trace²) + (n(n−1))⁻¹(ν⁻¹Σ_t (m_t² − q_t)² − (n(n−1)b)²)
 */
function toTwoParameter(cov: Covariance, m: Moments, norm: f64, fixed: f64): f64 {
  const n = <f64>m.n;
  const a = m.trace / n;
  const off = dotPairs(m.pairs, m.sums, m.sums) / m.divisor - m.trace;
  const b = m.n > 1 ? off / (n * (n - 1)) : 0;
  let delta = fixed;
  if (isNaN(fixed)) {
    const squares = m.quartic;
    let crossed: f64 = 0;
    for (let t = 0; t < m.length; t++) {
      const cross = item(m.sums, t) * item(m.sums, t) - item(m.squares, t);
      crossed += cross * cross;
    }
    const rhoOff = m.n > 1 ? (crossed / m.divisor - off * off) / (n * (n - 1)) : 0;
    const rho = (squares - m.trace * m.trace) / n + rhoOff;
    delta = intensity(squares - norm, rho, norm - n * a * a - n * (n - 1) * b * b, norm, m.divisor);
  }
  setConstant(cov, delta * (a - b));
  cov.extra = cov.extraRoom;
  cov.extraSign = b < 0 ? -1 : 1;
  const root = Math.sqrt(delta * Math.abs(b));
  for (let i = 0; i < m.n; i++) store<f64>(cov.extra + ((<usize>i) << 3), root);
  return delta;
}
