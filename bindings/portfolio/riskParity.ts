import { solveBudgets } from "./budgetedLevel.js";
import { checkRiskParity } from "./checkRiskParity.js";
import { distance, dot, largest, sumOf } from "./points.js";
import type { Portfolio } from "./portfolio.js";
import type { PortfolioProblem, RiskParity } from "./problem.js";
import { rootOf } from "./riskless.js";

/**
 * The portfolio whose risk contributions wᵢ(Σw)ᵢ are in the proportions of the budgets, its weights scaled to their sum.
 *
 * It is the one solution of min ½xᵀΣx − Σ bᵢ log|xᵢ| but for scale (Bruder & Roncalli 2012), in each orthant one (Bai,
 * Scheinberg & Tütüncü 2016): an asset whose maxWeights is 0 or less is held short, the others long. Where bounds hold some
 * assets, the contributions of the others are in proportion (Richard & Roncalli 2019, arXiv:1902.05710).
 */
export function riskParity(problem: PortfolioProblem<RiskParity>): Portfolio {
  const checked = checkRiskParity(problem);
  const { covariance, budgets, budget, lb, ub, expectedReturns, current, settings } = checked;
  const { solution, level, conflict } = solveBudgets(checked);
  const { status, x: weights, marginal } = solution;
  const variance = dot(weights, marginal);
  // Σw − λ b/w + z = 0, with z where a bound holds the asset.
  const slope = weights.map((one, i) => marginal[i] - (level * budgets[i]) / one);
  const z = slope.map((one, i) =>
    Math.min(Math.max(-one, weights[i] === lb[i] ? -Infinity : 0), weights[i] === ub[i] ? Infinity : 0),
  );
  const rest = slope.map((one, i) => one + z[i]);
  return Object.freeze({
    status,
    weights,
    ...(covariance.names !== undefined && { names: covariance.names }),
    ...(expectedReturns !== undefined && { expectedReturn: dot(expectedReturns, weights) }),
    volatility: rootOf(variance),
    objective: largest(weights.map((one, i) => (one * marginal[i]) / variance / budgets[i] - 1)),
    ...(current !== undefined && { turnover: distance(weights, current) }),
    multipliers: Object.freeze({
      budget: 0,
      groups: Object.freeze({}),
      linear: Object.freeze({}),
      factors: Object.freeze({}),
      minWeights: z.map((one) => Math.min(one, 0)),
      maxWeights: z.map((one) => Math.max(one, 0)),
    }),
    iterations: settings.control.iterations,
    residuals: Object.freeze({
      primal: Math.abs(sumOf(weights) - budget),
      dual: largest(rest),
      gap: Math.abs(dot(rest, weights)),
    }),
    ...(conflict !== undefined && { conflict }),
    warmStart: Object.freeze({
      x: weights.slice(),
      y: new Float64Array(1),
      z: z.slice(),
      activeSet: Int8Array.from([...z.map(Math.sign), 1]),
    }),
  });
}
