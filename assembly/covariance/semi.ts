import { Covariance, createOwnGram } from "./covariance";
import { FAILED_MEMORY } from "./spectrum";

/**
 * The downside covariance Σ_t min(x_t − b, 0)·min(x_t − b, 0)ᵀ / (T − ddof), b the threshold, or each asset's mean where
 * it is NaN (Estrada 2008, Mean-semivariance optimization: a heuristic approach). Positive semidefinite by its
 * form; it takes a panel of its own, of the shortfalls.
 */
export function downside(cov: Covariance, ddof: f64, threshold: f64): usize {
  const n = cov.assets;
  const made = createOwnGram(n, cov.depth);
  if (!made) return FAILED_MEMORY;
  memory.copy(made.means, cov.means, (<usize>n) << 3);
  for (let i = 0; i < n; i++) {
    const from = cov.values + <usize>i * cov.stride;
    const to = made.values + <usize>i * made.stride;
    const b = isNaN(threshold) ? load<f64>(cov.means + ((<usize>i) << 3)) : threshold;
    for (let t = 0; t < cov.depth; t++) {
      const at = (<usize>t) << 3;
      store<f64>(to + at, min<f64>(0, load<f64>(from + at) - b));
    }
  }
  made.scale = 1 / Math.sqrt(<f64>cov.depth - ddof);
  return changetype<usize>(made);
}
