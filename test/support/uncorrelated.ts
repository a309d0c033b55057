import type { Core, Covariance } from "quadfolio";

/** Four assets that are not correlated, whose problems are solved by hand: variances 0.01, 0.04, 0.09 and 0.16. */
export function uncorrelated(core: Core): Covariance {
  const specificVariances = [0.01, 0.04, 0.09, 0.16];
  return core.factorCovariance({ loadings: specificVariances.map(() => [0]), factorCovariance: [[0]], specificVariances });
}
