import { checkCovariance, type Covariance } from "../covariance/covariance.js";
import { ValueError } from "../errors/errors.js";
import { toOptions } from "../errors/options.js";
import { toScalar } from "../errors/scalar.js";
import { elementOf, toVector, type VectorInput } from "../errors/vector.js";
import { checkSettings } from "../qp/settings.js";
import { toWarmStart } from "../qp/warmStart.js";
import { weightBounds } from "./bounds.js";
import { checkAssets, CONSTRAINT_KEYS, PROBLEM_KEYS, SETTING_KEYS, type CheckedPortfolio } from "./checkPortfolio.js";
import { sumOf } from "./points.js";
import type { Constraints, PortfolioProblem, RiskParity } from "./problem.js";

/** A problem of risk budgets whose every argument was checked. */
export interface CheckedRiskParity extends Pick<CheckedPortfolio, "settings" | "expectedReturns" | "current"> {
  readonly covariance: Covariance;
  /** n, above 0, with sum 1. */
  readonly budgets: Float64Array;
  /** The sum of the weights; not 0. */
  readonly budget: number;
  /** n: −1 where the asset is held short, 1 where it is held long. */
  readonly signs: Float64Array;
  /** n: the bounds, on the side of zero of the asset's sign. */
  readonly lb: Float64Array;
  readonly ub: Float64Array;
}

/** The constraints that risk budgets can have beside them. */
const SUPPORTED: readonly string[] = ["budget", "minWeights", "maxWeights"];

/** The problem with every argument checked, or the error that names the first one that is wrong. */
export function checkRiskParity(problem: PortfolioProblem<RiskParity>): CheckedRiskParity {
  const { covariance, objective, costs, warmStart, ...rest } = toOptions("problem", problem, PROBLEM_KEYS);
  checkCovariance(covariance);
  const { assets, names } = covariance;
  const { budgets = 1 } = toOptions<{ kind: string; budgets?: VectorInput }>("objective", objective as never, [
    "kind",
    "budgets",
  ]);
  const constraints = toOptions<Constraints>("constraints", rest.constraints, CONSTRAINT_KEYS);
  const other = CONSTRAINT_KEYS.find((key) => constraints[key] !== undefined && !SUPPORTED.includes(key));
  if (other !== undefined) {
    const expected = 'nothing: "risk-parity" takes budget, minWeights and maxWeights';
    throw new ValueError(`constraints.${other}`, constraints[other], expected);
  }
  if (costs !== undefined) throw new ValueError("costs", costs, 'nothing: "risk-parity" weighs no costs');
  for (const key of ["uncertainty", "ridge"] as const) {
    if (rest[key] !== undefined) throw new ValueError(key, rest[key], 'nothing: "risk-parity" has no objective for it');
  }
  const budget = toScalar("constraints.budget", constraints.budget ?? 1);
  if (budget === 0) throw new ValueError("constraints.budget", budget, "a number other than 0: the weights are scaled to it");
  const { lb: lower, ub: upper } = weightBounds(constraints, { ...rest, current: undefined }, assets, names);
  const signs = upper.map((one) => (one <= 0 ? -1 : 1));
  checkRisks(covariance, lower, upper);
  const start = toWarmStart("warmStart", warmStart, assets, 1);
  return {
    covariance,
    budgets: checkBudgets(budgets, covariance),
    budget,
    signs,
    lb: lower.map((one, i) => (signs[i] > 0 ? Math.max(one, 0) : one)),
    ub: upper,
    ...checkAssets(rest, covariance),
    settings: { ...checkSettings(rest.settings, assets, 1, SETTING_KEYS), warmStart: start },
  };
}

/** The budgets as shares of their sum. */
function checkBudgets(budgets: VectorInput, { assets, names }: Covariance): Float64Array {
  const vector = toVector("objective.budgets", budgets, assets, { names });
  const wrong = vector.findIndex((one) => !(one > 0));
  if (wrong >= 0) throw new ValueError(elementOf("objective.budgets", wrong, names), vector[wrong], "a number above 0");
  const sum = sumOf(vector);
  return vector.map((one) => one / sum);
}

/** Every asset has to be able to take risk: to have some, and a weight other than 0. */
function checkRisks(covariance: Covariance, lower: Float64Array, upper: Float64Array): void {
  const { names } = covariance;
  covariance.diagonal().forEach((variance, i) => {
    if (!(variance > 0)) {
      const expected = "a variance above 0: every asset has a share of the risk";
      throw new ValueError(elementOf("the diagonal of covariance", i, names), variance, expected);
    }
    if (lower[i] === 0 && upper[i] === 0) {
      const expected = "a number above minWeights: every asset has a share of the risk";
      throw new ValueError(elementOf("constraints.maxWeights", i, names), upper[i], expected);
    }
  });
}
