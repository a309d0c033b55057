import { Control } from "../qp/control.js";
import type { CheckedPortfolio } from "./checkPortfolio.js";
import { rounded } from "./conflict.js";
import { costOf } from "./costs.js";
import { dot, type Aim } from "./objective.js";
import { lambdaOfMostRatio, lambdaOfReturn, lambdaOfVolatility, lastRising } from "./pathPoints.js";
import { solveAt } from "./pathSolution.js";
import type { Conflict, Portfolio } from "./portfolio.js";
import { distanceTerm } from "./pricedTerms.js";
import { quadraticConflict } from "./quadraticConflict.js";
import { RiskPath } from "./riskPath.js";
import { toPortfolio } from "./toPortfolio.js";

/** The portfolio sought among those of least variance for their return: the path is followed as far as it is needed. */
export function optimizeOnPath(portfolio: CheckedPortfolio, aim: Aim): Portfolio {
  const { mu, volatility } = aim;
  const path = new RiskPath(portfolio, mu, new Control(portfolio.settings, portfolio.onProgress));
  try {
    path.follow(({ vertices }) => {
      const last = vertices.length - 1;
      return volatility === undefined ? lastRising(path, 0) < last : vertices[last].variance > volatility ** 2;
    });
  } finally {
    path.dispose();
  }
  return volatility === undefined
    ? mostRatio(portfolio, mu, path, 0, aim)
    : atVolatility(portfolio, mu, path, volatility, "targetVolatility");
}

/** The portfolio of a path at a volatility, or why there is none. */
export function atVolatility(
  portfolio: CheckedPortfolio,
  mu: Float64Array,
  path: RiskPath,
  value: number,
  name: "targetVolatility" | "volatility",
): Portfolio {
  const { covariance } = portfolio;
  const unsolved = endOf(portfolio, mu, path);
  if (unsolved !== undefined) return unsolved;
  const lambda = lambdaOfVolatility(path, covariance, value);
  const { vertices } = path;
  if (lambda === undefined) {
    const range = [vertices[0], vertices[vertices.length - 1]].map(({ variance }) => Math.sqrt(variance)) as [number, number];
    if (path.isUnbounded) range[1] = Infinity;
    const isLow = value < range[0];
    const limit = distanceTerm("targetVolatility", new Float64Array(mu.length), value, covariance);
    const { constraints, message } = isLow
      ? quadraticConflict({ ...portfolio, quadraticLimits: [...portfolio.quadraticLimits, limit] }, limit)
      : {
          constraints: ["targetVolatility"],
          message: `targetVolatility is ${rounded(value)}, but the greatest return has ${rounded(range[1])}: more risk earns nothing.`,
        };
    const conflict = conflictOf(name, constraints, message, range);
    const end = solveAt(portfolio, mu, path, isLow ? 0 : vertices[vertices.length - 1].lambda);
    return toPortfolio(portfolio, end, { status: "primal_infeasible", conflict });
  }
  const outcome = solveAt(portfolio, mu, path, lambda);
  if (name === "volatility") return toPortfolio(portfolio, outcome);
  // Of the return that is maximised: the objective of the path divided by λ.
  const scale = lambda > 0 ? 1 / lambda : 1;
  const { x, primalResidual } = outcome.solution;
  const missed = Math.abs(Math.sqrt(covariance.variance(x)) - value);
  const solution = Object.freeze({ ...outcome.solution, primalResidual: Math.max(primalResidual, missed) });
  const limits = { ...outcome.limits, targetVolatility: scale * value };
  return toPortfolio(portfolio, { ...outcome, scale, limits, solution }, { objective: dot(mu, x) - costAt(portfolio, x) });
}

/** The portfolio of a path at a return, or why there is none. */
export function atReturn(portfolio: CheckedPortfolio, mu: Float64Array, path: RiskPath, value: number): Portfolio {
  const unsolved = endOf(portfolio, mu, path);
  if (unsolved !== undefined) return unsolved;
  const lambda = lambdaOfReturn(path, value);
  if (lambda !== undefined) return toPortfolio(portfolio, solveAt(portfolio, mu, path, lambda));
  const { vertices } = path;
  const last = vertices[vertices.length - 1];
  const range: [number, number] = [vertices[0].expectedReturn, path.isUnbounded ? Infinity : last.expectedReturn];
  const isLow = value < range[0];
  const message = isLow
    ? `expectedReturn is ${rounded(value)}, but the portfolio of least variance has ${rounded(range[0])}: less return costs risk.`
    : `expectedReturn is ${rounded(value)}, but the constraints allow at most ${rounded(range[1])}.`;
  const conflict = conflictOf("expectedReturn", ["expectedReturn"], message, range);
  return toPortfolio(portfolio, solveAt(portfolio, mu, path, isLow ? 0 : last.lambda), { status: "primal_infeasible", conflict });
}

/** The portfolio of a path whose return beside `riskFree` is the most for its volatility, or why there is none. */
export function mostRatio(portfolio: CheckedPortfolio, mu: Float64Array, path: RiskPath, riskFree: number, aim?: Aim): Portfolio {
  const unsolved = endOf(portfolio, mu, path);
  if (unsolved !== undefined) return unsolved;
  const lambda = lambdaOfMostRatio(path, riskFree);
  const { vertices } = path;
  const last = vertices[vertices.length - 1];
  if (lambda === undefined) {
    const most = Math.max(...vertices.map(({ netReturn }) => netReturn - riskFree));
    const message = `No portfolio that the constraints allow has a return above the risk-free one: the most is ${rounded(most)} beside it.`;
    const conflict = conflictOf("riskFree", ["riskFree"], message, [-Infinity, (aim?.riskFree ?? riskFree) + most]);
    return toPortfolio(portfolio, solveAt(portfolio, mu, path, last.lambda), { status: "primal_infeasible", conflict });
  }
  const outcome = solveAt(portfolio, mu, path, lambda === Infinity ? last.lambda : lambda);
  const { x } = outcome.solution;
  const excess = dot(mu, x) - riskFree - costAt(portfolio, x);
  const variance = Math.max(0, portfolio.covariance.variance(x));
  const objective = excess / Math.sqrt(variance);
  if (lambda === Infinity || variance === 0) return toPortfolio(portfolio, outcome, { status: "dual_infeasible", objective });
  // The gradient of the ratio is that of ½wᵀΣw − λ·return times −return/σ³, where λ = σ²/return.
  const scale = excess / variance ** 1.5;
  const largest = mu.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  const missed = Math.abs(variance / excess - lambda) * largest;
  const solution = Object.freeze({ ...outcome.solution, dualResidual: outcome.solution.dualResidual + missed });
  return toPortfolio(portfolio, { ...outcome, scale, solution }, { objective });
}

/** The outcome where the path did not come to an end that says something. */
function endOf(portfolio: CheckedPortfolio, mu: Float64Array, path: RiskPath): Portfolio | undefined {
  const { status } = path.start.solution;
  if (status !== "solved") return toPortfolio(portfolio, { ...path.start, scale: 1, limits: {} });
  if (path.ended === undefined) return undefined;
  const { lambda } = path.vertices[path.vertices.length - 1];
  return toPortfolio(portfolio, solveAt(portfolio, mu, path, lambda), { status: path.ended });
}

function conflictOf(constraint: string, constraints: readonly string[], message: string, range: [number, number]): Conflict {
  return Object.freeze({
    constraints: Object.freeze(constraints.map((one) => (one === "targetVolatility" ? constraint : one))),
    message: message.replace("targetVolatility", constraint),
    attainable: Object.freeze({ constraint, range: Object.freeze(range) }),
  });
}

function costAt({ costs, current }: CheckedPortfolio, x: Float64Array): number {
  return costs === undefined ? 0 : costOf(costs, x, current ?? new Float64Array(x.length));
}
