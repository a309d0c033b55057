import { get, set } from "../memory/access";
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

/** x[i] ← x[i] + value */
// @ts-ignore: decorator
@inline
function add(x: usize, i: i32, value: f64): void {
  set(x, i, get(x, i) + value);
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
    centreRow(cov.depth, cov.values + <usize>i * cov.stride, get(rolling.centre, i), rolling.row);
    set(power, 0, addSquares(pairs, rolling.row, q, power + 16));
    set(power, 1, dotTriples(pairs, rolling.row, rolling.row, rolling.row));
  }
  if (rolling.overTime) return;
  rolling.quartic = dotPairs(pairs, q, q);
  for (let i = 0; i < n; i++) {
    centreRow(cov.depth, cov.values + <usize>i * cov.stride, get(rolling.centre, i), rolling.row);
    set(rolling.cubic, i, dotPairs(pairs, q, rolling.row));
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
    const value = load<f64>(x) - get(rolling.centre, i);
    const square = value * value;
    const power = rolling.powers + <usize>i * 24;
    add(power, 0, sign * square);
    add(power, 1, sign * square * value);
    add(power, 2, sign * square * square);
    set(z, i, value);
    q += square;
    x += stride;
  }
  if (rolling.overTime) return;
  rolling.quartic += sign * q * q;
  for (let i = 0; i < cov.assets; i++) add(rolling.cubic, i, sign * q * get(z, i));
}

/** variances[i] ← Σ_t y_it²; returns Σ_i Σ_t y_it⁴. */
export function rollingPowers(cov: Covariance, variances: usize): f64 {
  const rolling = changetype<Rolling>(cov.rolling);
  const length = <f64>cov.depth;
  let fourth: f64 = 0;
  for (let i = 0; i < cov.assets; i++) {
    const power = rolling.powers + <usize>i * 24;
    const d = get(cov.means, i) - get(rolling.centre, i);
    const square = get(power, 0);
    set(variances, i, max<f64>(0, square - length * d * d));
    fourth += get(power, 2) - 4 * d * get(power, 1) + d * d * (6 * square - 3 * length * d * d);
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
    for (let t = 0; t < order; t++) total += get(rolling.products, t);
    let quartic: f64 = 0;
    for (let t = 0; t < order; t++) {
      const own = get(rolling.gram, t * order + t);
      const q = own - (2 * get(rolling.products, t) - total / length) / length;
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
    const d = get(cov.means, i) - get(rolling.centre, i);
    let product: f64 = 0;
    for (let j = 0; j < i; j++) product += get(row, j) * (get(cov.means, j) - get(rolling.centre, j));
    square += d * d;
    trace += get(row, i);
    form += d * (2 * product + d * get(row, i));
    cubic += d * get(rolling.cubic, i);
  }
  return rolling.quartic - 4 * cubic + 4 * form + square * (2 * trace - 3 * length * square);
}
