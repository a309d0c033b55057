import type { CheckedPortfolio } from "./checkPortfolio.js";
import { costAt, scaledCosts } from "./costs.js";
import { dot } from "./points.js";
import type { RiskPath } from "./riskPath.js";
import { certifyPortfolio } from "./solvePortfolio.js";
import { solvePriced, type PricedSolution } from "./solvePriced.js";

/** The problem of a path at λ, as a quadratic program: minimise ½wᵀΣw − λ(μᵀw − costs). */
export function problemAt(portfolio: CheckedPortfolio, mu: Float64Array, lambda: number): CheckedPortfolio {
  const { objective, costs } = portfolio;
  return {
    ...portfolio,
    objective: { ...objective, scale: 1, q: objective.q.map((one, j) => one - lambda * mu[j]) },
    costs: costs && scaledCosts(costs, lambda),
  };
}

/** A return that is more by a smaller share is the same. */
const MORE = 1e-9;

/** The solution of the problem of a path at λ: what the path has there where that is one, else solved from there. */
export function solveAt(path: RiskPath, lambda: number): PricedSolution {
  const { portfolio, mu } = path;
  const [first] = path.vertices;
  if (lambda > 0) {
    const problem = problemAt(portfolio, mu, lambda);
    if (first === undefined) return solvePriced(problem);
    const claim = path.at(lambda);
    const solution = certifyPortfolio(problem, claim);
    if (solution.status === "solved") return { solution, prices: claim.prices, scale: 1, limits: {} };
    return solvePriced({ ...problem, settings: { ...portfolio.settings, warmStart: solution.warmStart } });
  }
  // Everything returned is the caller's: the path keeps its own.
  const outcome = structuredClone({ ...path.start, scale: 1, limits: {} });
  if (first === undefined) return outcome;
  const { x: least, y, iterations } = outcome.solution;
  // Of several of the least variance that of the path has the most return; the multipliers are those of all.
  const x = path.weightsOf(first);
  const more = first.netReturn - dot(mu, least) + costAt(portfolio, least);
  if (!(more > MORE * Math.abs(first.netReturn))) return outcome;
  const solution = certifyPortfolio(problemAt(portfolio, mu, lambda), { ...outcome, x, y });
  return { ...outcome, solution: { ...solution, iterations } };
}
