import type { Covariance } from "../covariance/covariance.js";
import { gross, largest } from "./points.js";

/** A variance of this share of (Σ|wᵢ|σᵢ)² is rounding: no risk. */
const NO_RISK = 1e-13;

/** A weight of this share of the capital, or of all that is held, is rounding. */
const NO_WEIGHT = 1e-15;

/** √(wᵀΣw), 0 where rounding leaves less. */
export function volatilityOf(covariance: Covariance, w: Float64Array): number {
  return Math.sqrt(Math.max(0, covariance.variance(w)));
}

/** Σ|wᵢ|σᵢ, the volatility if nothing that is held were a hedge. */
export function riskUnhedged(variances: Float64Array, w: Float64Array): number {
  return variances.reduce((sum, one, i) => sum + Math.abs(w[i]) * Math.sqrt(Math.max(0, one)), 0);
}

/** Whether the risks of what is held cancel, or nothing is held but what rounding leaves of weights. */
export function isRiskless(covariance: Covariance, w: Float64Array): boolean {
  const variances = covariance.diagonal();
  const rounding = NO_WEIGHT * Math.max(1, gross(w)) * Math.sqrt(largest(variances));
  return covariance.variance(w) <= Math.max(NO_RISK * riskUnhedged(variances, w) ** 2, rounding ** 2);
}
