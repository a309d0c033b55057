import { randomReturns } from "../support/randomReturns.js";

/** Returns of which two in five are missing: whose nearest positive semidefinite matrix takes seconds to find, with 60 observations of 800 assets. */
export function withGaps(observations: number, assets: number): Float64Array {
  return randomReturns(observations, assets, 4).map((value, k) => ((k * 7919) % 1000 < 400 ? NaN : value));
}
