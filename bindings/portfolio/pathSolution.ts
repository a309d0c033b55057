import type { WarmStart } from "../qp/warmStart.js";
import type { CheckedPortfolio } from "./checkPortfolio.js";
import { costAt, scaledCosts } from "./costs.js";
import { dot } from "./points.js";
import type { RiskPath } from "./riskPath.js";
import { certifyPortfolio } from "./solvePortfolio.js";
import { solvePriced, type PricedSolution } from "./solvePriced.js";

/** The problem of a path at λ, as a quadratic program: minimise ½wᵀ(Σ + D)w − λ(μᵀw − costs). */
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

/** Solves the problem of a path at λ from where the path is there. */
export function solveAt(portfolio: CheckedPortfolio, mu: Float64Array, path: RiskPath, lambda: number): PricedSolution {
  const [first] = path.vertices;
  if (lambda > 0) {
    const warmStart = first && warmStartAt(path, lambda, portfolio.sides.m);
    return solvePriced({ ...problemAt(portfolio, mu, lambda), settings: { ...portfolio.settings, warmStart } });
  }
  const outcome = { ...path.start, scale: 1, limits: {} };
  if (first === undefined) return outcome;
  // Of several of the least variance that of the path has the most return; the multipliers are those of all.
  const x = path.weightsOf(first);
  const more = first.netReturn - dot(mu, outcome.solution.x) + costAt(portfolio, outcome.solution.x);
  if (!(more > MORE * Math.abs(first.netReturn))) return outcome;
  return certifyPortfolio(problemAt(portfolio, mu, lambda), outcome, x);
}

function warmStartAt(path: RiskPath, lambda: number, m: number): WarmStart {
  const { x, y } = path.at(lambda);
  const activeSet = new Int8Array(x.length + m);
  const ofRows = y.slice(0, m);
  activeSet.set(ofRows.map(Math.sign), x.length);
  return { x, y: ofRows, z: new Float64Array(x.length), activeSet };
}
