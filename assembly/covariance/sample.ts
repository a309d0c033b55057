import { Covariance } from "./covariance";

/** Makes the centred covariance `cov` the sample covariance YYᵀ/(T − ddof). */
export function sample(cov: Covariance, ddof: f64): void {
  cov.scale = 1 / Math.sqrt(<f64>cov.depth - ddof);
}
