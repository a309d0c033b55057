import { Covariance } from "./covariance";
import { oldest } from "./rolling";

/**
 * Makes `cov` exponentially weighted: w ∝ decay^age, Σw = 1, about the weighted mean, times 1/(1 − Σw²) where
 * `unbiased` (the convention of pandas' ewm().cov(); RiskMetrics, J. P. Morgan 1996). G has the columns √w_t·y_t. 1 − Σw² is taken from the
 * pairs of weights, 2Σ w_s w_t, of which nothing cancels.
 */
export function exponential(cov: Covariance, decay: f64, unbiased: bool): void {
  const weight = cov.weightRoom;
  let sum: f64 = 0;
  let pairs: f64 = 0;
  let power: f64 = 1;
  const first = oldest(cov);
  for (let age = 0; age < cov.depth; age++) {
    const t = first + cov.depth - 1 - age;
    store<f64>(weight + ((<usize>(t < cov.depth ? t : t - cov.depth)) << 3), power);
    pairs += sum * power;
    sum += power;
    power *= decay;
  }
  for (let t = 0; t < cov.depth; t++) {
    const at = weight + ((<usize>t) << 3);
    store<f64>(at, load<f64>(at) / sum);
  }
  weightedMeans(cov, weight);
  for (let t = 0; t < cov.depth; t++) {
    const at = weight + ((<usize>t) << 3);
    store<f64>(at, Math.sqrt(load<f64>(at)));
  }
  cov.mean = cov.means;
  cov.weight = weight;
  cov.scale = unbiased ? sum / Math.sqrt(2 * pairs) : 1;
}

/** means ← Σ_t w_t x_t with Σw = 1, in two passes as `rowMeans`. */
function weightedMeans(cov: Covariance, weight: usize): void {
  for (let i = 0; i < cov.assets; i++) {
    const row = cov.values + <usize>i * cov.stride;
    const first = weightedSum(cov.depth, row, weight, 0);
    store<f64>(cov.means + ((<usize>i) << 3), first + weightedSum(cov.depth, row, weight, first));
  }
}

function weightedSum(length: i32, x: usize, weight: usize, shift: f64): f64 {
  let sum: f64 = 0;
  for (let t = 0; t < length; t++) {
    const at = (<usize>t) << 3;
    sum += load<f64>(weight + at) * (load<f64>(x + at) - shift);
  }
  return sum;
}
