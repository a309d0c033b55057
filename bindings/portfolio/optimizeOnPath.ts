import { atMostRatio, atTargetVolatility, noRatio, unattained, volatilityConflict } from "./aimed.js";
import { sidesOf, type CheckedPortfolio } from "./checkPortfolio.js";
import { rounded } from "./conflict.js";
import { targetRow, type Aim } from "./objective.js";
import { lambdaOfMostRatio, lambdaOfReturn, lambdaOfVolatility, lastRising } from "./pathPoints.js";
import { solveAt } from "./pathSolution.js";
import { extent } from "./points.js";
import type { Portfolio } from "./portfolio.js";
import { NO_VOLATILITY } from "./riskless.js";
import { RiskPath } from "./riskPath.js";
import { isBent, searchAim } from "./searchAim.js";
import { solvePriced } from "./solvePriced.js";
import { toPortfolio } from "./toPortfolio.js";

/** The portfolio sought among those of least variance for their return: the path is followed as far as it is needed. */
export function optimizeOnPath(portfolio: CheckedPortfolio, aim: Aim): Portfolio {
  if (isBent(portfolio)) return searchAim(portfolio, aim);
  const { mu, volatility } = aim;
  const path = new RiskPath(portfolio, mu);
  try {
    path.follow(({ vertices }) => {
      const last = vertices.length - 1;
      if (volatility === undefined) return lastRising(vertices, 0) < last;
      // What is out of reach needs the whole range, and what is not told from none all that has no risk.
      return vertices[0].variance <= volatility ** 2 && vertices[last].variance > volatility ** 2 + NO_VOLATILITY ** 2;
    });
  } finally {
    path.dispose();
  }
  const portfolioOnIt =
    volatility === undefined ? mostRatio(path, 0, aim.riskFree) : atVolatility(path, volatility, "targetVolatility");
  // What a path that was lost does not answer is searched for.
  const isAnswered = path.ended || (path.isHeld ? portfolioOnIt.status !== "numerical_error" : portfolioOnIt.status === "solved");
  return isAnswered ? portfolioOnIt : searchAim(portfolio, aim);
}

/** The portfolio of a path at a volatility, or why there is none. */
export function atVolatility(path: RiskPath, value: number, name: "targetVolatility" | "volatility"): Portfolio {
  const { portfolio, vertices } = path;
  const unsolved = endOf(path);
  if (unsolved !== undefined) return unsolved;
  const lambda = lambdaOfVolatility(path, value);
  const last = vertices[vertices.length - 1];
  if (lambda === Infinity) return toPortfolio(portfolio, solveAt(path, last.lambda), { status: "dual_infeasible" });
  if (lambda !== undefined) {
    const outcome = solveAt(path, lambda);
    if (name === "volatility") return toPortfolio(portfolio, outcome);
    return atTargetVolatility(portfolio, path.mu, outcome, lambda, value);
  }
  const range: [number, number] = [Math.sqrt(vertices[0].variance), Math.sqrt(last.variance)];
  const end = solveAt(path, value < range[0] ? 0 : last.lambda);
  return volatilityConflict(portfolio, end, value, range, name);
}

/** The portfolio of a path at a return, or why there is none. */
export function atReturn(path: RiskPath, value: number): Portfolio {
  const { portfolio, mu, vertices, isUnbounded } = path;
  const unsolved = endOf(path);
  if (unsolved !== undefined) return unsolved;
  const lambda = lambdaOfReturn(path, value);
  if (lambda !== undefined) return toPortfolio(portfolio, solveAt(path, lambda));
  const last = vertices[vertices.length - 1];
  const returns = vertices.map(({ expectedReturn }) => expectedReturn);
  const range = extent(returns);
  if (isUnbounded) range[1] = Infinity;
  if (value < range[0]) {
    const message = `expectedReturn is ${rounded(value)}, but the portfolio of least variance has ${rounded(returns[0])}: less return costs risk.`;
    return unattained(portfolio, solveAt(path, 0), message, "expectedReturn", range);
  }
  const rows = [...portfolio.rows, { ...targetRow(mu, value), name: "expectedReturn" }];
  const target = { ...portfolio, rows, sides: sidesOf(rows, portfolio.bounds), costs: undefined };
  const { conflict } = toPortfolio(target, solvePriced({ ...target, settings: { ...portfolio.settings, warmStart: undefined } }));
  const { message, constraints } = conflict ?? {
    message: `expectedReturn is ${rounded(value)}, but more than ${rounded(range[1])} costs more than it earns.`,
  };
  return unattained(portfolio, solveAt(path, last.lambda), message, "expectedReturn", range, constraints);
}

/** The portfolio of a path whose return beside `least` is the most for its volatility, or why there is none. */
export function mostRatio(path: RiskPath, least: number, riskFree?: number): Portfolio {
  const { portfolio, mu, vertices } = path;
  const unsolved = endOf(path);
  if (unsolved !== undefined) return unsolved;
  const lambda = lambdaOfMostRatio(path, least);
  const last = vertices[vertices.length - 1].lambda;
  if (lambda === undefined) {
    const most = vertices.reduce((best, { netReturn }) => Math.max(best, netReturn), -Infinity);
    return noRatio(portfolio, solveAt(path, last), most - least, riskFree);
  }
  return atMostRatio(portfolio, mu, solveAt(path, lambda === Infinity ? last : lambda), lambda, least);
}

/** The outcome where the path did not come to an end that says something. */
function endOf(path: RiskPath): Portfolio | undefined {
  const status = path.ended ?? path.start.solution.status;
  if (status === "solved") return undefined;
  return toPortfolio(path.portfolio, solveAt(path, path.vertices[path.vertices.length - 1]?.lambda ?? 0), { status });
}
