import { centreRow } from "./centred";
import { Covariance, Rolling } from "./covariance";
import { addSquares, dotPairs, dotTriples } from "./moments";

/*
 * What the intensity of a shrinkage needs of a window that rolls, from moments about the fixed centre c that a new
 * observation changes in O(n). With z = x − c, d = mean − c, q_t = ‖z_t‖² and y = z − d,
 *
 *     Σ_t y_it² = Σz² − T·d²
 *     Σ_t y_it⁴ = Σz⁴ − 4d·Σz³ + 6d²·Σz² − 3T·d⁴
 *     Σ_t ‖y_t‖⁴ = Σq² − 4dᵀ(Σ_t q_t z_t) + 4dᵀG₀d + 2‖d‖²·tr G₀ − 3T·‖d‖⁴      over the assets
 *     ‖y_t‖² = (HG₀H)_tt = g_tt − (2/T)·(G₀1)_t + T⁻²·1ᵀG₀1                         over the observations
 */

// @ts-ignore: decorator
@inline
function item(x: usize, i: i32): f64 {
  return load<f64>(x + ((<usize>i) << 3));
}

// @ts-ignore: decorator
@inline
function add(x: usize, i: i32, value: f64): void {
  const at = x + ((<usize>i) << 3);
  store<f64>(at, load<f64>(at) + value);
}

/** The moments of the whole window about the centre, in two passes. */
export function centreMoments(cov: Covariance, rolling: Rolling): void {
  const n = cov.assets;
  const pairs = (cov.depth + 1) >> 1;
  const q = rolling.products;
  const bytes = (<usize>cov.depth + 2) << 3;
  memory.fill(q, 0, bytes);
  memory.fill(rolling.row, 0, bytes);
  for (let i = 0; i < n; i++) {
    const power = rolling.powers + <usize>i * 24;
    centreRow(cov.depth, cov.values + <usize>i * cov.stride, item(rolling.centre, i), rolling.row);
    store<f64>(power, addSquares(pairs, rolling.row, q, power + 16));
    store<f64>(power, dotTriples(pairs, rolling.row, rolling.row, rolling.row), 8);
  }
  if (rolling.overTime) return;
  rolling.quartic = dotPairs(pairs, q, q);
  for (let i = 0; i < n; i++) {
    centreRow(cov.depth, cov.values + <usize>i * cov.stride, item(rolling.centre, i), rolling.row);
    store<f64>(rolling.cubic + ((<usize>i) << 3), dotPairs(pairs, q, rolling.row));
  }
}

/** The moments with `slots` new observations for the oldest, before these are overwritten. */
export function replaceMoments(cov: Covariance, rolling: Rolling, rows: usize, slots: i32): void {
  for (let r = 0; r < slots; r++) {
    const old = cov.values + ((<usize>(rolling.head + r)) << 3);
    addMoments(cov, rolling, old, cov.stride, -1);
    addMoments(cov, rolling, rows + ((<usize>r * cov.assets) << 3), 8, 1);
  }
}

/** Adds an observation, its elements `stride` bytes apart, `sign` times. */
function addMoments(cov: Covariance, rolling: Rolling, x: usize, stride: usize, sign: f64): void {
  const z = rolling.step;
  let q: f64 = 0;
  for (let i = 0; i < cov.assets; i++) {
    const value = load<f64>(x) - item(rolling.centre, i);
    const square = value * value;
    const power = rolling.powers + <usize>i * 24;
    add(power, 0, sign * square);
    add(power, 1, sign * square * value);
    add(power, 2, sign * square * square);
    store<f64>(z + ((<usize>i) << 3), value);
    q += square;
    x += stride;
  }
  if (rolling.overTime) return;
  rolling.quartic += sign * q * q;
  for (let i = 0; i < cov.assets; i++) add(rolling.cubic, i, sign * q * item(z, i));
}

/** variances[i] ← Σ_t y_it²; returns Σ_i Σ_t y_it⁴. */
export function rollingPowers(cov: Covariance, variances: usize): f64 {
  const rolling = changetype<Rolling>(cov.rolling);
  const length = <f64>cov.depth;
  let fourth: f64 = 0;
  for (let i = 0; i < cov.assets; i++) {
    const power = rolling.powers + <usize>i * 24;
    const d = item(cov.means, i) - item(rolling.centre, i);
    const square = item(power, 0);
    store<f64>(variances + ((<usize>i) << 3), max<f64>(0, square - length * d * d));
    fourth += item(power, 2) - 4 * d * item(power, 1) + d * d * (6 * square - 3 * length * d * d);
  }
  return fourth;
}

/** Σ_t ‖y_t‖⁴; over the observations after `rollingNorm`, which leaves G₀1 in `products`. */
export function rollingQuartic(cov: Covariance): f64 {
  const rolling = changetype<Rolling>(cov.rolling);
  const order = rolling.order;
  const length = <f64>cov.depth;
  if (rolling.overTime) {
    let total: f64 = 0;
    for (let t = 0; t < order; t++) total += item(rolling.products, t);
    let quartic: f64 = 0;
    for (let t = 0; t < order; t++) {
      const own = item(rolling.gram, t * order + t);
      const q = own - (2 * item(rolling.products, t) - total / length) / length;
      quartic += q * q;
    }
    return quartic;
  }
  let square: f64 = 0;
  let trace: f64 = 0;
  let form: f64 = 0;
  let cubic: f64 = 0;
  for (let i = 0; i < order; i++) {
    const row = rolling.gram + ((<usize>i * order) << 3);
    const d = item(cov.means, i) - item(rolling.centre, i);
    let product: f64 = 0;
    for (let j = 0; j < i; j++) product += item(row, j) * (item(cov.means, j) - item(rolling.centre, j));
    square += d * d;
    trace += item(row, i);
    form += d * (2 * product + d * item(row, i));
    cubic += d * item(rolling.cubic, i);
  }
  return rolling.quartic - 4 * cubic + 4 * form + square * (2 * trace - 3 * length * square);
}
