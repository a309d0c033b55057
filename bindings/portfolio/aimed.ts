import type { CheckedPortfolio } from "./checkPortfolio.js";
import { rounded, toConflict } from "./conflict.js";
import { costAt } from "./costs.js";
import { dot, largest } from "./points.js";
import type { Portfolio } from "./portfolio.js";
import { distanceTerm } from "./pricedTerms.js";
import { quadraticConflict } from "./quadraticConflict.js";
import { isRiskless, roundingOf, volatilityOf } from "./riskless.js";
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
  const scale = 1 / (lambda || 1);
  const { x, primalResidual, status } = outcome.solution;
  const volatility = volatilityOf(portfolio.covariance, x);
  const missed = Math.abs(volatility - value);
  const priced = inUnits(scale, outcome, { primalResidual: Math.max(primalResidual, missed) });
  const limits = { ...priced.limits, targetVolatility: lambda && volatility / lambda };
  const objective = dot(mu, x) - costAt(portfolio, x);
  // Where next to no risk is asked for, rounding decides where on the path the volatility is the one asked for.
  const isMissed = status === "solved" && missed > MISSED * Math.max(1, value);
  return toPortfolio(portfolio, { ...priced, limits }, { objective, status: isMissed ? "numerical_error" : status });
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
  const { covariance } = portfolio;
  const { x } = outcome.solution;
  const excess = dot(mu, x) - riskFree - costAt(portfolio, x);
  const volatility = volatilityOf(covariance, x);
  const objective = excess / volatility;
  const hasRisk = !isRiskless(covariance, x);
  if (lambda === Infinity || (excess > roundingOf(mu, x) && !hasRisk))
    return toPortfolio(portfolio, outcome, { status: "dual_infeasible", objective });
  const missed = Math.abs(volatility ** 2 / excess - lambda);
  // Where nothing is held, or what is held has neither return nor risk, or λ is another's, there is no claim.
  if (!(hasRisk && missed <= portfolio.settings.control.tolerance * lambda))
    return toPortfolio(portfolio, outcome, { status: "numerical_error" });
  const scale = excess / volatility ** 3;
  const dualResidual = outcome.solution.dualResidual + (missed * largest(mu)) / outcome.scale;
  return toPortfolio(portfolio, inUnits(scale, outcome, { dualResidual }), { objective });
}

/** The outcome in other units of the objective, with what is said of it in place of what it says. */
function inUnits(scale: number, outcome: PricedSolution, said: Partial<PricedSolution["solution"]>): PricedSolution {
  const limits = Object.fromEntries(Object.entries(outcome.limits).map(([name, one]) => [name, scale * one]));
  return { ...outcome, scale: scale * outcome.scale, limits, solution: { ...outcome.solution, ...said } };
}

/**
 * No return is above the risk-free one: `greatest` is the greatest difference, or what rounding leaves of none. Where all portfolios hold the same
 * capital, a rate that is as much lower is reached.
 */
export function noRatio(portfolio: CheckedPortfolio, outcome: PricedSolution, greatest: number, riskFree?: number): Portfolio {
  const short = Math.max(-greatest, 0);
  const isRate = riskFree !== undefined;
  const what = isRate ? `returns more than the risk-free ${rounded(riskFree)}` : "holds volatilities that sum to more than 0";
  const message = `No portfolio within the constraints ${what}: the best falls short by ${rounded(short)}.`;
  const [{ min, max }] = portfolio.rows;
  const range: [number, number] | undefined = isRate && min === max && min > 0 ? [-Infinity, riskFree - short / min] : undefined;
  return unattained(portfolio, outcome, message, isRate ? "riskFree" : "objective", range);
}

/** The volatility is out of the range of the path. */
export function volatilityConflict(
  portfolio: CheckedPortfolio,
  outcome: PricedSolution,
  value: number,
  range: [number, number],
  name: "targetVolatility" | "volatility",
): Portfolio {
  if (value > range[0]) {
    const message = `${name} is ${rounded(value)}, but the most return has ${rounded(range[1])}: more risk earns nothing.`;
    return unattained(portfolio, outcome, message, name, range);
  }
  const limit = distanceTerm(name, new Float64Array(portfolio.sides.n), value, portfolio.covariance);
  const { constraints, message } = quadraticConflict(
    { ...portfolio, quadraticLimits: [limit, ...portfolio.quadraticLimits] },
    limit,
  );
  return unattained(portfolio, outcome, message, name, range, constraints);
}

/** A portfolio that is not what was asked for, and why there is none. */
export function unattained(
  portfolio: CheckedPortfolio,
  outcome: PricedSolution,
  ...why: Parameters<typeof toConflict>
): Portfolio {
  return toPortfolio(portfolio, outcome, { status: "primal_infeasible", conflict: toConflict(...why) });
}
