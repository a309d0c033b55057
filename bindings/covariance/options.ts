import { COV_TARGETS } from "../abi.js";
import { toChoice } from "../errors/choice.js";
import { toCount } from "../errors/count.js";
import { ValueError } from "../errors/errors.js";
import { checkEither, toKind } from "../errors/options.js";
import { toScalar } from "../errors/scalar.js";

/** The divisor of sums of products: T − 1 (unbiased) or T (maximum likelihood). */
export type Divisor = "T-1" | "T";

/** What `ledoit-wolf` shrinks towards. */
export type ShrinkageTarget = Exclude<(typeof COV_TARGETS)[number], "oas">;

/** The sample covariance. */
export interface SampleOptions {
  estimator: "sample";
  /** `"T-1"` by default. */
  divisor?: Divisor | undefined;
}

/** Exponential weights, about the weighted mean. One of `halfLife` and `span` is needed. */
export interface EwmaOptions {
  estimator: "ewma";
  /** The number of observations after which a weight has halved; above 0. */
  halfLife?: number | undefined;
  /** Weights decay by 1 − 2/(span + 1) an observation; at least 1, and above it but for the divisor `"T"`. */
  span?: number | undefined;
  /** `"T-1"` (default) divides by 1 − Σw², as pandas does, `"T"` by nothing. */
  divisor?: Divisor | undefined;
}

/** Linear shrinkage with the optimal intensity, or a fixed one. */
export interface LedoitWolfOptions {
  estimator: "ledoit-wolf";
  /** `"identity"` by default. */
  target?: ShrinkageTarget | undefined;
  /** A fixed intensity in [0, 1] instead of the optimal one. */
  shrinkage?: number | undefined;
  /** `"T-1"` (default) gives the intensities of Ledoit and Wolf's own programs, `"T"` those of scikit-learn. */
  divisor?: Divisor | undefined;
}

/** Oracle-approximating shrinkage to a multiple of the identity. */
export interface OASOptions {
  estimator: "oas";
  /** `"T-1"` by default; scikit-learn's is `"T"`. The intensity is the same. */
  divisor?: Divisor | undefined;
}

/** Quadratic-inverse nonlinear shrinkage (QIS). */
export interface NonlinearOptions {
  estimator: "nonlinear-shrinkage";
  /** Of the sample covariance: the observations in effect are T − 1 with either. */
  divisor?: Divisor | undefined;
}

/** Eigenvalues of the correlation matrix inside the Marchenko–Pastur bulk replaced by their mean. */
export interface ClippingOptions {
  estimator: "eigenvalue-clipping";
  /** Whether the largest component, the market, is taken out; the result is then singular. False by default. */
  detone?: boolean | undefined;
  divisor?: Divisor | undefined;
}

/** Principal components and specific variances. */
export interface PCAOptions {
  estimator: "pca";
  /** How many components to keep, at most min(n, T). */
  factors: number;
  divisor?: Divisor | undefined;
}

/** Downside covariance: of shortfalls below a threshold. */
export interface SemiOptions {
  estimator: "semi";
  /** A return per period, 0 by default, or `"mean"` for each asset's own. */
  threshold?: number | "mean" | undefined;
  /** `"T"` by default. */
  divisor?: Divisor | undefined;
}

/** Each pair over the observations both have, moved to the nearest semidefinite matrix. Takes missing values. */
export interface PairwiseOptions {
  estimator: "pairwise";
  divisor?: Divisor | undefined;
}

export type EstimatorOptions =
  | SampleOptions
  | EwmaOptions
  | LedoitWolfOptions
  | OASOptions
  | NonlinearOptions
  | ClippingOptions
  | PCAOptions
  | SemiOptions
  | PairwiseOptions;

type Estimator = EstimatorOptions["estimator"];

/** The options each estimator takes beside `divisor`. */
const KEYS: { readonly [E in Estimator]: readonly string[] } = {
  sample: [],
  ewma: ["halfLife", "span"],
  "ledoit-wolf": ["target", "shrinkage"],
  oas: [],
  "nonlinear-shrinkage": [],
  "eigenvalue-clipping": ["detone"],
  pca: ["factors"],
  semi: ["threshold"],
  pairwise: [],
};

/** `options` with every value checked that can be without the returns. */
export function toEstimatorOptions(options: EstimatorOptions): EstimatorOptions {
  toKind("options", options, "estimator", KEYS, ["divisor"]);
  if (options.divisor !== undefined) toChoice("divisor", options.divisor, ["T-1", "T"]);
  if (options.estimator === "ledoit-wolf") {
    const targets = COV_TARGETS.filter((target) => target !== "oas");
    if (options.target !== undefined) toChoice("target", options.target, targets);
    if (options.shrinkage !== undefined) toScalar("shrinkage", options.shrinkage, { least: 0, most: 1 });
  } else if (options.estimator === "ewma") {
    if (decayOf(options) === 0 && options.divisor !== "T")
      throw new ValueError("the decay of ewma", 0, 'a span above 1 or a longer half-life, or the divisor "T"');
  } else if (options.estimator === "pca") {
    toCount("factors", options.factors);
  } else if (options.estimator === "semi") {
    if (options.threshold !== undefined && options.threshold !== "mean") toScalar("threshold", options.threshold);
  } else if (options.estimator === "eigenvalue-clipping") {
    const { detone } = options;
    if (detone !== undefined && typeof detone !== "boolean") throw new ValueError("detone", detone, "true or false");
  }
  return { ...options };
}

/** The factor from one weight to the one before it, from the half-life or the span. */
export function decayOf(options: { halfLife?: number | undefined; span?: number | undefined }): number {
  const { halfLife, span } = options;
  checkEither("the options of ewma", options, "halfLife", "span");
  if (halfLife !== undefined) return 2 ** (-1 / toScalar("halfLife", halfLife, { above: 0 }));
  return 1 - 2 / (toScalar("span", span, { least: 1 }) + 1);
}
