/** Seeded returns: 60 observations of 40 assets. */
export const shape = { observations: 60, assets: 40 };

export function panel() {
  let state = 7;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5;
  return Float64Array.from({ length: shape.observations * shape.assets }, random);
}

/** Minimum xᵀRᵀRx of those returns under a budget, with weights between 0 and 0.1. */
export function problem() {
  const { observations, assets: n } = shape;
  const R = panel();
  const P = new Float64Array(n * n);
  for (let t = 0; t < observations; t++)
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) P[i * n + j] += R[t * n + i] * R[t * n + j];
  return { P, A: new Float64Array(n).fill(1), l: 1, u: 1, lb: 0, ub: 0.1 };
}

/** What the core answers: a QP, and a portfolio from the returns. */
export function answers(core) {
  const { status, x, primalResidual, dualResidual } = core.solveQP(problem());
  const returns = core.returns(panel(), shape);
  const covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
  const portfolio = core.optimize({ covariance, objective: { kind: "min-variance" }, constraints: { maxWeights: 0.1 } });
  covariance.dispose();
  returns.dispose();
  return {
    simd: core.simd,
    status: [status, portfolio.status],
    x: Array.from(x),
    weights: Array.from(portfolio.weights),
    residual: Math.max(primalResidual, dualResidual, portfolio.residuals.primal, portfolio.residuals.dual),
    used: core.memory.used,
  };
}
