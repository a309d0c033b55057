import { Control } from "../qp/control.js";
import { atMostRatio, atTargetVolatility, noRatio, unattained, volatilityConflict } from "./aimed.js";
import { sidesOf, type CheckedPortfolio } from "./checkPortfolio.js";
import { rounded } from "./conflict.js";
import { targetRow, type Aim } from "./objective.js";
import { lambdaOfMostRatio, lambdaOfReturn, lambdaOfVolatility, lastRising } from "./pathPoints.js";
import { solveAt } from "./pathSolution.js";
import type { Portfolio } from "./portfolio.js";
import { RiskPath } from "./riskPath.js";
import { isBent, searchAim } from "./searchAim.js";
import { solvePriced } from "./solvePriced.js";
import { toPortfolio } from "./toPortfolio.js";

/** The portfolio sought among those of least variance for their return: the path is followed as far as it is needed. */
export function optimizeOnPath(portfolio: CheckedPortfolio, aim: Aim): Portfolio {
  if (isBent(portfolio)) return searchAim(portfolio, aim);
  const { mu, volatility } = aim;
  const path = new RiskPath(portfolio, mu, new Control(portfolio.settings, portfolio.onProgress));
  try {
    path.follow(({ vertices }) => {
      const last = vertices.length - 1;
      if (volatility === undefined) return lastRising(vertices, 0) < last;
      // What is out of reach needs the whole range.
      return vertices[0].variance <= volatility ** 2 && vertices[last].variance > volatility ** 2;
    });
  } finally {
    path.dispose();
  }
  const portfolioOnIt =
    volatility === undefined
      ? mostRatio(portfolio, mu, path, 0)
      : atVolatility(portfolio, mu, path, volatility, "targetVolatility");
  // What a path that was lost does not answer is searched for.
  const isAnswered = path.ended || (path.isHeld ? portfolioOnIt.status !== "numerical_error" : portfolioOnIt.status === "solved");
  return isAnswered ? portfolioOnIt : searchAim(portfolio, aim);
}

/** The portfolio of a path at a volatility, or why there is none. */
export function atVolatility(
  portfolio: CheckedPortfolio,
  mu: Float64Array,
  path: RiskPath,
  value: number,
  name: "targetVolatility" | "volatility",
): Portfolio {
  const unsolved = endOf(portfolio, mu, path);
  if (unsolved !== undefined) return unsolved;
  const lambda = lambdaOfVolatility(path, portfolio.covariance, value);
  if (lambda !== undefined) {
    const outcome = solveAt(portfolio, mu, path, lambda);
    return name === "volatility" ? toPortfolio(portfolio, outcome) : atTargetVolatility(portfolio, mu, outcome, lambda, value);
  }
  const { vertices, isUnbounded } = path;
  const last = vertices[vertices.length - 1];
  const range: [number, number] = [Math.sqrt(vertices[0].variance), isUnbounded ? Infinity : Math.sqrt(last.variance)];
  const end = solveAt(portfolio, mu, path, value < range[0] ? 0 : last.lambda);
  return volatilityConflict(portfolio, mu, end, value, range, name);
}

/** The portfolio of a path at a return, or why there is none. */
export function atReturn(portfolio: CheckedPortfolio, mu: Float64Array, path: RiskPath, value: number): Portfolio {
  const unsolved = endOf(portfolio, mu, path);
  if (unsolved !== undefined) return unsolved;
  const lambda = lambdaOfReturn(path, value);
  if (lambda !== undefined) return toPortfolio(portfolio, solveAt(portfolio, mu, path, lambda));
  const { vertices, isUnbounded } = path;
  const last = vertices[vertices.length - 1];
  const returns = vertices.map(({ expectedReturn }) => expectedReturn);
  const range: [number, number] = [Math.min(...returns), isUnbounded ? Infinity : Math.max(...returns)];
  if (value < range[0]) {
    const message = `expectedReturn is ${rounded(value)}, but the portfolio of least variance has ${rounded(returns[0])}: less return costs risk.`;
    return unattained(portfolio, solveAt(portfolio, mu, path, 0), ["expectedReturn"], message, "expectedReturn", range);
  }
  const rows = [...portfolio.rows, targetRow(mu, value)];
  const target = { ...portfolio, rows, sides: sidesOf(rows, portfolio.bounds), costs: undefined };
  const { conflict } = toPortfolio(target, solvePriced({ ...target, settings: { ...portfolio.settings, warmStart: undefined } }));
  const name = (one: string): string => one.replace("targetReturn", "expectedReturn");
  const names = conflict?.constraints.map(name) ?? ["expectedReturn"];
  const message = name(
    conflict?.message ?? `targetReturn is ${rounded(value)}, but more than ${rounded(range[1])} costs more than it earns.`,
  );
  return unattained(portfolio, solveAt(portfolio, mu, path, last.lambda), names, message, "expectedReturn", range);
}

/** The portfolio of a path whose return beside `riskFree` is the most for its volatility, or why there is none. */
export function mostRatio(portfolio: CheckedPortfolio, mu: Float64Array, path: RiskPath, riskFree: number): Portfolio {
  const unsolved = endOf(portfolio, mu, path);
  if (unsolved !== undefined) return unsolved;
  const lambda = lambdaOfMostRatio(path, portfolio.covariance, riskFree);
  const { vertices } = path;
  const last = vertices[vertices.length - 1].lambda;
  if (lambda === undefined) {
    const most = vertices.reduce((best, { netReturn }) => Math.max(best, netReturn - riskFree), -Infinity);
    return noRatio(portfolio, solveAt(portfolio, mu, path, last), most);
  }
  return atMostRatio(portfolio, mu, solveAt(portfolio, mu, path, lambda === Infinity ? last : lambda), lambda, riskFree);
}

/** The outcome where the path did not come to an end that says something. */
function endOf(portfolio: CheckedPortfolio, mu: Float64Array, path: RiskPath): Portfolio | undefined {
  const { solution } = path.start;
  if (solution.status !== "solved") return toPortfolio(portfolio, { ...path.start, scale: 1, limits: {} });
  if (path.ended === undefined) return undefined;
  const { lambda } = path.vertices[path.vertices.length - 1];
  return toPortfolio(portfolio, solveAt(portfolio, mu, path, lambda), { status: path.ended });
}
