import type { Covariance } from "../covariance/covariance.js";
import { toChoice } from "../errors/choice.js";
import { ValueError } from "../errors/errors.js";
import { toOptions } from "../errors/options.js";
import { toScalar } from "../errors/scalar.js";
import { toVector } from "../errors/vector.js";
import { dot } from "./points.js";
import type { Objective } from "./problem.js";
import { distanceTerm } from "./pricedTerms.js";
import { volatilities } from "./riskless.js";
import type { Row } from "./rows.js";
import type { Ellipsoid } from "./uncertainty.js";

/**
 * An objective as a quadratic program in Σ itself: minimise ½wᵀ(Σ + D)w + qᵀw, which is the user's objective
 * divided by `scale` (so that Σ is never copied to be multiplied).
 */
export interface QuadraticObjective {
  readonly q: Float64Array;
  /** n, at least 0: D; none where it is missing. */
  readonly diagonal?: Float64Array;
  readonly scale: number;
  /** n, at least 0: what a unit of each |w| takes from the return, in the user's units. */
  readonly box?: Float64Array;
  /** What is taken from the return beside, in the user's units. */
  readonly ellipsoid?: Ellipsoid;
  /** A row that the objective adds: the target return. */
  readonly row?: Row;
  /** What is sought among the portfolios of least variance for their return, where it is not that of least variance. */
  readonly aim?: Aim;
  /** Whether costs are part of the user's objective. */
  readonly lessCosts?: boolean;
  /** The user's objective at w, without costs. */
  value(w: Float64Array): number;
}

/** The return μᵀw − costs that is the most for its volatility, or at a volatility. */
export interface Aim {
  /** n, less the risk-free return. */
  readonly mu: Float64Array;
  readonly volatility?: number;
  /** None of volatilities, whose sum is the most for the volatility of the sum. */
  readonly riskFree?: number;
}

const KEYS = {
  "min-variance": ["kind"],
  utility: ["kind", "riskAversion"],
  "target-return": ["kind", "value"],
  "tracking-error": ["kind", "benchmark"],
  "target-volatility": ["kind", "value"],
  "max-sharpe": ["kind", "riskFree"],
  "max-diversification": ["kind"],
};

/** The quadratic program that `objective` stands for. */
export function quadraticObjective(
  objective: Objective,
  covariance: Covariance,
  expectedReturns: Float64Array | undefined,
): QuadraticObjective {
  if (typeof objective !== "object" || objective === null) throw new ValueError("objective", objective, "an object with a kind");
  const kind = toChoice(
    "objective.kind",
    objective.kind,
    Object.keys(KEYS) as (keyof typeof KEYS)[],
    ', or "risk-parity" of quadfolio/full',
  );
  toOptions<object>("objective", objective, KEYS[kind] as never[]);
  const none = new Float64Array(covariance.assets);
  const variance = { q: none, scale: 1, value: (w: Float64Array) => covariance.variance(w) };
  const returns = (): Float64Array => needed(expectedReturns, `the objective ${JSON.stringify(kind)}`);
  switch (objective.kind) {
    case "min-variance":
      return variance;
    case "utility": {
      const riskAversion = toScalar("objective.riskAversion", objective.riskAversion, { above: 0 });
      const mu = returns();
      return {
        q: mu.map((one) => -one / riskAversion),
        scale: riskAversion,
        lessCosts: true,
        value: (w) => dot(mu, w) - (riskAversion / 2) * covariance.variance(w),
      };
    }
    case "target-return": {
      const target = toScalar("objective.value", objective.value);
      return { ...variance, row: targetRow(returns(), target) };
    }
    case "target-volatility": {
      const volatility = toScalar("objective.value", objective.value, { least: 0 });
      return {
        ...variance,
        aim: { mu: returns(), volatility },
      };
    }
    case "max-sharpe": {
      const riskFree = toScalar("objective.riskFree", objective.riskFree ?? 0);
      const mu = returns();
      return { ...variance, aim: { mu: mu.map((one) => one - riskFree), riskFree } };
    }
    case "max-diversification":
      return { ...variance, aim: { mu: volatilities(covariance) } };
    case "tracking-error": {
      const { names } = covariance;
      const benchmark = toVector("objective.benchmark", objective.benchmark, covariance.assets, { names, missing: 0 });
      const { alone, measure } = distanceTerm("maxTrackingError", benchmark, 1, covariance);
      return { ...alone, value: measure };
    }
  }
}

/** The row of a target return. */
export function targetRow(coefficients: Float64Array, value: number): Row {
  return { kind: "target", name: "targetReturn", coefficients, min: value, max: value };
}

/** The expected returns, or the error that says what needs them. */
export function needed(expectedReturns: Float64Array | undefined, what: string): Float64Array {
  if (expectedReturns === undefined) {
    throw new ValueError("expectedReturns", undefined, `a number for every asset: ${what} needs them`);
  }
  return expectedReturns;
}
