import { checkCovariance, type Covariance } from "../covariance/covariance.js";
import { ValueError } from "../errors/errors.js";
import { checkEither, toOptions } from "../errors/options.js";
import { toScalar } from "../errors/scalar.js";
import { toVector, type VectorInput } from "../errors/vector.js";

/** A market in equilibrium. One of `marketReturn` and `riskAversion` is needed. */
export interface CapmOptions {
  covariance: Covariance;
  /** n: the market portfolio; by name, those left out are 0. */
  marketWeights: VectorInput;
  /** The market's expected return, per period. */
  marketReturn?: number | undefined;
  /** δ: the market's excess return over its variance. */
  riskAversion?: number | undefined;
  /** Per period, 0 by default. */
  riskFree?: number | undefined;
}

/** Checks and computes; see `FullCore.capmReturns`. */
export function capmReturns(options: CapmOptions): Float64Array {
  const keys = ["covariance", "marketWeights", "marketReturn", "riskAversion", "riskFree"] as const;
  const {
    covariance,
    marketWeights,
    marketReturn,
    riskAversion,
    riskFree = 0,
  } = toOptions("options", options, keys, "covariance, marketWeights, …");
  checkCovariance(covariance);
  const { assets, names } = covariance;
  const w = toVector("marketWeights", marketWeights, assets, { names, broadcast: false, missing: 0 });
  toScalar("riskFree", riskFree);
  checkEither("options", options, "marketReturn", "riskAversion");
  const along = covariance.multiply(w);
  if (riskAversion !== undefined) {
    const delta = toScalar("riskAversion", riskAversion, { least: 0 });
    return along.map((value) => riskFree + delta * value);
  }
  const excess = toScalar("marketReturn", marketReturn) - riskFree;
  const variance = covariance.variance(w);
  if (!(variance > 0)) throw new ValueError("marketWeights", "a portfolio without variance", "one with variance");
  return along.map((value) => riskFree + (value / variance) * excess);
}
