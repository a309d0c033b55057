import { SolveOutcome } from "../abi.js";
import { checkCovariance, type Covariance } from "../covariance/covariance.js";
import { estimateCovariance } from "../covariance/estimate.js";
import { entryOf } from "../errors/matrix.js";
import { DimensionError, MemoryError, ValueError } from "../errors/errors.js";
import { toKind } from "../errors/options.js";
import type { Returns } from "../returns/returns.js";
import { fullExports } from "../fullExports.js";
import type { Wasm } from "../wasm.js";

/** Arithmetic (`mean`) or compound (`geometric`) sample means. */
export interface MeanOptions {
  estimator: "mean" | "geometric";
}

/** Exponentially weighted means. One of `halfLife` and `span` is needed. */
export interface EwmaMeanOptions {
  estimator: "ewma";
  /** The number of observations after which a weight has halved; above 0. */
  halfLife?: number | undefined;
  /** Weights decay by 1 − 2/(span + 1) an observation; at least 1. */
  span?: number | undefined;
}

/** Means shrunk towards their own mean. */
export interface JamesSteinOptions {
  estimator: "james-stein";
}

/** Means shrunk towards the return of the minimum-variance portfolio. */
export interface BayesSteinOptions {
  estimator: "bayes-stein";
  /** Of the same assets, not singular; the sample covariance by default. */
  covariance?: Covariance | undefined;
}

export type ExpectedReturnsOptions = MeanOptions | EwmaMeanOptions | JamesSteinOptions | BayesSteinOptions;

type Estimator = ExpectedReturnsOptions["estimator"];

const KEYS: { readonly [E in Estimator]: readonly string[] } = {
  mean: [],
  geometric: [],
  ewma: ["halfLife", "span"],
  "james-stein": [],
  "bayes-stein": ["covariance"],
};

/** Checks and estimates; see `FullCore.expectedReturns`. */
export function expectedReturns(wasm: Wasm, returns: Returns, options: ExpectedReturnsOptions): Float64Array {
  toKind("options", options, "estimator", KEYS);
  const moments = estimateCovariance(
    wasm,
    returns,
    options.estimator === "ewma" ? { ...options, divisor: "T" } : { estimator: "sample" },
  );
  try {
    const mean = moments.mean!;
    if (options.estimator === "mean" || options.estimator === "ewma") return mean;
    const covariance = options.estimator === "bayes-stein" ? (options.covariance ?? moments) : moments;
    return transformed(returns, options.estimator, covariance, mean);
  } finally {
    moments.dispose();
  }
}

/** What an estimator makes of the sample means, beside a covariance of the same assets. */
function transformed(
  returns: Returns,
  estimator: "geometric" | "james-stein" | "bayes-stein",
  covariance: Covariance,
  sampleMean: Float64Array,
): Float64Array {
  const { assets, observations } = returns;
  checkCovariance(covariance);
  const { wasm, handle } = covariance;
  if (covariance.assets !== assets) throw new DimensionError("covariance", `${covariance.assets} assets`, assets);
  return wasm.lend(8 * assets, "The expected returns", (means) => {
    if (estimator === "geometric") {
      checkCompounding(returns);
      fullExports(wasm).geometricMeans(handle, means);
    } else if (estimator === "james-stein") {
      if (fullExports(wasm).jamesStein(handle, 1, means) === SolveOutcome.memory)
        throw new MemoryError("The eigenvalues of the returns", 16 * Math.min(assets, observations) ** 2);
    } else {
      wasm.copyIn(means, sampleMean);
      const outcome = fullExports(wasm).bayesStein(handle, observations, means);
      if (outcome === SolveOutcome.memory) throw new MemoryError("The factor of the covariance matrix", 8 * assets ** 2);
      if (outcome === SolveOutcome.singular)
        throw new ValueError("covariance", "singular", 'a positive definite one, of "ledoit-wolf" for instance');
    }
    return wasm.copyOut(means, assets);
  });
}

/** A return of −100 % or less compounds to nothing. */
function checkCompounding(returns: Returns): void {
  const values = returns.toArray();
  const lost = values.findIndex((value) => value <= -1);
  if (lost < 0) return;
  const [t, i] = [Math.floor(lost / returns.assets), lost % returns.assets];
  const label = entryOf("returns", t, i, { columnNames: returns.names });
  throw new ValueError(label, values[lost], "a return above −1, which can be compounded");
}
