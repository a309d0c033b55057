import type { CheckedPortfolio } from "./checkPortfolio.js";
import { atMostRatio, atTargetVolatility, noRatio, volatilityConflict } from "./aimed.js";
import { costAt } from "./costs.js";
import { searchLimit } from "./limitSearch.js";
import type { Aim } from "./objective.js";
import { problemAt } from "./pathSolution.js";
import { dot, largest } from "./points.js";
import type { Portfolio } from "./portfolio.js";
import { isRiskless, noVolatility, roundingOf, volatilityOf } from "./riskless.js";
import { solvePriced, type PricedSolution } from "./solvePriced.js";
import { toPortfolio } from "./toPortfolio.js";

/** Stands for a price of 0, beside the guess: all return, no risk. */
const NO_PRICE = 1e-12;

/** Stands for a λ of 0, beside the guess: next to no return. */
const NO_RETURN = 1e-7;

/** No return is that of none where its rounding is more than this share of the largest of an asset. */
const KNOWN = 1e-9;

/**
 * What is sought where quadratic costs or limits bend the path: the price γ = 1/λ of variance at which the volatility is the one asked for, or
 * at which return = γ·variance, where the ratio is the most. Each solve is exact, and so is the price (limitSearch.ts).
 */
export function searchAim(portfolio: CheckedPortfolio, { mu, volatility, riskFree }: Aim): Portfolio {
  const { covariance } = portfolio;
  let { warmStart } = portfolio.settings;
  const { control } = portfolio.settings;
  const before = control.iterations;
  const solveAt = (lambda: number): PricedSolution => {
    const outcome = solvePriced({ ...problemAt(portfolio, mu, lambda), settings: { control, warmStart } });
    if (outcome.solution.status === "solved") ({ warmStart } = outcome.solution);
    return { ...outcome, solution: { ...outcome.solution, iterations: control.iterations - before } };
  };
  const netAt = (x: Float64Array): number => dot(mu, x) - costAt(portfolio, x);
  const least = solveAt(0);
  if (least.solution.status !== "solved") return toPortfolio(portfolio, least);
  const leastVariance = covariance.variance(least.solution.x);
  const near = noVolatility(covariance);
  const isFlat = isRiskless(covariance, least.solution.x);
  const size = isFlat ? largest(covariance.diagonal()) || 1 : leastVariance;
  const value = volatility ?? 0;
  const asked = value ** 2;
  const isLeast = asked <= leastVariance * (1 + 1e-12) || (isFlat && value <= near);
  const guess = largest(mu) / (isLeast ? size : asked) || 1;
  const beyond = (outcome: PricedSolution, most: Float64Array): Portfolio => {
    const range: [number, number] = [volatilityOf(covariance, least.solution.x), volatilityOf(covariance, most)];
    return volatilityConflict(portfolio, outcome, value, range, "targetVolatility");
  };
  if (volatility !== undefined && isLeast) {
    if (asked < leastVariance * (1 - 1e-12) && !isFlat) return beyond(least, solveAt(1 / (NO_PRICE * guess)).solution.x);
    // Of those of the least risk, the one with the most return. Above none the risk grows with λ.
    let lambda = NO_RETURN / guess;
    let most = solveAt(lambda);
    const above = volatilityOf(covariance, most.solution.x) - value;
    if (above > near) most = solveAt((lambda *= near / above));
    return atTargetVolatility(portfolio, mu, most, lambda, value);
  }
  let last = least;
  const { outcome, at } = searchLimit<PricedSolution>({
    limit: 1,
    guess,
    solve: (price) => {
      const gamma = price || NO_PRICE * guess;
      last = solveAt(1 / gamma);
      const { status, x } = last.solution;
      if (status !== "solved") return undefined;
      const variance = covariance.variance(x);
      if (volatility !== undefined) return { price, solution: last, amount: variance / asked };
      const net = netAt(x);
      // Without risk a return is a ratio without end, and none is no ratio.
      if (!isRiskless(covariance, x)) return { price, solution: last, amount: net / (gamma * variance) };
      return net > roundingOf(mu, x) ? undefined : { price, solution: last, amount: 0 };
    },
    refutes: () => false,
  });
  if (outcome === "ended" || at === undefined)
    return last.solution.status === "solved" ? atMostRatio(portfolio, mu, last, Infinity, 0) : toPortfolio(portfolio, last);
  if (outcome !== "found") return toPortfolio(portfolio, at.solution, { status: "numerical_error" });
  if (volatility !== undefined) {
    if (at.price > 0 || at.amount > 1 - 1e-12)
      return atTargetVolatility(portfolio, mu, at.solution, 1 / (at.price || NO_PRICE * guess), value);
    return beyond(at.solution, at.solution.solution.x);
  }
  if (at.price > 0) return atMostRatio(portfolio, mu, at.solution, 1 / at.price, 0);
  const { x } = at.solution.solution;
  const [net, rounding] = [netAt(x), roundingOf(mu, x)];
  // The return of weights that run away is rounding, and proves nothing.
  const isKnown = net < -rounding || rounding <= KNOWN * largest(mu);
  return isKnown
    ? noRatio(portfolio, at.solution, net, riskFree)
    : toPortfolio(portfolio, at.solution, { status: "numerical_error" });
}

/** Whether a path would bend: it is then searched along, not followed. */
export function isBent({ costs, quadraticLimits }: CheckedPortfolio): boolean {
  return quadraticLimits.length > 0 || (costs?.quadratic.some((one) => one > 0) ?? false);
}
