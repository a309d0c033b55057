import type { PrimalInfeasibility } from "../qp/solution.js";
import type { WarmStart } from "../qp/warmStart.js";
import { sourceOf, type NamedBounds } from "./bounds.js";
import type { CheckedPortfolio } from "./checkPortfolio.js";
import { findConflict } from "./conflict.js";
import { costAt } from "./costs.js";
import { limitsOf } from "./limits.js";
import { distance, dot } from "./points.js";
import type { Conflict, Multipliers, Portfolio } from "./portfolio.js";
import { quadraticConflict } from "./quadraticConflict.js";
import { volatilityOf } from "./riskless.js";
import type { Row } from "./rows.js";
import type { PricedSolution } from "./solvePriced.js";
import { shortfall } from "./uncertainty.js";

/** The outcome of a problem as users get it: names, the multipliers of the user's objective, why where there is no solution, and what is said `instead`. */
export function toPortfolio(portfolio: CheckedPortfolio, outcome: PricedSolution, instead: Partial<Portfolio> = {}): Portfolio {
  const { covariance, expectedReturns, objective, costs, current } = portfolio;
  const { status, x: weights, iterations, warmStart, ...solution } = outcome.solution;
  const { names } = covariance;
  const cost = costAt(portfolio, weights);
  return Object.freeze({
    status,
    weights,
    ...(names !== undefined && { names }),
    ...(expectedReturns !== undefined && { expectedReturn: dot(expectedReturns, weights) }),
    ...((objective.box ?? objective.ellipsoid) !== undefined && {
      worstCaseReturn: dot(expectedReturns as Float64Array, weights) - shortfall(objective, covariance, weights),
    }),
    volatility: volatilityOf(covariance, weights),
    objective: objective.value(weights) - (objective.lessCosts ? cost : 0),
    ...(current !== undefined && { turnover: distance(weights, current) }),
    ...(costs !== undefined && { cost }),
    multipliers: namedMultipliers(portfolio, outcome),
    iterations,
    residuals: Object.freeze({
      primal: solution.primalResidual,
      dual: outcome.scale * solution.dualResidual,
      gap: outcome.scale * solution.dualityGap,
    }),
    ...(status === "primal_infeasible" && instead.conflict === undefined && { conflict: outcomeConflict(portfolio, outcome) }),
    warmStart: Object.freeze(declaredPart(warmStart, portfolio)),
    ...instead,
  });
}

/** The multipliers under their constraints' names, of the objective before it was divided by `scale`. */
function namedMultipliers(
  portfolio: CheckedPortfolio,
  { solution: { y, z }, scale, prices, limits }: PricedSolution,
): Multipliers {
  const { rows, bounds } = portfolio;
  const price = (name: NamedBounds["name"], low: number, high: number): Float64Array =>
    z.map((one, i) => {
      const inside = scale * Math.min(Math.max(one, low), high);
      return inside !== 0 && sourceOf(bounds, i, one < 0 ? "lower" : "upper") === name ? inside : 0;
    });
  const of = (kind: Row["kind"]): Record<string, number> =>
    Object.fromEntries(rows.flatMap((row, i) => (row.kind === kind ? [[row.name, scale * y[i]]] : [])));
  return Object.freeze({
    ...(of("budget") as { budget: number }),
    ...of("target"),
    ...of("netExposure"),
    ...Object.fromEntries(limitsOf(portfolio).map(({ name }, i) => [name, scale * prices[i]])),
    ...limits,
    groups: Object.freeze(of("group")),
    linear: Object.freeze(of("linear")),
    factors: Object.freeze(of("factor")),
    minWeights: price("minWeights", -Infinity, 0),
    maxWeights: price("maxWeights", 0, Infinity),
    ...(bounds.sources.length > 2 && { maxTradeOfVolume: price("maxTradeOfVolume", -Infinity, Infinity) }),
  });
}

/** The warm start of the rows that the problem declares: without the one for a trade that is out of reach. */
function declaredPart(warmStart: WarmStart, { rows }: CheckedPortfolio): WarmStart {
  if (!rows.some(({ kind }) => kind === "trade")) return warmStart;
  const { y, activeSet } = warmStart;
  return { ...warmStart, y: y.slice(0, -1), activeSet: activeSet.slice(0, -1) };
}

function outcomeConflict(portfolio: CheckedPortfolio, { solution, refuted, beyond }: PricedSolution): Conflict {
  if (beyond !== undefined) return quadraticConflict(portfolio, beyond);
  const { certificate } = solution;
  return findConflict(portfolio, refuted ?? (certificate as PrimalInfeasibility));
}
