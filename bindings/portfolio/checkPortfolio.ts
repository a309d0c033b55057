import { checkCovariance, type Covariance } from "../covariance/covariance.js";
import { ValueError } from "../errors/errors.js";
import { toOptions } from "../errors/options.js";
import { toScalar } from "../errors/scalar.js";
import { toVector } from "../errors/vector.js";
import type { Sides } from "../qp/problem.js";
import { checkSettings, type CheckedSettings } from "../qp/settings.js";
import { toWarmStart } from "../qp/warmStart.js";
import { reachableBounds, weightBounds, type WeightBounds } from "./bounds.js";
import { checkCosts, type CheckedCosts } from "./costs.js";
import { quadraticObjective, type QuadraticObjective } from "./objective.js";
import { joined } from "./points.js";
import { quadraticLimits, withDiagonal, type QuadraticLimit } from "./pricedTerms.js";
import type { Constraints, PortfolioProblem } from "./problem.js";
import { constraintRows, type Row } from "./rows.js";
import { withUncertainty } from "./uncertainty.js";

export const PROBLEM_KEYS = [
  "covariance",
  "expectedReturns",
  "objective",
  "constraints",
  "costs",
  "uncertainty",
  "ridge",
  "current",
  "volumes",
  "capital",
  "warmStart",
  "settings",
] as const;
export const CONSTRAINT_KEYS = [
  "budget",
  "netExposure",
  "minWeights",
  "maxWeights",
  "groups",
  "linear",
  "factors",
  "maxTurnover",
  "maxGross",
  "maxTradeOfVolume",
  "maxTrackingError",
  "minEffectiveHoldings",
] as const;
export const SETTING_KEYS = ["tolerance", "maxIterations", "timeLimit", "onProgress"] as const;

/** A portfolio problem whose every argument was checked. */
export interface CheckedPortfolio {
  readonly covariance: Covariance;
  readonly expectedReturns: Float64Array | undefined;
  readonly objective: QuadraticObjective;
  readonly rows: readonly Row[];
  readonly bounds: WeightBounds;
  /** The rows and the bounds as the solver takes them. */
  readonly sides: Sides;
  readonly costs: CheckedCosts | undefined;
  readonly current: Float64Array | undefined;
  /** Those on the tracking error and the effective number of holdings. */
  readonly quadraticLimits: readonly QuadraticLimit[];
  /** Infinity where there is no limit. */
  readonly maxTurnover: number;
  readonly maxGross: number;
  readonly settings: CheckedSettings;
}

/** The problem with every argument checked, or the error that names the first one that is wrong. */
export function checkPortfolio(problem: PortfolioProblem): CheckedPortfolio {
  const { covariance, objective, warmStart, ...rest } = toOptions("problem", problem, PROBLEM_KEYS, "covariance, objective, …");
  checkCovariance(covariance);
  const { assets, names } = covariance;
  const constraints = toOptions<Constraints>("constraints", rest.constraints, CONSTRAINT_KEYS);
  const { expectedReturns, current } = checkAssets(rest, covariance);
  const declared = weightBounds(constraints, { ...rest, current }, assets, names);
  const stated = quadraticObjective(objective, covariance, expectedReturns);
  const robust = withUncertainty(stated, objective.kind, rest.uncertainty, covariance);
  const ridge = toScalar("ridge", rest.ridge ?? 0, { least: 0 });
  if (ridge > 0 && stated.aim !== undefined)
    throw new ValueError("ridge", ridge, `nothing: the objective ${JSON.stringify(objective.kind)} takes none`);
  const quadratic = ridge === 0 ? robust : withDiagonal(robust, new Float64Array(assets).fill(ridge));
  const rows = constraintRows(constraints, covariance);
  if (quadratic.row !== undefined) rows.push(quadratic.row);
  const start = toWarmStart("warmStart", warmStart, assets, rows.length);
  const { bounds, row: outOfReach } = reachableBounds(declared, names);
  if (outOfReach !== undefined) rows.push(outOfReach);
  const costs = checkCosts(rest.costs, assets, names);
  const maxTurnover = toLimit("constraints.maxTurnover", constraints.maxTurnover);
  if (current === undefined) {
    const needs = costs?.onTrades === true ? "costs" : constraints.maxTurnover === undefined ? undefined : "maxTurnover";
    if (needs !== undefined)
      throw new ValueError("current", current, `the weights held today: what ${needs} counts is measured from them`);
  }
  return {
    covariance,
    expectedReturns,
    objective: quadratic,
    rows,
    bounds,
    sides: sidesOf(rows, bounds),
    costs,
    current,
    quadraticLimits: quadraticLimits(constraints, covariance),
    maxTurnover,
    maxGross: toLimit("constraints.maxGross", constraints.maxGross),
    settings: {
      ...checkSettings(rest.settings, assets, rows.length, SETTING_KEYS),
      warmStart: outOfReach === undefined ? start : undefined,
    },
  };
}

/** What is expected of the assets, and what is held of them today; each where it is given. */
export function checkAssets(
  { expectedReturns, current }: Pick<PortfolioProblem, "expectedReturns" | "current">,
  { assets, names }: Covariance,
): Pick<CheckedPortfolio, "expectedReturns" | "current"> {
  return {
    expectedReturns: expectedReturns === undefined ? undefined : toVector("expectedReturns", expectedReturns, assets, { names }),
    current: current === undefined ? undefined : toVector("current", current, assets, { names, missing: 0 }),
  };
}

function toLimit(argument: string, value: unknown = Infinity): number {
  return toScalar(argument, value, { least: 0, infinite: true });
}

/** The rows and bounds as the solver takes them. */
export function sidesOf(rows: readonly Row[], { lb, ub }: WeightBounds): Sides {
  return {
    n: lb.length,
    m: rows.length,
    A: joined(rows.map(({ coefficients }) => coefficients)),
    l: Float64Array.from(rows, ({ min }) => min),
    u: Float64Array.from(rows, ({ max }) => max),
    lb,
    ub,
  };
}
