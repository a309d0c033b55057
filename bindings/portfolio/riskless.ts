import type { Covariance } from "../covariance/covariance.js";

/** A variance of this share of (Σ|wᵢ|σᵢ)² is rounding: no risk. */
const NO_RISK = 1e-13;

/** Σ|wᵢ|σᵢ, the volatility if nothing that is held were a hedge. */
export function riskUnhedged(covariance: Covariance, w: Float64Array): number {
  return covariance.diagonal().reduce((sum, one, i) => sum + Math.abs(w[i]) * Math.sqrt(Math.max(0, one)), 0);
}

/** Whether the risks of what is held cancel, or nothing is held. */
export function isRiskless(covariance: Covariance, w: Float64Array): boolean {
  return covariance.variance(w) <= NO_RISK * riskUnhedged(covariance, w) ** 2;
}
