import { COV_FAILURES } from "../abi.js";
import { Covariance } from "../covariance/covariance.js";
import { DimensionError, MemoryError, ValueError } from "../errors/errors.js";
import { positionsOf, toPosition } from "../errors/names.js";
import { toOptions } from "../errors/options.js";
import { toScalar } from "../errors/scalar.js";
import { toVector, type VectorInput } from "../errors/vector.js";
import type { Wasm } from "../wasm.js";
import { checkSolved } from "./expectedReturns.js";

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
const VIEW_KEYS = ["asset", "coefficients", "value", "confidence", "variance"] as const;

interface CheckedViews {
  readonly coefficients: Float64Array;
  readonly values: Float64Array;
  readonly variances: Float64Array;
  readonly confidences: Float64Array;
}

/** Checks and computes; see `Core.blackLitterman`. */
export function blackLitterman(wasm: Wasm, options: BlackLittermanOptions): BlackLittermanResult {
  if (options === undefined) throw new ValueError("options", options, "an object { covariance, prior, views }");
  const { covariance, prior, views, tau = 0.05 } = toOptions("options", options, KEYS);
  if (!(covariance instanceof Covariance)) throw new ValueError("covariance", covariance, "what core.covariance returns");
  const { assets: n, names } = covariance;
  const pi = toVector("prior", prior, n, { names });
  toScalar("tau", tau, { above: 0 });
  const checked = toViews(views, covariance);
  const k = checked.values.length;
  const consistent = "views that do not contradict each other with certainty";

  const expectedReturns = withViews(wasm, checked, n, (at) => {
    wasm.copyIn(at.prior, pi);
    const { views, values, variances, confidences, prior, out } = at;
    const outcome = wasm.exports.posteriorMean(covariance.handle, k, views, values, variances, confidences, tau, prior, out);
    checkSolved(outcome, "views", n, consistent);
    return wasm.copyOut(out, n);
  });
  return {
    expectedReturns,
    posteriorCovariance: () =>
      withViews(wasm, checked, n, ({ views, variances, confidences }) => {
        const made = wasm.exports.posteriorCovariance(covariance.handle, k, views, variances, confidences, tau) >>> 0;
        if (made === COV_FAILURES.memory) throw new MemoryError("The posterior covariance", 8 * n * n);
        if (made === COV_FAILURES.rank) throw new ValueError("views", "singular", consistent);
        return new Covariance(wasm, made, { assets: n, names, estimator: "black-litterman" });
      }),
  };
}

function toViews(views: unknown, { assets, names }: Covariance): CheckedViews {
  if (!Array.isArray(views)) throw new ValueError("views", views, "an array of { asset or coefficients, value }");
  if (views.length === 0) throw new DimensionError("views", "0 views", "at least 1");
  const k = views.length;
  const checked = {
    coefficients: new Float64Array(k * assets),
    values: new Float64Array(k),
    variances: new Float64Array(k).fill(NaN),
    confidences: new Float64Array(k).fill(0.5),
  };
  views.forEach((given: View, v) => {
    const label = `views[${v}]`;
    if (given === undefined) throw new ValueError(label, given, "an object { asset or coefficients, value }");
    const view = toOptions(label, given, VIEW_KEYS);
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
  if ((view.asset === undefined) === (view.coefficients === undefined)) {
    throw new ValueError(
      label,
      view.asset === undefined ? "neither asset nor coefficients" : "both asset and coefficients",
      "one of the two",
    );
  }
  if (view.coefficients !== undefined) {
    const coefficients = toVector(`${label}.coefficients`, view.coefficients, n, { names, broadcast: false, missing: 0 });
    if (coefficients.every((value) => value === 0))
      throw new ValueError(`${label}.coefficients`, "all zero", "at least one that is not");
    return coefficients;
  }
  const unit = new Float64Array(n);
  unit[toAsset(`${label}.asset`, view.asset, n, names)] = 1;
  return unit;
}

function toAsset(argument: string, asset: unknown, n: number, names: readonly string[] | undefined): number {
  if (typeof asset === "string" && names !== undefined) return toPosition(argument, asset, positionsOf(names));
  if (typeof asset === "number" && Number.isInteger(asset) && asset >= 0 && asset < n) return asset;
  throw new ValueError(
    argument,
    asset,
    names === undefined ? `a position from 0 to ${n - 1}` : "the name or the position of an asset",
  );
}

type Addresses = { readonly [A in "views" | "values" | "variances" | "confidences" | "prior" | "out"]: number };

/** Calls with the views in the core's memory, and room for the prior and n results. */
function withViews<T>(wasm: Wasm, checked: CheckedViews, n: number, call: (at: Addresses) => T): T {
  const k = checked.values.length;
  const views = wasm.allocate(8 * (k * n + 3 * k + 2 * n), "The views");
  try {
    const values = views + 8 * k * n;
    const [variances, confidences, prior] = [values + 8 * k, values + 16 * k, values + 24 * k];
    wasm.copyIn(views, checked.coefficients);
    wasm.copyIn(values, checked.values);
    wasm.copyIn(variances, checked.variances);
    wasm.copyIn(confidences, checked.confidences);
    return call({ views, values, variances, confidences, prior, out: prior + 8 * n });
  } finally {
    wasm.release(views);
  }
}
