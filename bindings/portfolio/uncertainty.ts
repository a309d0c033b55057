import type { Covariance } from "../covariance/covariance.js";
import { ValueError } from "../errors/errors.js";
import { toOptions } from "../errors/options.js";
import { toScalar } from "../errors/scalar.js";
import { toNonnegative, type VectorInput } from "../errors/vector.js";
import type { QuadraticObjective } from "./objective.js";
import { dot } from "./points.js";
import { volatilityOf } from "./riskless.js";

/** How far the expected returns may be from the truth. The objective is then that of the worst returns within the set. */
export interface Uncertainty {
  /**
   * δ, at least 0: each return may be off by as much, which takes Σδᵢ|wᵢ| from the expected return (Tütüncü & Koenig 2004, "Robust
   * asset allocation"). It is a kink at zero, where many weights then stay.
   */
  box?: VectorInput | undefined;
  /**
   * All returns together may be off by `radius` in the norm of Ω⁻¹, which takes radius·√(wᵀΩw) (Ben-Tal & Nemirovski 1999; Goldfarb &
   * Iyengar 2003, "Robust portfolio selection problems"). Ω is the diagonal matrix of `variances`, or the covariance itself: the
   * means of T observations then have the radius κ/√T for a confidence of κ standard errors.
   */
  ellipsoid?: { radius: number; variances?: VectorInput | undefined } | undefined;
}

/** κ√(wᵀΩw), in the units of a return. */
export interface Ellipsoid {
  /** κ > 0. */
  readonly radius: number;
  /** n: the diagonal of Ω; Ω is the covariance where it is missing. */
  readonly variances?: Float64Array;
}

/** The objective for the worst returns of the set. `kind` is that of the user's objective. */
export function withUncertainty(
  objective: QuadraticObjective,
  kind: string,
  uncertainty: Uncertainty | undefined,
  covariance: Covariance,
): QuadraticObjective {
  if (uncertainty === undefined) return objective;
  if (kind !== "utility") {
    throw new ValueError("uncertainty", uncertainty, `nothing: the objective ${JSON.stringify(kind)} weighs no expected returns`);
  }
  const { assets, names } = covariance;
  const given = toOptions("uncertainty", uncertainty, ["box", "ellipsoid"]);
  const nonnegative = (argument: string, value: VectorInput): Float64Array =>
    toNonnegative(argument, value, assets, { names, missing: 0 });
  const box = given.box === undefined ? undefined : nonnegative("uncertainty.box", given.box);
  const ellipsoid = toEllipsoid(given.ellipsoid, nonnegative);
  const robust = { ...objective, ...(box && { box }), ...(ellipsoid && { ellipsoid }) };
  return { ...robust, value: (w) => objective.value(w) - shortfall(robust, covariance, w) };
}

function toEllipsoid(
  value: Uncertainty["ellipsoid"],
  nonnegative: (argument: string, value: VectorInput) => Float64Array,
): Ellipsoid | undefined {
  if (value === undefined) return undefined;
  const { radius, variances } = toOptions("uncertainty.ellipsoid", value, ["radius", "variances"]);
  const checked = toScalar("uncertainty.ellipsoid.radius", radius, { least: 0 });
  if (checked === 0) return undefined;
  if (variances === undefined) return { radius: checked };
  return { radius: checked, variances: nonnegative("uncertainty.ellipsoid.variances", variances) };
}

/** How far the return of the portfolio falls short of the expected one within the set: Σδᵢ|wᵢ| + κ√(wᵀΩw). */
export function shortfall({ box, ellipsoid }: QuadraticObjective, covariance: Covariance, w: Float64Array): number {
  const apart = box === undefined ? 0 : dot(box, w.map(Math.abs));
  return apart + (ellipsoid === undefined ? 0 : ellipsoid.radius * norm(ellipsoid, covariance, w));
}

/** √(wᵀΩw). */
export function norm({ variances }: Ellipsoid, covariance: Covariance, w: Float64Array): number {
  if (variances === undefined) return volatilityOf(covariance, w);
  return Math.sqrt(w.reduce((sum, one, i) => sum + variances[i] * one * one, 0));
}
