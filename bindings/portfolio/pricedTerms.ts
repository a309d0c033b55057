import type { Covariance } from "../covariance/covariance.js";
import { ValueError } from "../errors/errors.js";
import { toOptions } from "../errors/options.js";
import { toScalar } from "../errors/scalar.js";
import { toVector } from "../errors/vector.js";
import type { QuadraticObjective } from "./objective.js";
import { dot, gross, largest, minus, sumOf } from "./points.js";
import type { Constraints } from "./problem.js";
import { norm, type Ellipsoid } from "./uncertainty.js";

/**
 * What a quadratic program can hold only at a price: a limit on a quadratic function of the weights, through its
 * multiplier, or the root of one in the objective, through its slope. A price is in the units of the objective.
 */
export interface PricedTerm {
  readonly name: "maxTrackingError" | "minEffectiveHoldings" | "targetVolatility" | "volatility" | "ellipsoid";
  /** Above 0: a price to try first, in the units of the objective. */
  readonly guess: number;
  /** The objective with the quadratic function at a price. */
  priced(objective: QuadraticObjective, price: number): QuadraticObjective;
  /** 1 where the price is the right one, more where it is too low; it falls as the price rises. */
  amount(w: Float64Array, price: number): number;
  /** Of a root, what it is where what is under it is 0. */
  readonly kink?: Kink;
}

/** The kink of κ√(wᵀΩw), where it has all slopes Ωc of √(cᵀΩc) ≤ κ. */
export interface Kink {
  /** w if it is there, to rounding, or nothing where that is all that a price leaves; and its √(wᵀΩw). */
  nearest(w: Float64Array, price: number): readonly [w: Float64Array | undefined, size: number];
  /** The objective with the slope Ωc in place of the root, if it is one of the root's. */
  sloped(objective: QuadraticObjective, c: Float64Array): QuadraticObjective | undefined;
}

/** A limit on a quadratic function, as users state it. */
export interface QuadraticLimit extends PricedTerm {
  readonly name: Exclude<PricedTerm["name"], "ellipsoid">;
  readonly side: "at most" | "at least";
  readonly asked: number;
  /** What the user limits, at w. */
  measure(w: Float64Array): number;
  /** What more of the limit is worth, at a price. */
  multiplier(price: number): number;
  /** The objective that is least where the quadratic function is. */
  readonly alone: QuadraticObjective;
}

/** Σw² of a portfolio of N equal weights is 1/N, by which the effective number of holdings is measured (Herfindahl; Woerheide & Persson 1993). */
export function effectiveHoldings(w: Float64Array): number {
  return 1 / dot(w, w);
}

/** The limits of `constraints` that are held at a price, each checked. */
export function quadraticLimits(constraints: Constraints, covariance: Covariance): QuadraticLimit[] {
  const { maxTrackingError, minEffectiveHoldings } = constraints;
  const limits: QuadraticLimit[] = [];
  if (maxTrackingError !== undefined) {
    const argument = "constraints.maxTrackingError";
    const { benchmark, value } = toOptions(argument, maxTrackingError, ["benchmark", "value"]);
    const most = toScalar(`${argument}.value`, value, { above: 0 });
    const label = `${argument}.benchmark`;
    if (benchmark === undefined) throw new ValueError(label, benchmark, "the weights that the portfolio is measured against");
    const { assets, names } = covariance;
    limits.push(distanceTerm("maxTrackingError", toVector(label, benchmark, assets, { names, missing: 0 }), most, covariance));
  }
  if (minEffectiveHoldings !== undefined) {
    const least = toScalar("constraints.minEffectiveHoldings", minEffectiveHoldings, { above: 0 });
    limits.push(effectiveHoldingsTerm(least, covariance));
  }
  return limits;
}

/** √((w − b)ᵀΣ(w − b)) of at most `value`, under a name: ½(w − b)ᵀΣ(w − b) ≤ ½value². */
export function distanceTerm(
  name: QuadraticLimit["name"],
  benchmark: Float64Array,
  value: number,
  covariance: Covariance,
): QuadraticLimit {
  const pull = covariance.multiply(benchmark);
  const variance = (w: Float64Array): number => Math.max(0, covariance.variance(minus(w, benchmark)));
  return {
    name,
    guess: meanOf(covariance.diagonal()) / value ** 2 || 1,
    priced: (objective, price) => withVariance(objective, price, pull),
    amount: (w) => variance(w) / value ** 2,
    side: "at most",
    asked: value,
    measure: (w) => Math.sqrt(variance(w)),
    multiplier: (price) => price * value,
    alone: { q: pull.map((one) => -one), scale: 1, value: variance },
  };
}

/** ½Σw² ≤ ½/least: its multiplier is the ridge at which it holds (DeMiguel, Garlappi, Nogales & Uppal 2009). */
function effectiveHoldingsTerm(least: number, covariance: Covariance): QuadraticLimit {
  const { assets } = covariance;
  const guess = meanOf(covariance.diagonal()) || 1;
  return {
    name: "minEffectiveHoldings",
    guess,
    priced: (objective, price) => withDiagonal(objective, new Float64Array(assets).fill(price)),
    amount: (w) => least / effectiveHoldings(w),
    side: "at least",
    asked: least,
    measure: effectiveHoldings,
    multiplier: (price) => -price / (2 * least ** 2),
    alone: withDiagonal(
      { q: new Float64Array(assets), scale: NO_SHARE / guess, value: (w) => 1 / effectiveHoldings(w) },
      new Float64Array(assets).fill(1),
    ),
  };
}

/** κ√(wᵀΩw), whose slope κΩw/√(wᵀΩw) is that of ½·price·wᵀΩw where price·√(wᵀΩw) = κ. */
export function ellipsoidTerm(ellipsoid: Ellipsoid, covariance: Covariance): PricedTerm {
  const { radius, variances } = ellipsoid;
  const squares = variances ?? covariance.diagonal();
  const [typical, most] = [meanOf(squares), largest(squares)].map(Math.sqrt);
  return {
    name: "ellipsoid",
    guess: radius / (typical || 1),
    priced: (objective, price) =>
      variances === undefined
        ? withVariance(objective, price)
        : withDiagonal(
            objective,
            variances.map((one) => price * one),
          ),
    // Where the root is 0 every price is right: it has all of their slopes there.
    amount: (w, price) => {
      const size = norm(ellipsoid, covariance, w);
      return size > 0 ? radius / (price * size) : 1;
    },
    kink: {
      nearest: (w, price) => {
        const unhedged = gross(w) * most;
        if (unhedged <= (NO_SIZE * radius) / price) return [new Float64Array(w.length), 0];
        const size = norm(ellipsoid, covariance, w);
        return [size <= NO_SIZE * unhedged ? w : undefined, size];
      },
      sloped: (objective, c) => {
        if (norm(ellipsoid, covariance, c) > radius * LONGEST) return undefined;
        const slope = variances === undefined ? covariance.multiply(c) : c.map((one, i) => variances[i] * one);
        return { ...objective, q: objective.q.map((one, i) => one + slope[i] / objective.scale) };
      },
    },
  };
}

/** The objective with price·(½wᵀΣw − pullᵀw) more. */
function withVariance(objective: QuadraticObjective, price: number, pull?: Float64Array): QuadraticObjective {
  const { q, diagonal, scale } = objective;
  const all = scale + price;
  return {
    ...objective,
    scale: all,
    q: q.map((one, i) => (scale * one - (pull ? price * pull[i] : 0)) / all),
    ...(diagonal && { diagonal: diagonal.map((one) => (scale * one) / all) }),
  };
}

/** The objective with ½wᵀDw more, in the user's units. */
export function withDiagonal(objective: QuadraticObjective, added: Float64Array): QuadraticObjective {
  const { diagonal, scale } = objective;
  return { ...objective, diagonal: added.map((one, i) => one / scale + (diagonal?.[i] ?? 0)) };
}

/** A covariance of this share of what stands beside it is rounding. */
const NO_SHARE = 1e-13;

/** A root of this share of what it would be if nothing cancelled is 0. */
const NO_SIZE = 1e-7;

/** A slope that is longer than the longest by no more than this share is one. */
const LONGEST = 1 + 1e-9;

function meanOf(values: Float64Array): number {
  return sumOf(values) / values.length;
}
