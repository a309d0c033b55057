import type { Core, Covariance } from "quadfolio";
import { randomGram, uniform } from "./random.js";

/** A three-asset market with names, small enough to check by hand. */
export function threeAssets(core: Core): Covariance {
  const matrix = [0.04, 0.01, 0, 0.01, 0.09, 0.02, 0, 0.02, 0.16];
  return core.denseCovariance(new Float64Array(matrix), { names: ["BOND", "STOCK", "GOLD"] });
}

/** A market of n assets named A0, A1, …: `k` factors and specific risk, and expected returns. */
export function randomMarket(core: Core, n: number, k: number, seed: number) {
  const next = uniform(seed);
  const matrix = randomGram(n, k, 0.02, next);
  const names = Array.from({ length: n }, (_, i) => `A${i}`);
  const expectedReturns = Float64Array.from({ length: n }, () => 0.2 * next() - 0.05);
  return { matrix, names, expectedReturns, next, covariance: core.denseCovariance(matrix, { names }) };
}
