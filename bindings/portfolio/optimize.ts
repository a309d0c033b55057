import { checkPortfolio, type CheckedPortfolio } from "./checkPortfolio.js";
import { optimizeOnPath } from "./optimizeOnPath.js";
import type { Portfolio } from "./portfolio.js";
import type { PortfolioProblem } from "./problem.js";
import { solvePriced } from "./solvePriced.js";
import { toPortfolio } from "./toPortfolio.js";

/** Checks, states the quadratic program, solves it and names the outcome; see `Core.optimize`. */
export function optimize(problem: PortfolioProblem): Portfolio {
  return optimizeChecked(checkPortfolio(problem));
}

/** The same of a problem that was checked. */
export function optimizeChecked(portfolio: CheckedPortfolio): Portfolio {
  const { aim } = portfolio.objective;
  if (aim !== undefined) return optimizeOnPath(portfolio, aim);
  return toPortfolio(portfolio, solvePriced(portfolio));
}
