import { CovFailure, SolveOutcome } from "../abi.js";
import { checkCovariance, Covariance } from "../covariance/covariance.js";
import { DimensionError, MemoryError, ValueError } from "../errors/errors.js";
import { checkList, positionsOf, toAsset } from "../errors/names.js";
import { checkEither, toOptions } from "../errors/options.js";
import { toScalar } from "../errors/scalar.js";
import { toVector, type VectorInput } from "../errors/vector.js";
import { fullExports } from "../fullExports.js";
import type { Wasm } from "../wasm.js";

/** What one believes about expected returns: of one asset, or of a portfolio of them. */
export interface View {
  /** An absolute view: the name or position of the asset. */
  asset?: string | number | undefined;
  /** A relative view, or of any portfolio: n coefficients; by name, those left out are 0. */
  coefficients?: VectorInput | undefined;
  /** The return per period of that asset or portfolio. */
  value: number;
  /** In (0, 1]: 1 is certain, ½ (default) as uncertain as the prior is about it. */
  confidence?: number | undefined;
  /** The variance of the view's error instead of a confidence; at least 0. */
  variance?: number | undefined;
}

export interface BlackLittermanOptions {
  covariance: Covariance;
  /** n expected returns before the views: `capmReturns` for instance. */
  prior: VectorInput;
  views: readonly View[];
  /** The uncertainty of the prior is τ times the covariance; 0.05 by default. */
  tau?: number | undefined;
}

export interface BlackLittermanResult {
  /** n: the posterior mean. */
  readonly expectedReturns: Float64Array;
  /** Makes the covariance of returns about it, dense: P + τP less what the views tell. Dispose of it. */
  posteriorCovariance(): Covariance;
}

const KEYS = ["covariance", "prior", "views", "tau"] as const;
const VIEW_FORM = "asset or coefficients, value";
const VIEW_KEYS = ["asset", "coefficients", "value", "confidence", "variance"] as const;

/** Checked views of n assets, in one buffer, as they cross: behind them the prior, and room for n results. */
interface Views {
  readonly all: Float64Array;
  /** k × n; k each; n. */
  readonly coefficients: Float64Array;
  readonly values: Float64Array;
  readonly variances: Float64Array;
  readonly confidences: Float64Array;
  readonly prior: Float64Array;
}

/** Checks and computes; see `FullCore.blackLitterman`. */
export function blackLitterman(options: BlackLittermanOptions): BlackLittermanResult {
  const { covariance, prior, views, tau = 0.05 } = toOptions("options", options, KEYS, "covariance, prior, views");
  checkCovariance(covariance);
  const { assets: n, names, wasm } = covariance;
  const pi = toVector("prior", prior, n, { names });
  toScalar("tau", tau, { above: 0 });
  const checked = toViews(views, covariance);
  checked.prior.set(pi);
  const k = checked.values.length;
  const expectedReturns = withViews(wasm, checked, ([views, values, variances, confidences, prior]) => {
    const out = prior + 8 * n;
    const outcome = fullExports(wasm).posteriorMean(covariance.handle, k, views, values, variances, confidences, tau, prior, out);
    if (outcome === SolveOutcome.memory) throw new MemoryError("The views", 8 * k * (n + k));
    if (outcome === SolveOutcome.singular) {
      throw new ValueError("views", "singular", "views that contradict neither each other nor the prior with certainty");
    }
    return wasm.copyOut(out, n);
  });
  return {
    expectedReturns,
    posteriorCovariance: () =>
      withViews(wasm, checked, ([views, , variances, confidences]) => {
        const made = fullExports(wasm).posteriorCovariance(covariance.handle, k, views, variances, confidences, tau) >>> 0;
        if (made === CovFailure.memory) throw new MemoryError("The posterior covariance", 8 * n * n);
        return new Covariance(wasm, made, { assets: n, names, estimator: "black-litterman" });
      }),
  };
}

function toViews(views: unknown, { assets, names }: Covariance): Views {
  checkList("views", views, `{ ${VIEW_FORM} }`);
  if (views.length === 0) throw new DimensionError("views", "0 views", "at least 1");
  const k = views.length;
  const all = new Float64Array(k * (assets + 3) + 2 * assets);
  let end = 0;
  const next = (length: number): Float64Array => all.subarray(end, (end += length));
  const checked = {
    all,
    coefficients: next(k * assets),
    values: next(k),
    variances: next(k).fill(NaN),
    confidences: next(k).fill(0.5),
    prior: next(assets),
  };
  (views as View[]).forEach((given, v) => {
    const label = `views[${v}]`;
    const view = toOptions(label, given, VIEW_KEYS, VIEW_FORM);
    checked.coefficients.set(coefficientsOf(label, view, assets, names), v * assets);
    checked.values[v] = toScalar(`${label}.value`, view.value);
    if (view.confidence !== undefined && view.variance !== undefined) {
      throw new ValueError(label, "both confidence and variance", "one of the two");
    }
    if (view.confidence !== undefined)
      checked.confidences[v] = toScalar(`${label}.confidence`, view.confidence, { above: 0, most: 1 });
    if (view.variance !== undefined) checked.variances[v] = toScalar(`${label}.variance`, view.variance, { least: 0 });
  });
  return checked;
}

function coefficientsOf(label: string, view: View, n: number, names: readonly string[] | undefined): Float64Array {
  checkEither(label, view, "asset", "coefficients");
  if (view.coefficients !== undefined) {
    const coefficients = toVector(`${label}.coefficients`, view.coefficients, n, { names, broadcast: false, missing: 0 });
    if (coefficients.every((value) => value === 0))
      throw new ValueError(`${label}.coefficients`, "all zero", "at least one that is not");
    return coefficients;
  }
  const unit = new Float64Array(n);
  unit[toAsset(`${label}.asset`, view.asset, n, names && positionsOf(names))] = 1;
  return unit;
}

/** Calls with the addresses of the coefficients, values, variances, confidences and the prior in the core's memory. */
function withViews<T>(
  wasm: Wasm,
  { all, coefficients, values, variances, confidences, prior }: Views,
  call: (at: number[]) => T,
): T {
  return wasm.lend(all.byteLength, "The views", (start) => {
    wasm.copyIn(start, all);
    return call([coefficients, values, variances, confidences, prior].map((part) => start + part.byteOffset));
  });
}
