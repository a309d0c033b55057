import type { Covariance } from "../covariance/covariance.js";
import { dot, gross, largest } from "./points.js";

/** A variance of this share of (Σ|wᵢ|σᵢ)² is rounding: no risk. */
const NO_RISK = 1e-13;

/** Where there is one without risk, no portfolio is told from it by less volatility than this, and than this share of the largest of an asset. */
export const NO_VOLATILITY = 3e-11;

/** A weight of this share of the capital, or of all that is held, is rounding. */
const NO_WEIGHT = 1e-15;

/** The root of a variance, 0 where rounding leaves less. */
export function rootOf(variance: number): number {
  return Math.sqrt(Math.max(0, variance));
}

/** √(wᵀΣw). */
export function volatilityOf(covariance: Covariance, w: Float64Array): number {
  return rootOf(covariance.variance(w));
}

/** σ of each asset. */
export function volatilities(covariance: Covariance): Float64Array {
  return covariance.diagonal().map(rootOf);
}

/** The volatility that is not told from none, beside a portfolio without risk. */
export function noVolatility(covariance: Covariance): number {
  return NO_VOLATILITY * Math.min(1, largest(volatilities(covariance)));
}

/** What rounding of the weights leaves of a sum of wᵢ times each of `terms`, or of the volatility of weights where they are those of the assets. */
export function roundingOf(terms: Float64Array, w: Float64Array): number {
  return NO_WEIGHT * Math.max(1, gross(w)) * largest(terms);
}

/** Whether the risks of what is held cancel, or nothing is held but what rounding leaves of weights. */
export function isRiskless(covariance: Covariance, w: Float64Array): boolean {
  const sigma = volatilities(covariance);
  return covariance.variance(w) <= Math.max(NO_RISK * dot(sigma, w.map(Math.abs)) ** 2, roundingOf(sigma, w) ** 2);
}
