import { COV_TARGETS, CovFailure } from "../abi.js";
import { DimensionError, MemoryError, QuadfolioError, ValueError } from "../errors/errors.js";
import { Returns } from "../returns/returns.js";
import type { Wasm } from "../wasm.js";
import { Covariance } from "./covariance.js";
import { decayOf, toEstimatorOptions, type EstimatorOptions } from "./options.js";

/** What `covShrink` returns instead of an intensity where memory is full. */
const OUT_OF_MEMORY = -1;

/** The estimators that keep to the returns themselves, and can roll with them. */
const ROLLING: readonly string[] = ["sample", "ewma", "ledoit-wolf", "oas"];

/** Checks and estimates; see `Core.covariance`. */
export function estimateCovariance(wasm: Wasm, returns: Returns, options: EstimatorOptions): Covariance {
  const checked = toEstimatorOptions(options);
  checkReturns(wasm, returns, checked);
  const { estimator } = checked;
  const { assets, observations, names } = returns;
  const { exports } = wasm;
  const bytes = 24 * (assets + observations);
  const gram = wasm.checked(exports.covCreateGram(returns.handle, returns.first, observations), bytes, "The covariance");
  try {
    if (estimator !== "pairwise") exports.covCentre(gram);
    const order = Math.min(assets, observations);
    const reshape = ROLLING.includes(estimator) ? (handle: number) => shapeGram(wasm, handle, order, checked) : undefined;
    const shrinkage = reshape?.(gram);
    const handle = newCovariance(wasm, gram, returns, checked);
    if (handle !== gram) exports.covRelease(gram);
    const mean = wasm.copyOut(exports.covMeans(handle), assets);
    return new Covariance(wasm, handle, { assets, names, estimator, shrinkage, mean, reshape });
  } catch (error) {
    exports.covRelease(gram);
    throw error;
  }
}

/** Makes the centred covariance that of a rolling estimator; the intensity of those that have one. */
function shapeGram({ exports }: Wasm, gram: number, order: number, options: EstimatorOptions): number | undefined {
  const ddof = ddofOf(options);
  if (options.estimator === "sample") exports.covSample(gram, ddof);
  if (options.estimator === "ewma") exports.covExponential(gram, decayOf(options), ddof);
  if (options.estimator !== "ledoit-wolf" && options.estimator !== "oas") return undefined;
  const [target, fixed] =
    options.estimator === "oas" ? (["oas", NaN] as const) : [options.target ?? "identity", options.shrinkage ?? NaN];
  const shrinkage = exports.covShrink(gram, COV_TARGETS.indexOf(target), ddof, fixed);
  if (shrinkage !== OUT_OF_MEMORY) return shrinkage;
  throw new MemoryError("The smaller Gram matrix", 8 * order ** 2);
}

/** The estimators that make something new of the returns; `gram` itself for the others. */
function newCovariance({ exports }: Wasm, gram: number, returns: Returns, options: EstimatorOptions): number {
  const ddof = ddofOf(options);
  const { estimator } = options;
  const { assets, observations } = returns;
  const order = Math.min(assets, observations);
  if (estimator === "nonlinear-shrinkage") {
    const rank = "assets that are linearly independent, none of them constant";
    return made(exports.covNonlinear(gram, ddof), assets * order, `of too low a rank`, rank);
  }
  if (estimator === "eigenvalue-clipping")
    return made(exports.covClip(gram, ddof, options.detone ? 1 : 0), order * (order + assets));
  if (estimator === "pca") return made(exports.covPrincipalFactors(gram, ddof, options.factors), order * (order + assets));
  if (estimator === "semi") {
    const threshold = options.threshold === "mean" ? NaN : (options.threshold ?? 0);
    return made(exports.covDownside(gram, ddof, threshold), assets * observations);
  }
  if (estimator === "pairwise") {
    const outcome = exports.covPairwise(gram, ddof);
    if (outcome === CovFailure.convergence) {
      throw new QuadfolioError(
        "The positive semidefinite matrix nearest to the covariances of the pairs was not found: Newton's method did not converge.",
      );
    }
    const [received, expected] = outcome === CovFailure.rank ? tooFewInCommon(returns, exports.covShortPair(gram)) : [];
    return made(outcome, 3 * assets * (assets + observations), received, expected);
  }
  return gram;
}

/** What is wrong with a pair of assets, i·n + j, that share fewer than two observations. */
function tooFewInCommon({ assets, names }: Returns, pair: number): [string, string] {
  const [i, j] = [Math.floor(pair / assets), pair % assets];
  const nameOf = (k: number) => names?.[k] ?? `asset ${k}`;
  const whose = i === j ? `of ${nameOf(i)}` : `that ${nameOf(j)} and ${nameOf(i)} have in common`;
  return [`without two observations ${whose}`, "at least two for every pair of assets"];
}

/** The address of a new covariance, or the error that its failure means. `cells`: roughly the doubles it needs. */
function made(outcome: number, cells: number, received = "", expected = ""): number {
  if (outcome === CovFailure.memory) throw new MemoryError("The estimate", 8 * cells);
  if (outcome === CovFailure.convergence) throw new QuadfolioError("The eigenvalues of the returns' covariance were not found.");
  if (outcome === CovFailure.rank) throw new ValueError("returns", received, expected);
  return outcome >>> 0;
}

function ddofOf({ estimator, divisor }: EstimatorOptions): 0 | 1 {
  return (divisor ?? (estimator === "semi" ? "T" : "T-1")) === "T" ? 0 : 1;
}

function checkReturns(wasm: Wasm, returns: unknown, options: EstimatorOptions): asserts returns is Returns {
  if (!(returns instanceof Returns)) {
    throw new ValueError("returns", returns, "what core.returns or core.returnsFromPrices returns");
  }
  if (returns.wasm !== wasm) throw new ValueError("returns", "of another core", "returns of this core");
  const { assets, observations, missing } = returns;
  if (observations < 2) throw new DimensionError("returns", `${observations} observation`, "at least 2");
  if (missing > 0 && options.estimator !== "pairwise") {
    throw new ValueError("returns", `${missing} missing values`, 'none: only the estimator "pairwise" takes them');
  }
  const order = Math.min(assets, observations);
  if (options.estimator === "pca" && options.factors > order)
    throw new ValueError("factors", options.factors, `at most ${order}, the smaller of the numbers of assets and observations`);
}
