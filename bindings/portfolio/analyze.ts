import { checkCovariance, type Covariance } from "../covariance/covariance.js";
import { ValueError } from "../errors/errors.js";
import { toOptions } from "../errors/options.js";
import { toVector, type VectorInput } from "../errors/vector.js";
import { distance, dot, minus } from "./points.js";
import { effectiveHoldings } from "./pricedTerms.js";
import { rootOf, volatilities, volatilityOf } from "./riskless.js";

export interface AnalysisOptions {
  covariance: Covariance;
  /** One for each asset; by name, those left out are 0. */
  weights: VectorInput;
  /** The weights of a benchmark, or of the market: adds `beta`, `betas`, `activeRisk` and `activeShare`. */
  benchmark?: VectorInput | undefined;
}

/** What a portfolio's risk is made of; frozen, of one period. */
export interface Analysis {
  /** √(wᵀΣw). */
  readonly volatility: number;
  /** n: wᵢ(Σw)ᵢ/√(wᵀΣw), whose sum is the volatility (Euler's theorem; Litterman 1996, "Hot Spots and Hedges"). 0 without risk. */
  readonly riskContributions: Float64Array;
  /** n: the same as shares, whose sum is 1. */
  readonly riskShares: Float64Array;
  /** Σwᵢσᵢ/√(wᵀΣw) (Choueifaty & Coignard 2008, "Toward maximum diversification"); 0 without risk. */
  readonly diversificationRatio: number;
  /** 1/Σwᵢ², the number of equal holdings as concentrated; 0 where nothing is held. */
  readonly effectiveHoldings: number;
  /** wᵀΣb/(bᵀΣb): what the portfolio moves by where the benchmark moves by 1. */
  readonly beta?: number;
  /** n: Σb/(bᵀΣb), the same of each asset. */
  readonly betas?: Float64Array;
  /** √((w − b)ᵀΣ(w − b)), the tracking error. */
  readonly activeRisk?: number;
  /** ½Σ|wᵢ − bᵢ| (Cremers & Petajisto 2009). */
  readonly activeShare?: number;
}

/** See `Core.analyze`; two products with the covariance. */
export function analyze(options: AnalysisOptions): Analysis {
  const { covariance, ...given } = toOptions("options", options, ["covariance", "weights", "benchmark"]);
  checkCovariance(covariance);
  const { assets, names } = covariance;
  const w = toVector("weights", given.weights, assets, { names, missing: 0, broadcast: false });
  const marginal = covariance.multiply(w);
  const volatility = rootOf(dot(w, marginal));
  const over = (one: number): number => (volatility > 0 ? one / volatility : 0);
  const riskContributions = w.map((one, i) => over(one * marginal[i]));
  return Object.freeze({
    volatility,
    riskContributions,
    riskShares: riskContributions.map(over),
    diversificationRatio: over(dot(w, volatilities(covariance))),
    effectiveHoldings: w.some((one) => one !== 0) ? effectiveHoldings(w) : 0,
    ...(given.benchmark !== undefined && besideBenchmark(covariance, w, given.benchmark)),
  });
}

function besideBenchmark(
  covariance: Covariance,
  w: Float64Array,
  benchmark: VectorInput,
): Pick<Analysis, "beta" | "betas" | "activeRisk" | "activeShare"> {
  const { assets, names } = covariance;
  const b = toVector("benchmark", benchmark, assets, { names, missing: 0, broadcast: false });
  const pull = covariance.multiply(b);
  const variance = dot(b, pull);
  if (!(variance > 0)) throw new ValueError("the variance of benchmark", variance, "a number above 0: betas are beside it");
  const active = minus(w, b);
  return {
    beta: dot(w, pull) / variance,
    betas: pull.map((one) => one / variance),
    activeRisk: volatilityOf(covariance, active),
    activeShare: distance(w, b) / 2,
  };
}
