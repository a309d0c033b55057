import type { Covariance } from "../covariance/covariance.js";
import { toChoice } from "../errors/choice.js";
import { ValueError } from "../errors/errors.js";
import { toOptions } from "../errors/options.js";
import { toScalar } from "../errors/scalar.js";
import { toVector } from "../errors/vector.js";
import type { Objective } from "./problem.js";
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
  /** Whether costs are part of the user's objective. */
  readonly lessCosts?: boolean;
  /** The user's objective at w, without costs. */
  value(w: Float64Array): number;
}

const KINDS = ["min-variance", "utility", "target-return", "tracking-error", "risk-parity"] as const;

/** Kinds that are a quadratic program. */
type Quadratic = Exclude<Objective, { kind: "risk-parity" }>;

const KEYS = {
  "min-variance": ["kind"],
  utility: ["kind", "riskAversion"],
  "target-return": ["kind", "value"],
  "tracking-error": ["kind", "benchmark"],
  "risk-parity": ["kind", "budgets"],
};

/** The quadratic program that `objective` stands for. */
export function quadraticObjective(
  objective: Objective,
  covariance: Covariance,
  expectedReturns: Float64Array | undefined,
): QuadraticObjective {
  if (typeof objective !== "object" || objective === null) throw new ValueError("objective", objective, "an object with a kind");
  const kind = toChoice("objective.kind", objective.kind, KINDS);
  toOptions<object>("objective", objective, KEYS[kind] as never[]);
  const none = new Float64Array(covariance.assets);
  const quadratic = objective as Quadratic;
  switch (quadratic.kind) {
    case "min-variance":
      return { q: none, scale: 1, value: (w) => covariance.variance(w) };
    case "utility": {
      const riskAversion = toScalar("objective.riskAversion", quadratic.riskAversion, { above: 0 });
      const mu = needed(expectedReturns, kind);
      return {
        q: mu.map((one) => -one / riskAversion),
        scale: riskAversion,
        lessCosts: true,
        value: (w) => dot(mu, w) - (riskAversion / 2) * covariance.variance(w),
      };
    }
    case "target-return": {
      const target = toScalar("objective.value", quadratic.value);
      const coefficients = needed(expectedReturns, kind);
      return {
        q: none,
        scale: 1,
        row: { kind: "target", name: "targetReturn", coefficients, min: target, max: target },
        value: (w) => covariance.variance(w),
      };
    }
    case "tracking-error": {
      const { names } = covariance;
      const benchmark = toVector("objective.benchmark", quadratic.benchmark, covariance.assets, { names, missing: 0 }).slice();
      return {
        q: covariance.multiply(benchmark).map((one) => -one),
        scale: 1,
        value: (w) => Math.sqrt(Math.max(0, covariance.variance(w.map((one, i) => one - benchmark[i])))),
      };
    }
  }
}

function needed(expectedReturns: Float64Array | undefined, kind: string): Float64Array {
  if (expectedReturns === undefined) {
    throw new ValueError(
      "expectedReturns",
      undefined,
      `a number for every asset: the objective ${JSON.stringify(kind)} needs them`,
    );
  }
  return expectedReturns;
}

/** aᵀb. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
