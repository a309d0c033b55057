import type { CheckedPortfolio } from "./checkPortfolio.js";
import { rounded } from "./conflict.js";
import { costAt } from "./costs.js";
import { dot, largest } from "./points.js";
import type { Conflict, Portfolio } from "./portfolio.js";
import { distanceTerm } from "./pricedTerms.js";
import { quadraticConflict } from "./quadraticConflict.js";
import { isRiskless, volatilityOf } from "./riskless.js";
import type { PricedSolution } from "./solvePriced.js";
import { toPortfolio } from "./toPortfolio.js";

/** A volatility that is missed by more is not claimed. */
const MISSED = 1e-10;

/** The portfolio at a volatility, from the solution of the path's problem at λ; its multipliers are those of the return that is maximised. */
export function atTargetVolatility(
  portfolio: CheckedPortfolio,
  mu: Float64Array,
  outcome: PricedSolution,
  lambda: number,
  value: number,
): Portfolio {
  const scale = lambda > 0 ? 1 / lambda : 1;
  const { x, primalResidual } = outcome.solution;
  const volatility = volatilityOf(portfolio.covariance, x);
  const missed = Math.abs(volatility - value);
  const solution = Object.freeze({ ...outcome.solution, primalResidual: Math.max(primalResidual, missed) });
  const limits = { ...timesScale(outcome.limits, scale), targetVolatility: lambda > 0 ? volatility / lambda : 0 };
  const objective = dot(mu, x) - costAt(portfolio, x);
  // Where next to no risk is asked for, rounding decides where on the path the volatility is the one asked for.
  const isMissed = solution.status === "solved" && missed > MISSED * Math.max(1, value);
  const instead: Partial<Portfolio> = { objective, ...(isMissed && { status: "numerical_error" }) };
  return toPortfolio(portfolio, { ...outcome, scale: scale * outcome.scale, limits, solution }, instead);
}

/**
 * The portfolio of the most ratio, from the solution of the path's problem at λ: the gradient of −return/σ is that of
 * ½wᵀΣw − λ·return times return/σ³, where λ = σ²/return.
 */
export function atMostRatio(
  portfolio: CheckedPortfolio,
  mu: Float64Array,
  outcome: PricedSolution,
  lambda: number,
  riskFree: number,
): Portfolio {
  const { x } = outcome.solution;
  const excess = dot(mu, x) - riskFree - costAt(portfolio, x);
  const variance = Math.max(0, portfolio.covariance.variance(x));
  const objective = excess / Math.sqrt(variance);
  if (lambda === Infinity || (excess > 0 && isRiskless(portfolio.covariance, x)))
    return toPortfolio(portfolio, outcome, { status: "dual_infeasible", objective });
  const missed = Math.abs(variance / excess - lambda);
  // Where nothing is held, or λ is another's, there is no claim.
  if (!(missed <= portfolio.settings.tolerance * lambda)) return toPortfolio(portfolio, outcome, { status: "numerical_error" });
  const scale = excess / variance ** 1.5;
  const solution = Object.freeze({
    ...outcome.solution,
    dualResidual: outcome.solution.dualResidual + (missed * largest(mu)) / outcome.scale,
  });
  const limits = timesScale(outcome.limits, scale);
  return toPortfolio(portfolio, { ...outcome, scale: scale * outcome.scale, limits, solution }, { objective });
}

function timesScale(limits: PricedSolution["limits"], scale: number): PricedSolution["limits"] {
  return Object.fromEntries(Object.entries(limits).map(([name, one]) => [name, scale * one]));
}

/** No return is above the risk-free one: `greatest` is the greatest difference, or what rounding leaves of none. */
export function noRatio(portfolio: CheckedPortfolio, outcome: PricedSolution, greatest: number): Portfolio {
  const riskFree = portfolio.objective.aim?.riskFree ?? 0;
  const most = Math.min(greatest, 0);
  const message = `No portfolio within the constraints returns more than the risk-free ${rounded(riskFree)}: the best falls short by ${rounded(-most)}.`;
  return unattained(portfolio, outcome, ["riskFree"], message, "riskFree", [-Infinity, riskFree + most]);
}

/** The volatility is out of the range of the path. */
export function volatilityConflict(
  portfolio: CheckedPortfolio,
  mu: Float64Array,
  outcome: PricedSolution,
  value: number,
  range: [number, number],
  name: "targetVolatility" | "volatility",
): Portfolio {
  if (value > range[0]) {
    const message = `${name} is ${rounded(value)}, but the most return has ${rounded(range[1])}: more risk earns nothing.`;
    return unattained(portfolio, outcome, [name], message, name, range);
  }
  const limit = distanceTerm("targetVolatility", new Float64Array(mu.length), value, portfolio.covariance);
  const { constraints, message } = quadraticConflict(
    { ...portfolio, quadraticLimits: [limit, ...portfolio.quadraticLimits] },
    limit,
  );
  const named = constraints.map((one) => (one === "targetVolatility" ? name : one));
  return unattained(portfolio, outcome, named, message.replace("targetVolatility", name), name, range);
}

/** A portfolio that is not what was asked for, and why there is none. */
export function unattained(
  portfolio: CheckedPortfolio,
  outcome: PricedSolution,
  constraints: readonly string[],
  message: string,
  constraint: string,
  range: [number, number],
): Portfolio {
  const attainable = Object.freeze({ constraint, range: Object.freeze(range) });
  const conflict: Conflict = Object.freeze({ constraints: Object.freeze(constraints), message, attainable });
  return toPortfolio(portfolio, outcome, { status: "primal_infeasible", conflict });
}
