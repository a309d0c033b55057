import { COV_TARGETS } from "../abi.js";
import { toChoice } from "../errors/choice.js";
import { DimensionError, MemoryError, ValueError } from "../errors/errors.js";
import { toOptions } from "../errors/options.js";
import { toScalar } from "../errors/scalar.js";
import { Returns } from "../returns/returns.js";
import type { Wasm } from "../wasm.js";
import { Covariance } from "./covariance.js";

/** The divisor of sums of products: T − 1 (unbiased, the default) or T (maximum likelihood). */
export type Divisor = "T-1" | "T";

/** What `ledoit-wolf` shrinks towards. */
export type ShrinkageTarget = Exclude<(typeof COV_TARGETS)[number], "oas">;

export interface SampleOptions {
  estimator: "sample";
  divisor?: Divisor | undefined;
}

export interface LedoitWolfOptions {
  estimator: "ledoit-wolf";
  /** `"identity"` by default. */
  target?: ShrinkageTarget | undefined;
  /** A fixed intensity in [0, 1] instead of the optimal one. */
  shrinkage?: number | undefined;
  /** `"T-1"` (default) gives the intensities of Ledoit and Wolf's own programs, `"T"` those of scikit-learn. */
  divisor?: Divisor | undefined;
}

export interface OASOptions {
  estimator: "oas";
  divisor?: Divisor | undefined;
}

export type EstimatorOptions = SampleOptions | LedoitWolfOptions | OASOptions;

type Estimator = EstimatorOptions["estimator"];

/** The options each estimator takes. */
const KEYS: { readonly [E in Estimator]: readonly string[] } = {
  sample: ["divisor"],
  "ledoit-wolf": ["target", "shrinkage", "divisor"],
  oas: ["divisor"],
};

/** What the core returns instead of an intensity. */
const OUT_OF_MEMORY = -1;

/** Checks and estimates; see `Core.covariance`. */
export function estimateCovariance(wasm: Wasm, returns: Returns, options: EstimatorOptions): Covariance {
  const checked = toEstimatorOptions(options);
  checkReturns(wasm, returns);
  const { estimator } = checked;
  const { assets, observations, names } = returns;
  const { exports } = wasm;
  const bytes = assets * 24 + observations * 24;
  const handle = wasm.checked(exports.covCreateGram(returns.panel, returns.first, observations), bytes, "The covariance");
  try {
    exports.covCentre(handle);
    const shrinkage = runEstimator(wasm, handle, checked);
    if (shrinkage === OUT_OF_MEMORY) throw new MemoryError("The smaller Gram matrix", 8 * Math.min(assets, observations) ** 2);
    const mean = wasm.copyOut(exports.covMeans(handle), assets);
    return new Covariance(wasm, handle, { assets, names, estimator, shrinkage, mean });
  } catch (error) {
    exports.covRelease(handle);
    throw error;
  }
}

/** The intensity, where the estimator has one; OUT_OF_MEMORY where its workspace does not fit. */
function runEstimator({ exports }: Wasm, handle: number, options: EstimatorOptions): number | undefined {
  const ddof = options.divisor === "T" ? 0 : 1;
  if (options.estimator === "sample") {
    exports.covSample(handle, ddof);
    return undefined;
  }
  const target = options.estimator === "oas" ? "oas" : (options.target ?? "identity");
  const fixed = (options.estimator === "ledoit-wolf" ? options.shrinkage : undefined) ?? NaN;
  return exports.covShrink(handle, COV_TARGETS.indexOf(target), ddof, fixed);
}

function toEstimatorOptions(options: EstimatorOptions): EstimatorOptions {
  if (typeof options !== "object" || options === null) throw new ValueError("options", options, "an object { estimator, … }");
  const estimator = toChoice("estimator", options.estimator, Object.keys(KEYS) as Estimator[]);
  toOptions<object>(`the options of ${estimator}`, options, ["estimator", ...KEYS[estimator]] as never[]);
  if (options.divisor !== undefined) toChoice("divisor", options.divisor, ["T-1", "T"]);
  if (options.estimator === "ledoit-wolf") {
    const targets = COV_TARGETS.filter((target) => target !== "oas");
    if (options.target !== undefined) toChoice("target", options.target, targets);
    if (options.shrinkage !== undefined) toScalar("shrinkage", options.shrinkage, { least: 0, most: 1 });
  }
  return options;
}

function checkReturns(wasm: Wasm, returns: unknown): asserts returns is Returns {
  if (!(returns instanceof Returns)) {
    throw new ValueError("returns", returns, "what core.returns or core.returnsFromPrices returns");
  }
  if (returns.wasm !== wasm) throw new ValueError("returns", "of another core", "returns of this core");
  if (returns.observations < 2) throw new DimensionError("returns", `${returns.observations} observation`, "at least 2");
  if (returns.missing > 0) {
    throw new ValueError("returns", `${returns.missing} missing values`, 'none: only the estimator "pairwise" takes them');
  }
}
