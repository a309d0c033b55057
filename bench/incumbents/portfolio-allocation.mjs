/**
 * npm portfolio-allocation: long-only portfolios under a budget of 1 and bounds. Of its two methods the generalised sequential minimal
 * optimization, its own choice for large universes, with its default tolerance and no limit of iterations.
 */
import PortfolioAllocation from "portfolio-allocation";
import { nested } from "./inequalities.mjs";

const method = () => ({ optimizationMethod: "gsmo", optimizationMethodParams: { maxIterGsmo: -1 } });

export function open(problem) {
  if (problem.kind === "covariance") return covariance(problem);
  const refuses = whyNot(problem);
  if (refuses !== undefined) return { refuses };
  const { n, P, q, lb, ub } = problem;
  const sigma = nested(P, n, n);
  const mu = Array.from(q, (one) => -one);
  const bounds = { minWeights: Array.from(lb), maxWeights: Array.from(ub) };
  if (problem.kind === "frontier") return frontier(problem, mu, sigma, bounds);
  const solve = mu.every((one) => one === 0)
    ? () => PortfolioAllocation.globalMinimumVarianceWeights(sigma, { ...method(), constraints: bounds })
    : () =>
        PortfolioAllocation.meanVarianceOptimizationWeights(mu, sigma, {
          ...method(),
          constraints: { ...bounds, riskTolerance: 1 },
        });
  return { solve: () => ({ status: "solved", x: Float64Array.from(solve()) }) };
}

/** The corners by its critical-line method, and portfolios between them, evenly spaced in their risk tolerance. */
function frontier({ lambdas }, mu, sigma, constraints) {
  const settings = {
    nbPortfolios: lambdas.length,
    discretizationType: "riskTolerance",
    optimizationMethod: "critical-line",
    optimizationMethodParams: { maxIterCriticalLine: -1 },
    constraints,
  };
  return {
    solve: () => {
      const portfolios = PortfolioAllocation.meanVarianceEfficientFrontierPortfolios(mu, sigma, settings);
      return { status: "solved", x: Float64Array.from(portfolios.flatMap(([weights]) => weights)) };
    },
  };
}

/** Why it cannot state a problem. */
function whyNot({ kind, m, A, l, u, lb, ub, changes }) {
  if (changes !== undefined && kind !== "frontier") return "it solves nothing again";
  if (m !== 1 || l[0] !== 1 || u[0] !== 1 || A.some((one) => one !== 1)) return "it has no rows but a budget of 1";
  if (lb.some((one) => one < 0) || ub.some((one) => one > 1)) return "its weights are between 0 and 1";
  return undefined;
}

function covariance({ n, observations, values }) {
  const rows = nested(values, n, observations);
  return {
    solve: () => {
      const x = PortfolioAllocation.covarianceMatrix(rows, { assumeZeroMean: false }).toRowArray();
      return { status: "solved", x: Float64Array.from(x.flat()) };
    },
  };
}
